"""What the marketplace may ask and tell. Numbers, plain values and frozen dataclasses only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.actions.charges import record_charges_of_deal, reverse_charges_of_deal
from billing.models import FeeRule, RevenueModel
from billing.months import year_of
from billing.pricing import Fee, FeeTerms, PriceOfDeal, fee_lines
from billing.queries import active_model, parties_by_ref, uses_in_year
from communities.interface import PartyRef
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
    "reverse_charges",
]


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What billing must know of a deal. `price_minor` is the whole price, VAT in it."""

    price_minor: int
    currency: str
    vat_bp: int
    exchange_type: str
    category_id: int | None
    provider: PartyRef
    requester: PartyRef
    agreed_at: datetime
    quantity: Decimal = Decimal(1)

    def price(self) -> PriceOfDeal:
        return PriceOfDeal(
            self.price_minor,
            self.vat_bp,
            self.exchange_type,
            self.category_id,
            self.provider.kind,
            self.requester.kind,
        )


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
    """What this deal would cost under the revenue model in force. Without one, nothing."""
    return quote_frozen(facts, freeze(facts))


def freeze(facts: DealFacts) -> dict[str, Any]:
    """The rules of a deal at its agreement, as plain values to keep with the deal: later decisions do not touch it."""
    model = active_model()
    if model is None:
        return {"model_id": None, "model_number": None, "decision_number": None, "rules": []}
    return {
        "model_id": model.pk,
        "model_number": model.number,
        "decision_number": model.decision_number,
        "rules": [rule.terms().to_json() for rule in _rules_of(model)],
    }


def quote_frozen(facts: DealFacts, frozen: dict[str, Any]) -> Quote:
    """What this deal costs under the rules that were frozen in it."""
    fees = fee_lines(_terms(frozen), facts.price(), _allowance_used(facts))
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
        price=facts.price(),
        currency=facts.currency,
        parties={"provider": facts.provider, "requester": facts.requester},
        terms=_terms(frozen),
        completed_at=completed_at,
        time_zone=community_in_scope().time_zone,
        occasion=occasion,
    )


def reverse_charges(*, deal_id: int, at: datetime) -> None:
    """Take back what a deal cost, exactly and once."""
    reverse_charges_of_deal(deal_id=deal_id, at=at)


def _rules_of(model: RevenueModel) -> list[FeeRule]:
    return list(model.rules.filter(basis__in=["per_transaction", "percent_of_price"]))


def _terms(frozen: dict[str, Any]) -> list[FeeTerms]:
    return [FeeTerms.from_json(values) for values in frozen.get("rules", [])]


def _allowance_used(facts: DealFacts) -> Any:
    """Counts only for rules with an allowance, so most quotes ask nothing."""
    sides = {"provider": facts.provider, "requester": facts.requester}

    def used(terms: FeeTerms, side: str) -> int:
        party = parties_by_ref([sides[side]]).get(sides[side])
        if party is None:
            return 0
        return uses_in_year(party, terms.rule_id, *year_of(facts.agreed_at, community_in_scope().time_zone))

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
