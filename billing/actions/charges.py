"""Recording what a completed deal costs each side, in the transaction of its confirmation."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.parties import party_for
from billing.models import Charge, Party
from billing.months import year_of
from billing.pricing import Fee, FeeTerms, PriceOfDeal, fee_lines
from billing.queries import uses_in_year
from communities.interface import PartyRef

LONGEST_TEXT = 300


@transaction.atomic
def record_charges_of_deal(
    *,
    deal_id: int,
    deal_label: str,
    price: PriceOfDeal,
    currency: str,
    parties: dict[str, PartyRef],
    terms: list[FeeTerms],
    completed_at: datetime,
    time_zone: str,
    occasion: str = "",
) -> list[Charge]:
    """One charge per rule and side, zero ones too where the year's allowance made them free.

    A repeated call records nothing new: the source key counts once, for each occasion.
    """
    rows = {side: party_for(ref) for side, ref in sorted(parties.items(), key=lambda item: str(item[1]))}
    _lock_parties(rows.values())
    year = year_of(completed_at, time_zone)
    fees = fee_lines(terms, price, lambda rule, side: uses_in_year(rows[side], rule.rule_id, *year))
    charges = [_charge_of(fee, rows[fee.payer], deal_id, deal_label, currency, completed_at) for fee in fees]
    for charge in charges if occasion else []:
        charge.source_key = f"{charge.source_key}:{occasion}"
    known = set(Charge.objects.filter(deal_id=deal_id).values_list("source_key", flat=True))
    return Charge.objects.bulk_create(
        [charge for charge in charges if charge.source_key not in known], ignore_conflicts=True
    )


@transaction.atomic
def reverse_charges_of_deal(*, deal_id: int, at: datetime) -> int:
    """Take every charge of a deal back by its exact opposite, once. Returns how many were taken back."""
    # Charges are facts, which cannot be locked; their parties can, as when they were recorded.
    _lock_parties(Party.objects.filter(charges__deal_id=deal_id))
    own = Charge.objects.filter(deal_id=deal_id, reverses=None, reversals=None)
    opposites = [
        Charge(
            party_id=charge.party_id,
            rule_id=charge.rule_id,
            source_key=f"{charge.source_key}:reversed",
            deal_id=deal_id,
            text=(_("Taken back: %s") % charge.text)[:LONGEST_TEXT],
            amount_minor=-charge.amount_minor,
            currency=charge.currency,
            vat_mode=charge.vat_mode,
            vat_bp=charge.vat_bp,
            occurred_at=at,
            reverses=charge,
        )
        for charge in own
    ]
    return len(Charge.objects.bulk_create(opposites))


def _lock_parties(parties: Iterable[Party]) -> None:
    """Two deals of one party at the same moment count its free ones one after the other."""
    ids = {party.pk for party in parties}
    list(Party.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _charge_of(
    fee: Fee, party: Party, deal_id: int, deal_label: str, currency: str, completed_at: datetime
) -> Charge:
    text = f"{fee.terms.text}: {deal_label}"
    if fee.is_free:
        text = _("%(fee)s (free this year)") % {"fee": text}
    return Charge(
        party=party,
        rule_id=fee.terms.rule_id,
        source_key=f"deal:{deal_id}:rule:{fee.terms.rule_id}:{fee.payer}",
        deal_id=deal_id,
        text=text[:LONGEST_TEXT],
        amount_minor=fee.amount_minor,
        currency=currency,
        vat_mode=fee.terms.vat_mode,
        vat_bp=fee.terms.vat_rate_bp,
        occurred_at=completed_at,
    )
