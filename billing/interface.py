"""What the marketplace may ask and tell. Numbers, plain values and frozen dataclasses only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from billing.actions.charges import record_charges_of_deal, reverse_charges_of_deal
from billing.facts import DealFacts, terms_of, with_frozen_types
from billing.member_types import with_types
from billing.models import FeeRule, RevenueModel
from billing.months import year_of
from billing.names import register_categories
from billing.pricing import Fee, FeeTerms, Used, fee_lines
from billing.queries import active_model, model_at, parties_by_ref, used_in_year
from weconomics.tenancy.community import community_in_scope

__all__ = [
    "DealFacts",
    "FeeLine",
    "Quote",
    "freeze",
    "has_active_model",
    "quote",
    "quote_frozen",
    "record_charges",
    "register_categories",
    "reverse_charges",
]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One contribution of one side, in minor units."""

    rule_id: int
    text: str
    net_minor: int
    vat_minor: int
    total_minor: int
    payer: str
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What a deal costs each side. The price itself goes from requester to provider directly; fees go by invoice."""

    price_minor: int
    currency: str
    lines: tuple[FeeLine, ...]
    requester_pays_minor: int
    provider_receives_minor: int
    model_number: int | None
    decision_number: str | None

    @property
    def requester_fees_minor(self) -> int:
        return self.requester_pays_minor - self.price_minor

    @property
    def provider_fees_minor(self) -> int:
        return self.price_minor - self.provider_receives_minor


def has_active_model() -> bool:
    return active_model() is not None


def quote(facts: DealFacts) -> Quote:
    """What this deal would cost under the revenue model in force now. Without one, nothing."""
    return quote_frozen(facts, freeze(facts))


def freeze(facts: DealFacts, at: datetime | None = None) -> dict[str, Any]:
    """The rules of a deal at its agreement, as plain values to keep with the deal: later decisions do not touch it.

    `at` is the moment of the agreement, now if absent: the version in force then counts.
    """
    model = model_at(at or timezone.now())
    if model is None:
        return {"model_id": None, "model_number": None, "decision_number": None, "rules": []}
    rules = [rule.terms() for rule in _rules_of(model)]
    frozen = {
        "model_id": model.pk,
        "model_number": model.number,
        "decision_number": model.decision_number,
        "rules": [terms.to_json() for terms in rules],
    }
    if any(terms.member_type for terms in rules):
        typed = with_types(facts)
        frozen |= {"provider_type": typed.provider_type, "requester_type": typed.requester_type}
    return frozen


def quote_frozen(facts: DealFacts, frozen: dict[str, Any]) -> Quote:
    """What this deal costs under the rules that were frozen in it."""
    price = with_frozen_types(facts, frozen).price()
    fees = fee_lines(terms_of(frozen), price, _allowance_used(facts))
    lines = tuple(_line(fee) for fee in fees)
    requester = sum(line.total_minor for line in lines if line.payer == "requester")
    provider = sum(line.total_minor for line in lines if line.payer == "provider")
    return Quote(
        price_minor=facts.price_minor,
        currency=facts.currency,
        lines=lines,
        requester_pays_minor=facts.price_minor + requester,
        provider_receives_minor=facts.price_minor - provider,
        model_number=frozen.get("model_number"),
        decision_number=frozen.get("decision_number"),
    )


def record_charges(
    *,
    deal_id: int,
    deal_label: str,
    facts: DealFacts,
    frozen: dict[str, Any],
    completed_at: datetime,
    occasion: str = "",
) -> None:
    """Record what each side owes, in the caller's transaction. A repeated call changes nothing.

    `occasion` names why a deal is charged anew after its charges were taken back: a dispute that was decided otherwise.
    """
    record_charges_of_deal(
        deal_id=deal_id,
        deal_label=deal_label,
        facts=facts,
        frozen=frozen,
        completed_at=completed_at,
        occasion=occasion,
    )


def reverse_charges(*, deal_id: int, at: datetime) -> None:
    """Take back what a deal cost, exactly and once."""
    reverse_charges_of_deal(deal_id=deal_id, at=at)


def _rules_of(model: RevenueModel) -> list[FeeRule]:
    return list(model.rules.filter(basis__in=["per_transaction", "percent_of_price"]))


def _allowance_used(facts: DealFacts) -> Any:
    """Counts only for rules with an allowance, so most quotes ask nothing."""
    sides = {"provider": facts.provider, "requester": facts.requester}

    def used(terms: FeeTerms, side: str) -> Used:
        party = parties_by_ref([sides[side]]).get(sides[side])
        if party is None:
            return Used()
        return used_in_year(party, terms, *year_of(facts.agreed_at, community_in_scope().time_zone))

    return used


def _line(fee: Fee) -> FeeLine:
    return FeeLine(
        fee.terms.rule_id,
        fee.terms.text,
        fee.net_minor,
        fee.vat_minor,
        fee.total_minor,
        fee.payer,
        fee.is_free,
    )
