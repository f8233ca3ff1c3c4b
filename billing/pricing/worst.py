"""Whether a set of rules could take more from a provider than a deal brings in.

Between the points where a rule changes (floor and cap reached, a band entered, a threshold) what is left to the provider
is a straight line of the price, so its least values lie at these points and at the ends. They are reckoned with the very
functions that charge, for every kind of deal that the rules tell apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from billing.pricing.fees import fee_lines
from billing.pricing.terms import BASES_OF_A_DEAL, FeeTerms, PriceOfDeal

PLAIN_PRICE_MINOR = 10_000
HIGHEST_PRICE_MINOR = 10**11
MANY_PIECES = 1_000_000
BY_QUANTITY = ("per_unit", "first_more", "weight", "graduated", "volume", "package")


@dataclass(frozen=True, slots=True)
class _Party:
    kind: str
    member_type: str
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """A deal that shows it: at this price, for so many pieces, the provider would pay this much with VAT."""

    price_minor: int
    pieces: int
    fee_minor: int


def loss_of_provider(rules: Iterable[FeeTerms]) -> Loss | None:
    """The first deal found at which the provider would pay more than the price; None where there is none."""
    of_provider = [
        terms for terms in rules if terms.basis in BASES_OF_A_DEAL and terms.payer in ("provider", "split")
    ]
    for price in _deals(of_provider):
        fee = sum(line.total_minor for line in fee_lines(of_provider, price) if line.payer == "provider")
        if fee > price.price_minor:
            return Loss(price.price_minor, int(price.quantity), fee)
    return None


def _deals(rules: list[FeeTerms]) -> Iterator[PriceOfDeal]:
    """Every kind of deal that the rules tell apart, with nothing free any more and no VAT in the price."""
    pieces = [1, MANY_PIECES] if any(terms.calculator in BY_QUANTITY for terms in rules) else [1]
    prices = sorted(_prices(rules))
    for kind, quantity, amount in product(list(_kinds(rules)), pieces, prices):
        yield PriceOfDeal(amount, 0, quantity=Decimal(quantity), weight_g=quantity * 1000, **kind)


def _kinds(rules: list[FeeTerms]) -> Iterator[dict[str, Any]]:
    exchange_types = {kind for terms in rules for kind in terms.exchange_types}
    for exchange_type, party, category, listing, group in product(
        sorted(exchange_types),
        sorted(_parties(rules), key=str),
        _named(rules, "category_id"),
        _named(rules, "listing_id"),
        _named(rules, "local_group_id"),
    ):
        yield {
            "exchange_type": exchange_type,
            "category_id": category,
            "listing_id": listing,
            "local_group_id": group,
            "provider_kind": party.kind,
            "provider_type": party.member_type,
            "provider_organisation_id": party.organisation_id,
            "requester_kind": "member",
        }


def _parties(rules: list[FeeTerms]) -> set[_Party]:
    members = {_Party("member", terms.member_type) for terms in rules} | {_Party("member", "")}
    return members | {_Party("organisation", "organisation", terms.organisation_id) for terms in rules}


def _named(rules: list[FeeTerms], name: str) -> list[int | None]:
    return [None, *sorted({getattr(terms, name) for terms in rules} - {None})]


def _prices(rules: list[FeeTerms]) -> set[int]:
    turns = {0, 1, PLAIN_PRICE_MINOR, HIGHEST_PRICE_MINOR}
    for terms in rules:
        turns |= {terms.from_price_minor, terms.threshold_minor}
        turns |= {int(tier.upto) for tier in terms.tiers if tier.upto is not None}
        for bound in (terms.floor_minor, terms.cap_minor):
            if bound is not None and terms.rate_bp:
                turns.add(bound * 10_000 // terms.rate_bp)
            turns |= {bound or 0}
    return {price for turn in turns for price in range(max(0, turn - 2), turn + 3)}
