"""Parties as others show them; each call asks one query per kind, however many parties."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.urls import reverse

from communities.enums import ColleagueRole, MembershipState, PartnershipState, TraderStatus
from communities.interface.cards import PartyCard, PartyRef, PersonCard
from communities.interface.identities import VAT_OF_TRADER
from communities.models import Membership, PartnerColleague, PartnerOrganisation
from communities.pictures import file_url
from weconomics.actor import Actor


def party_card(ref: PartyRef) -> PartyCard:
    """Raises KeyError for a party of another community."""
    return party_cards([ref])[ref]


def party_cards(refs: Iterable[PartyRef]) -> dict[PartyRef, PartyCard]:
    """The cards of these parties; who is not in this community is left out."""
    wanted = set(refs)
    members = [ref.id for ref in wanted if ref.kind == "member"]
    organisations = [ref.id for ref in wanted if ref.kind == "organisation"]
    cards = []
    if members:
        cards += [_member_card(row) for row in _members().filter(pk__in=members)]
    if organisations:
        cards += [_organisation_card(row) for row in _organisations().filter(pk__in=organisations)]
    return {card.ref: card for card in cards}


def parties_of(actor: Actor) -> list[PartyCard]:
    """For whom this actor may make new agreements: themselves, then the active partners they trade for."""
    if not actor.is_member or actor.membership_id is None:
        return []
    trading = PartnerColleague.objects.filter(
        membership_id=actor.membership_id,
        removed_at=None,
        role__in=[ColleagueRole.ADMIN, ColleagueRole.TRADER],
        organisation_id__in=actor.organisation_ids,
        organisation__partnerships__state=PartnershipState.ACTIVE,
    ).values("organisation_id")
    themselves = (
        [] if actor.acts_only_for_organisation else [_member_card(_members().get(pk=actor.membership_id))]
    )
    return themselves + [_organisation_card(row) for row in _organisations().filter(pk__in=trading)]


def financed_organisation_ids(actor: Actor) -> frozenset[int]:
    """The organisations whose invoices this actor may see: as administrator or for its finances."""
    if actor.membership_id is None:
        return frozenset()
    rows = PartnerColleague.objects.filter(
        membership_id=actor.membership_id,
        removed_at=None,
        role__in=[ColleagueRole.ADMIN, ColleagueRole.FINANCE],
    )
    if actor.client_id is not None:
        rows = rows.filter(organisation_id__in=actor.organisation_ids)
    return frozenset(rows.values_list("organisation_id", flat=True))


def colleague_membership_ids(organisation_id: int) -> list[int]:
    """The members who act for this organisation now: whom to tell about its deals."""
    rows = PartnerColleague.objects.filter(organisation_id=organisation_id, removed_at=None)
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True))


def person_cards(membership_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Name, page and photo of these members, by membership id; former members too."""
    rows = Membership.objects.select_related("user", "community").filter(pk__in=set(membership_ids))
    return {row.pk: _person_card(row) for row in rows}


def person_of(public_id: UUID) -> PersonCard | None:
    """The active member that an address names; None for anybody else."""
    rows = Membership.objects.select_related("user", "community")
    row = rows.filter(public_id=public_id, state=MembershipState.ACTIVE).first()
    return _person_card(row) if row else None


def party_of(kind: str, public_id: UUID) -> PartyCard | None:
    """The member or organisation that an address names, also a former one; None for what is not here."""
    if kind == "member":
        return next((_member_card(row) for row in _members().filter(public_id=public_id)), None)
    return next((_organisation_card(row) for row in _organisations().filter(public_id=public_id)), None)


def _members() -> QuerySet[Membership]:
    names = ArrayAgg(
        "local_groups__local_group__name", filter=Q(local_groups__isnull=False), distinct=True, default=[]
    )
    return Membership.objects.select_related("user", "community").annotate(group_names=names)


def _organisations() -> QuerySet[PartnerOrganisation]:
    live = Q(partnerships__state__in=[PartnershipState.ACTIVE, PartnershipState.SUSPENDED])
    names = ArrayAgg("partnerships__local_group__name", filter=live, distinct=True, default=[])
    return PartnerOrganisation.objects.select_related("community").annotate(group_names=names)


def _person_card(row: Membership) -> PersonCard:
    slug = row.community.slug
    return PersonCard(
        membership_id=row.pk,
        public_id=row.public_id,
        name=row.display_name,
        url_path=reverse("communities:member", args=[slug, row.public_id]),
        photo_url=file_url(slug, row.shown_photo),
    )


def _member_card(row: Membership) -> PartyCard:
    person = _person_card(row)
    return PartyCard(
        ref=PartyRef("member", row.pk),
        name=person.name,
        kind="member",
        is_trader=row.trader_status != TraderStatus.PRIVATE,
        vat_status=VAT_OF_TRADER[TraderStatus(row.trader_status)].value,
        local_group_names=tuple(row.group_names),  # type: ignore[attr-defined]
        public_id=row.public_id,
        url_path=person.url_path,
        photo_url=person.photo_url,
    )


def _organisation_card(row: PartnerOrganisation) -> PartyCard:
    slug = row.community.slug
    return PartyCard(
        ref=PartyRef("organisation", row.pk),
        name=row.name,
        kind="organisation",
        is_trader=True,
        vat_status=row.vat_status,
        local_group_names=tuple(row.group_names),  # type: ignore[attr-defined]
        public_id=row.public_id,
        url_path=reverse("communities:partner", args=[slug, row.public_id]),
        photo_url=file_url(slug, row.photo),
    )
