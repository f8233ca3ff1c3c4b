"""How a payer's own books know our documents, and what the register says of its VAT number."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.parties import party_for
from billing.enums import VatCategory
from billing.models import BuyerReference, Invoice, Party, VatIdCheck
from communities.interface import PartyRef, billing_identity
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

CHECK_HOLDS = timedelta(days=30)


@transaction.atomic
def set_references(
    *, organisation_id: int, buyer_reference: str, order_reference: str, by: Actor, at: datetime | None = None
) -> BuyerReference:
    """From now on documents for this organisation say these. The same ones again write nothing. Raises NotAllowed."""
    if not rules.may_set_reference(organisation_id, by=by):
        raise NotAllowed(_("Only who does the finances of this organisation sets its references."))
    party = party_for(PartyRef("organisation", organisation_id))
    Party.objects.select_for_update().get(pk=party.pk)
    said = {"buyer_reference": buyer_reference.strip(), "order_reference": order_reference.strip()}
    now = BuyerReference.objects.filter(party=party).first()
    if now is not None and {name: getattr(now, name) for name in said} == said:
        return now
    return BuyerReference.objects.create(
        party=party, from_at=at or timezone.now(), set_by_id=by.membership_id, **said
    )


def vat_ids_to_check(at: datetime) -> list[tuple[int, str]]:
    """Parties whose documents rest on a VAT number that was not looked up in the last month."""
    rests = Invoice.objects.filter(taxes__category=VatCategory.REVERSE_CHARGE)
    fresh = VatIdCheck.objects.filter(checked_at__gt=at - CHECK_HOLDS).values("party_id")
    parties = Party.objects.filter(pk__in=rests.values("party_id")).exclude(pk__in=fresh)
    found = [(party.pk, billing_identity(party.ref).vat_id) for party in parties.order_by("pk")]
    return [(party_id, vat_id) for party_id, vat_id in found if vat_id]


def ask_register(vat_id: str) -> dict[str, Any] | None:
    """What the register of the EU (VIES) answers, by the function that VAT_REGISTER names; None where none is named."""
    if not settings.VAT_REGISTER:
        return None
    module, _dot, name = settings.VAT_REGISTER.rpartition(".")
    answer: dict[str, Any] = getattr(import_module(module), name)(vat_id)
    return answer


@transaction.atomic
def keep_answer(*, party_id: int, vat_id: str, answer: dict[str, Any], at: datetime) -> VatIdCheck:
    """Keep what was answered, whatever it was; `is_valid` is null where the register did not know."""
    return VatIdCheck.objects.create(
        party_id=party_id, vat_id=vat_id, is_valid=answer.get("is_valid"), answer=answer, checked_at=at
    )
