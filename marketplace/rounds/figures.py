"""What a plan comes to in words that a coordinator can use, beside first come, first served."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from marketplace.planning import Plan
from marketplace.rounds.market import Market
from marketplace.units import MILLI, from_smallest


def figures_of(market: Market, made: Plan) -> dict[str, Any]:
    """Counts and quantities by unit, of the plan and of the greedy one. Quantities as decimal text."""
    planned, by_hand = _outcome(market, made.amounts), _outcome(market, made.greedy_amounts)
    return {
        "offers": len(market.offers),
        "requests": len(market.requests),
        "planned": planned,
        "by_hand": by_hand,
        "gain": _gain(planned, by_hand),
        "without_a_day": len(market.days.without),
    }


def _outcome(market: Market, amounts: Any) -> dict[str, Any]:
    met: defaultdict[int, int] = defaultdict(int)
    by_unit: defaultdict[str, Decimal] = defaultdict(Decimal)
    providers = set()
    for match, amount in zip(market.matches, amounts.tolist(), strict=True):
        if not amount:
            continue
        met[match.request_id] += amount
        by_unit[match.request.unit] += from_smallest(market.amount_of(match, amount), match.request.unit)
        providers.add(match.offer.owner_ref)
    whole = [
        request for request in market.requests if met.get(request.pk, 0) >= max(1, market.need_of(request))
    ]
    return {
        "helped": len(met),
        "wholly": len(whole),
        "providers": len(providers),
        "by_unit": {unit: _text(quantity) for unit, quantity in sorted(by_unit.items())},
    }


def _gain(planned: dict[str, Any], by_hand: dict[str, Any]) -> dict[str, Any]:
    units = {
        unit: Decimal(quantity) - Decimal(by_hand["by_unit"].get(unit, 0))
        for unit, quantity in planned["by_unit"].items()
    }
    return {
        "helped": planned["helped"] - by_hand["helped"],
        "wholly": planned["wholly"] - by_hand["wholly"],
        "by_unit": {unit: _text(more) for unit, more in units.items() if more > 0},
    }


def _text(quantity: Decimal) -> str:
    return f"{quantity.quantize(MILLI).normalize():f}"
