"""Recording what a completed deal costs each side, in the transaction of its confirmation."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from billing.actions.parties import party_for
from billing.actions.rated_deals import keep_rated_deal, take_rated_deal_back
from billing.facts import DealFacts, Frozen, terms_of, with_frozen_types
from billing.member_types import with_types
from billing.models import Charge, Party, RatedDeal
from billing.months import year_of
from billing.pricing import Fee, fee_lines
from billing.queries import used_in_year
from billing.tax_rates import rate_of_supply
from weconomics.tenancy.community import community_in_scope

LONGEST_TEXT = 300


@transaction.atomic
def record_charges_of_deal(
    *,
    deal_id: int,
    deal_label: str,
    facts: DealFacts,
    frozen: Frozen,
    completed_at: datetime,
    occasion: str = "",
) -> list[Charge]:
    """The deal as it was, and one charge per rule and side, zero ones too where the year's allowance made them free.

    A repeated call records nothing new: deal and source key count once, for each occasion.
    """
    refs = {"provider": facts.provider, "requester": facts.requester}
    rows = {side: party_for(ref) for side, ref in sorted(refs.items(), key=lambda item: str(item[1]))}
    _lock_parties(rows.values())
    if RatedDeal.objects.filter(deal_id=deal_id, occasion=occasion).exists():
        return []
    facts = with_types(with_frozen_types(facts, frozen))
    year = year_of(completed_at, community_in_scope().time_zone)
    fees = fee_lines(
        terms_of(frozen), facts.price(), lambda rule, side: used_in_year(rows[side], rule, *year)
    )
    keep_rated_deal(
        deal_id=deal_id,
        label=deal_label,
        occasion=occasion,
        facts=facts,
        parties=rows,
        model_id=frozen.get("model_id"),
        completed_at=completed_at,
    )
    charges = [_charge_of(fee, rows[fee.payer], deal_id, deal_label, facts, completed_at) for fee in fees]
    for charge in charges if occasion else []:
        charge.source_key = f"{charge.source_key}:{occasion}"
    return Charge.objects.bulk_create(charges, ignore_conflicts=True)


@transaction.atomic
def reverse_charges_of_deal(*, deal_id: int, at: datetime) -> int:
    """Take every charge of a deal back by its exact opposite, once. Returns how many were taken back."""
    # Charges are facts, which cannot be locked; their parties can, as when they were recorded.
    _lock_parties(
        Party.objects.filter(
            Q(charges__deal_id=deal_id)
            | Q(provided_deals__deal_id=deal_id)
            | Q(requested_deals__deal_id=deal_id)
        )
    )
    take_rated_deal_back(deal_id=deal_id, at=at)
    own = Charge.objects.filter(deal_id=deal_id, reverses=None, reversals=None)
    opposites = [
        Charge(
            party_id=charge.party_id,
            rule_id=charge.rule_id,
            source_key=f"{charge.source_key}:reversed",
            deal_id=deal_id,
            text=(_("Taken back: %s") % charge.text)[:LONGEST_TEXT],
            amount_minor=-charge.amount_minor,
            base_minor=charge.base_minor,
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
    fee: Fee, party: Party, deal_id: int, deal_label: str, facts: DealFacts, completed_at: datetime
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
        base_minor=fee.base_minor,
        currency=facts.currency,
        vat_mode=fee.terms.vat_mode,
        vat_bp=rate_of_supply(
            fee.terms.vat_rate_bp, known_on=facts.agreed_at.date(), supplied_on=completed_at.date()
        ),
        occurred_at=completed_at,
    )
