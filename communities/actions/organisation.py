"""What a partner's own people change: how it shows itself, and who acts for it."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from communities import rules
from communities.actions.membership import require_another_administrator
from communities.actions.partnership import clean_organisation
from communities.enums import ColleagueRole
from communities.errors import NotAnActiveMember
from communities.models import Membership, PartnerColleague, PartnerOrganisation
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

# Not the KvK number: another number is another legal person, which applies anew.
DESCRIBED = frozenset(
    {
        "name",
        "legal_form",
        "vat_id",
        "vat_status",
        "street",
        "postcode",
        "city",
        "country",
        "email",
        "website",
        "description",
    }
)


@transaction.atomic
def update_organisation(
    *, organisation: PartnerOrganisation, by: Actor, photo: ContentFile | None = None, **described: Any
) -> PartnerOrganisation:
    """Change how an organisation is described and invoiced. Raises NotAllowed, WrongVatId, VatIdRequired."""
    if not rules.may_edit_organisation(organisation, by=by):
        raise NotAllowed
    if unknown := set(described) - DESCRIBED:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    row = PartnerOrganisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    now = {name: getattr(row, name) for name in DESCRIBED} | {"kvk": row.kvk}
    for name, value in clean_organisation({**now, **described}).items():
        setattr(row, name, value)
    if photo is not None:
        row.photo.save("photo.webp", photo, save=False)
    row.save()
    return row


@transaction.atomic
def add_colleague(
    *, organisation: PartnerOrganisation, membership: Membership, role: str, by: Actor
) -> PartnerColleague:
    """Let an active member act for the organisation; for a colleague, change what they may do.

    Raises NotAllowed, NotAnActiveMember, LastAdministrator.
    """
    if not rules.may_edit_organisation(organisation, by=by):
        raise NotAllowed
    member = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if not member.is_active:
        raise NotAnActiveMember(data={"field": "membership"})
    present = PartnerColleague.objects.filter(
        organisation=organisation, membership=member, removed_at=None
    ).first()
    if present is None:
        return PartnerColleague.objects.create(organisation=organisation, membership=member, role=role)
    if role != ColleagueRole.ADMIN:
        require_another_administrator(organisation.pk, member.pk)
    present.role = role
    present.save(update_fields=["role"])
    return present


@transaction.atomic
def remove_colleague(*, organisation: PartnerOrganisation, membership: Membership, by: Actor) -> None:
    """Somebody no longer acts for the organisation; an administrator does this, or the person.

    Somebody who is not a colleague stays so. Raises NotAllowed, LastAdministrator.
    """
    if by.membership_id != membership.pk and not rules.may_edit_organisation(organisation, by=by):
        raise NotAllowed
    require_another_administrator(organisation.pk, membership.pk)
    present = PartnerColleague.objects.filter(
        organisation=organisation, membership=membership, removed_at=None
    )
    present.update(removed_at=timezone.now())
