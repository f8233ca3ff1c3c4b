"""Reads with a name."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from communities.enums import (
    ColleagueRole,
    JoinRequestState,
    LocalGroupState,
    MembershipState,
    PartnershipState,
    Visibility,
)
from communities.models import (
    ApiClient,
    Community,
    Invitation,
    JoinRequest,
    LocalGroup,
    LocalGroupMembership,
    Membership,
    MembershipRole,
    NetworkLeader,
    Notification,
    OperatorOfRecord,
    PartnerColleague,
    PartnerOrganisation,
    Partnership,
)
from weconomics.actor import Actor, Role
from weconomics.tenancy.scope import only_community

NEEDED_OF_OPERATOR = (
    "legal_name",
    "kvk",
    "iban",
    "street",
    "city",
    "terms_version",
    "processing_agreement_signed_on",
)


def communities_in_directory(words: str = "") -> QuerySet[Community]:
    """Every community that shows itself to strangers, by name. With words it also looks at the places of its
    local groups, which is across communities: call it inside `everything`.
    """
    listed = Community.objects.filter(connected_at__isnull=False).exclude(visibility=Visibility.HIDDEN)
    for word in words.split():
        listed = listed.filter(
            Q(name__icontains=word)
            | Q(tagline__icontains=word)
            | Q(domain__name__icontains=word)
            | Q(domain__purpose__icontains=word)
            | Q(pk__in=open_local_groups().filter(place__icontains=word).order_by().values("community_id"))
        )
    return listed.select_related("domain", "network_leader").order_by("name")


def network_leaders_of(user: Any) -> QuerySet[NetworkLeader]:
    """The network leaders this person works for."""
    return NetworkLeader.objects.filter(staff__user_id=user.pk).order_by("name")


def active_members(words: str = "", local_group: LocalGroup | None = None) -> QuerySet[Membership]:
    """Active members by name, with their roles and groups at hand."""
    members = Membership.objects.filter(state=MembershipState.ACTIVE)
    if words:
        members = members.filter(Q(display_name__icontains=words) | Q(about__icontains=words))
    if local_group:
        members = members.filter(local_groups__local_group=local_group)
    return (
        members.select_related("user").prefetch_related(*_roles_and_groups()).order_by("display_name", "pk")
    )


def members_with_all() -> QuerySet[Membership]:
    """Members in every state, with their roles and groups at hand."""
    return Membership.objects.select_related("user").prefetch_related(*_roles_and_groups())


def _roles_and_groups() -> list[Prefetch]:
    return [
        Prefetch("roles", MembershipRole.objects.select_related("local_group").order_by("pk")),
        Prefetch("local_groups", LocalGroupMembership.objects.select_related("local_group").order_by("pk")),
    ]


def newest_members(limit: int = 8) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(state=MembershipState.ACTIVE)
        .select_related("user")
        .order_by("-joined_at")[:limit]
    )


def people_with_roles() -> QuerySet[Membership]:
    """Who carries the community: everybody active with a role, by name."""
    carrying = Membership.objects.filter(state=MembershipState.ACTIVE, roles__isnull=False).distinct()
    return carrying.select_related("user").prefetch_related(*_roles_and_groups()).order_by("display_name")


def local_groups_with_counts() -> QuerySet[LocalGroup]:
    """Open local groups with `member_count`, `partner_count` and their coordinators at hand."""
    active = Q(partnerships__state=PartnershipState.ACTIVE)
    coordinators = MembershipRole.objects.filter(role=Role.COORDINATOR).select_related("membership__user")
    return (
        LocalGroup.objects.filter(state=LocalGroupState.OPEN)
        .annotate(
            member_count=Count("memberships", distinct=True),
            partner_count=Count("partnerships", filter=active, distinct=True),
        )
        .prefetch_related(Prefetch("coordinator_roles", coordinators.order_by("pk")))
        .order_by("name")
    )


def open_local_groups() -> QuerySet[LocalGroup]:
    return LocalGroup.objects.filter(state=LocalGroupState.OPEN).order_by("name")


def active_partnerships() -> QuerySet[Partnership]:
    """Partners that everybody may see, by name."""
    rows = Partnership.objects.filter(state=PartnershipState.ACTIVE)
    return rows.select_related("organisation", "local_group").order_by("organisation__name")


def applications_visible_to(actor: Actor) -> QuerySet[Partnership]:
    """Applications on their way: all for leaders; else those of one's own groups and organisations."""
    rows = Partnership.objects.exclude(
        state__in=[PartnershipState.ACTIVE, PartnershipState.ENDED, PartnershipState.DECLINED]
    )
    if not actor.leads:
        own = PartnerColleague.objects.filter(membership_id__in=_own_id(actor), removed_at=None)
        rows = rows.filter(
            Q(local_group_id__in=actor.coordinated_group_ids)
            | Q(organisation_id__in=own.values("organisation_id"))
        )
    return rows.select_related("organisation", "local_group").order_by("applied_at")


def organisations_of(membership_id: int) -> QuerySet[PartnerOrganisation]:
    """Organisations this member acts for, whatever the state of their partnership."""
    return PartnerOrganisation.objects.filter(
        colleagues__membership_id=membership_id, colleagues__removed_at=None
    ).order_by("name")


def partnership_of(organisation: PartnerOrganisation) -> Partnership | None:
    """The partnership that counts: the newest."""
    rows = Partnership.objects.filter(organisation=organisation).select_related("local_group", "applied_by")
    return rows.order_by("-applied_at", "-pk").first()


def lock_partnership(partnership_id: int) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "community").get(pk=partnership_id)


def partnerships_ready_to_decide() -> QuerySet[Partnership]:
    """Applications with an advice: what a proposal can decide on."""
    rows = Partnership.objects.filter(state=PartnershipState.ADVISED)
    return rows.select_related("organisation", "local_group").order_by("organisation__name")


def pending_join_requests() -> QuerySet[JoinRequest]:
    rows = JoinRequest.objects.filter(state=JoinRequestState.PENDING)
    return rows.select_related("user", "local_group").order_by("created_at")


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """All for leaders; a coordinator sees those to their own groups."""
    rows = Invitation.objects.select_related("local_group", "invited_by")
    return (
        rows if actor.leads else rows.filter(local_group_id__in=actor.coordinated_group_ids, role=Role.MEMBER)
    )


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """What this member was told, newest first."""
    return Notification.objects.filter(membership_id__in=_own_id(actor))


def unread_count(actor: Actor) -> int:
    return notifications_of(actor).filter(read_at=None).count()


def operator_of_record() -> OperatorOfRecord | None:
    return OperatorOfRecord.objects.first()


def missing_of_operator(operator: OperatorOfRecord) -> list[str | Promise]:
    """The names of the fields that verification still needs."""
    empty = [name for name in NEEDED_OF_OPERATOR if not getattr(operator, name)]
    return [operator._meta.get_field(name).verbose_name for name in empty]  # type: ignore[union-attr]


def ids_of_leaders() -> list[int]:
    """Membership ids of the domain leaders."""
    rows = MembershipRole.objects.filter(role=Role.DOMAIN_LEADER)
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True))


def ids_of_coordinators(local_group_id: int) -> list[int]:
    rows = MembershipRole.objects.filter(role=Role.COORDINATOR, local_group_id=local_group_id)
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True))


def ids_of_leaders_and_coordinators() -> list[int]:
    rows = MembershipRole.objects.filter(role__in=[Role.DOMAIN_LEADER, Role.COORDINATOR])
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True).distinct())


def ids_of_colleagues(organisation_id: int) -> list[int]:
    rows = PartnerColleague.objects.filter(organisation_id=organisation_id, removed_at=None)
    return list(rows.order_by("membership_id").values_list("membership_id", flat=True))


def invitations_sent() -> int:
    """How many invitations were made, whatever became of them."""
    return Invitation.objects.count()


def member_of(actor: Actor) -> Membership | None:
    """The actor's own membership, or None for who is not a member."""
    if actor.membership_id is None:
        return None
    return members_with_all().filter(pk=actor.membership_id).first()


def own_membership(request: Any) -> Membership | None:
    """The membership of who asks, read once for all parts of a page."""
    if not hasattr(request, "_own_membership"):
        request._own_membership = member_of(request.actor)
    found: Membership | None = request._own_membership
    return found


def communities_of(user: Any) -> QuerySet[Community]:
    """Communities where this person is an active member. Asks across communities: call it inside `everything`."""
    own = Membership.objects.filter(user_id=user.pk, state=MembershipState.ACTIVE).values("community_id")
    return Community.objects.filter(pk__in=own).select_related("domain").order_by("name")


def active_member_count() -> int:
    return Membership.objects.filter(state=MembershipState.ACTIVE).count()


def join_requests() -> QuerySet[JoinRequest]:
    """Requests in every state."""
    return JoinRequest.objects.select_related("user", "local_group")


def takes_part(local_group: LocalGroup, actor: Actor) -> bool:
    """Whether the actor is in this group."""
    return LocalGroupMembership.objects.filter(
        local_group=local_group, membership_id__in=_own_id(actor)
    ).exists()


def colleagues_of(organisation: PartnerOrganisation) -> QuerySet[PartnerColleague]:
    """Who acts for this organisation now."""
    rows = PartnerColleague.objects.filter(organisation=organisation, removed_at=None)
    return rows.select_related("membership__user").order_by("membership__display_name")


def api_client_of(client_id: str) -> ApiClient | None:
    """The program with this OAuth2 client id in this community, withdrawn or not."""
    rows = ApiClient.objects.select_related("membership__user", "organisation")
    return rows.filter(client_id=client_id).first()


def api_clients_visible_to(actor: Actor) -> QuerySet[ApiClient]:
    """All for leaders; else one's own and those of the organisations one administers. Newest first."""
    rows = ApiClient.objects.select_related("membership", "organisation")
    if not actor.leads:
        administered = organisations_administered_by(actor)
        rows = rows.filter(
            Q(organisation_id=None, membership_id=actor.membership_id)
            | Q(organisation_id__in=administered.values("pk"))
        )
    return rows.order_by(F("revoked_at").asc(nulls_first=True), "-created_at")


def organisations_administered_by(actor: Actor) -> QuerySet[PartnerOrganisation]:
    """Organisations with a running partnership of which the actor is an administrator."""
    return PartnerOrganisation.objects.filter(
        colleagues__membership_id__in=_own_id(actor),
        colleagues__removed_at=None,
        colleagues__role=ColleagueRole.ADMIN,
        partnerships__state__in=[PartnershipState.ACTIVE, PartnershipState.SUSPENDED],
    ).order_by("name")


def _own_id(actor: Actor) -> list[int]:
    """The actor's membership, or nobody's: a network leader need not be a member."""
    return [] if actor.membership_id is None else [actor.membership_id]


def community_in_scope() -> Community:
    """The one community of the running scope."""
    return Community.objects.get(pk=only_community() or 0)


def lock_community() -> Community:
    """The same, locked: for what there is one of in a community."""
    return Community.objects.select_for_update().get(pk=only_community() or 0)


def places_of_communities(communities: Iterable[Community]) -> dict[int, list[str]]:
    """The places of the local groups by community. Across communities: call it inside `everything`."""
    places: dict[int, list[str]] = {}
    groups = open_local_groups().filter(community__in=list(communities)).values_list("community_id", "place")
    for community_id, place in groups:
        if place not in places.setdefault(community_id, []):
            places[community_id].append(place)
    return places
