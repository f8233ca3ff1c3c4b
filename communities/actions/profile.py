"""What people say of themselves: one account, and a profile in each community."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from communities import rules
from communities.enums import TraderStatus, VatStatus
from communities.models import Membership, User
from communities.numbers import clean_kvk, clean_vat_id
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

PROFILE = frozenset(
    {
        "display_name",
        "about",
        "trader_status",
        "billing_name",
        "street",
        "postcode",
        "city",
        "country",
        "kvk",
        "vat_id",
        "mail_preference",
    }
)
VAT_OF_TRADER = {TraderStatus.TRADER.value: VatStatus.LIABLE, TraderStatus.KOR.value: VatStatus.KOR}


@transaction.atomic
def update_profile(
    *,
    membership: Membership,
    by: Actor,
    photo: ContentFile | None = None,
    remove_photo: bool = False,
    **fields: Any,
) -> Membership:
    """Change one's own profile in this community. A trader fills in the KvK number and, when liable, the btw-id.

    `photo` is a cleaned picture. Raises NotAllowed, WrongKvk, WrongVatId, VatIdRequired.
    """
    if not rules.may_edit_profile(membership, by=by):
        raise NotAllowed
    if unknown := set(fields) - PROFILE:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    _clean_numbers(row)
    if remove_photo:
        row.photo = ""
    if photo is not None:
        row.photo.save("photo.webp", photo, save=False)
    row.save()
    return row


@transaction.atomic
def update_account(*, user: User, by: Actor, photo: ContentFile | None = None, **fields: Any) -> User:
    """Change one's own name, language, phone number, text or photo, for all communities. Raises NotAllowed."""
    if by.user_id != user.pk:
        raise NotAllowed
    if unknown := set(fields) - {"name", "language", "phone", "about"}:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    row = User.objects.select_for_update().get(pk=user.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    if photo is not None:
        row.photo.save("photo.webp", photo, save=False)
    row.save()
    return row


def _clean_numbers(row: Membership) -> None:
    if row.trader_status == TraderStatus.PRIVATE:
        row.kvk = row.vat_id = ""
        return
    row.kvk = clean_kvk(row.kvk)
    row.vat_id = clean_vat_id(row.vat_id, vat_status=VAT_OF_TRADER[row.trader_status], country=row.country)
