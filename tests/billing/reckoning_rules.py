"""The same for rules by pieces, weight and bands, for free turnover, ladders, beneficiaries and parts of a period."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from billing.months import anniversary
from billing.pricing import FeeTerms, PriceOfDeal, Tier, Used, days_within, fee_lines, parts_of, prorated
from billing.pricing.calculators import amount_of_units
from billing.pricing.ladder import rules_that_count
from billing.pricing.rounding import whole
from tests.billing.reckoning import Solver, Values, bp, cents, fixed, on_net, percentage, total_of

RUNGS = {"product": "listing_id", "category": "category_id", "seller": "organisation_id"}


def rule(calculator: str, amount_minor: int = 0, **fields: Any) -> FeeTerms:
    basis = "percent_of_price" if calculator == "graduated_percent" else "per_transaction"
    return FeeTerms(1, "", "provider", basis, amount_minor, calculator=calculator, **fields)


def asked(
    terms: FeeTerms, price_minor: int = 0, quantity: Any = 1, weight_g: Any = None, **fields: Any
) -> int:
    weight = None if weight_g is None else Decimal(weight_g)
    deal = PriceOfDeal(
        price_minor, fields.pop("vat_bp", 0), "paid", fields.pop("category_id", None), "member", "member",
        quantity=Decimal(str(quantity)), weight_g=weight, **fields,
    )  # fmt: skip
    return sum(line.amount_minor for line in fee_lines([terms], deal))


def bands(rows: Iterable[list[Any]], upto: Any, unit: Any, flat: Any) -> tuple[Tier, ...]:
    """Their bands say from and to; ours only to. `unit` and `flat` read a row, in euros."""
    return tuple(
        Tier(
            None if row[1] is None else Decimal(str(upto(row[1]))),
            Decimal(cents(unit(row))),
            cents(flat(row)),
        )
        for row in rows
    )


def pieces_of(case: Values) -> Decimal:
    return sum((Decimal(pieces) for _price, pieces in case["lines"]), Decimal(0))


def each_piece(case: Values) -> Values:
    terms = percentage(case["rate_percent"], base_per_item=True)
    return {
        "fee": sum(
            asked(terms, cents(Decimal(price) * Decimal(pieces)), pieces) for price, pieces in case["lines"]
        )
    }


def flexi(first: int, more: int, most: int | None, pieces: Any) -> int:
    return asked(rule("first_more", first, more_minor=more, most_units=most), quantity=pieces)


def flexi_rate(case: Values) -> Values:
    first, more = cents(case["first_item"]), cents(case["additional_item"])
    found = flexi(first, more, case["max_items"], pieces_of(case))
    return {"fee_wanted" if pieces_of(case) == 0 else "fee": found}


def price_sack(case: Values) -> Values:
    terms = rule(
        "price_sack", cents(case["normal_amount"]), more_minor=cents(case["discount_amount"]),
        threshold_minor=cents(case["minimal_amount"]),
    )  # fmt: skip
    return {"fee": asked(terms, total_of(case))}


def weight(case: Values) -> Values:
    grams = sum((_grams(item) for item in case["items"]), Decimal(0))
    return {"fee": asked(rule("weight", cents(case["per_unit"])), weight_g=grams)}


def _grams(item: Values) -> Decimal:
    """What was weighed counts, else what was ordered; of goods that are sold otherwise a piece has a known weight."""
    if "unit_g" in item:
        return Decimal(item.get("final_g") or Decimal(item["unit_g"]) * item["qty"])
    if item["piece_weight"] is None:
        return Decimal(0)
    return Decimal(item["final"]) / Decimal(item["unit_value"]) * Decimal(item["piece_weight"]) * 1000


def party_fees(case: Values) -> Values:
    """A fee for some products is a rule for their listing; a fee per order is none of a product."""
    listing = {"A": 1, "B": 2}
    rules = [
        rule("per_unit", cents(fee["per_item"]), listing_id=None if fee["items"] == "*" else listing[only])
        for fee in case["fees"]
        if "per_item" in fee
        for only in [fee["items"][0]]
    ]
    return {"fee": sum(asked(terms, listing_id=listing[case["item"]]) for terms in rules)}


def by_bands(calculator: str) -> Solver:
    def solve(case: Values) -> Values:
        tiers = bands(case["bands_from_to_flat_unit"], lambda to: to, lambda row: row[3], lambda row: row[2])
        return {"amount": asked(rule(calculator, tiers=tiers), quantity=case["units"])}

    return solve


def of_percent_bands(rows: Iterable[list[Any]], base: Any) -> int:
    """Bands of the price: `upto` in cents, and a percentage for each."""
    tiers = tuple(
        Tier(None if to is None else Decimal(cents(to)), flat=cents(flat), rate_bp=bp(percent))
        for _from, to, flat, percent in rows
    )
    return asked(rule("graduated_percent", tiers=tiers), cents(base))


def packages(case: Values) -> int:
    size, free = case.get("size", case.get("package_size")), case.get("free", case.get("free_units"))
    terms = rule("package", cents(case["price"]), package_units=int(size), free_units=int(free))
    return asked(terms, quantity=case["units"])


def fine_price(case: Values) -> Values:
    """A price finer than a cent: one band without end."""
    terms = rule("graduated", tiers=(Tier(None, Decimal(case["unit_price"]) * 100),))
    return {"amount": asked(terms, quantity=case["units"])}


def shipping(case: Values) -> Values:
    return {"minor": flexi(case["first_minor"], case["additional_minor"], None, case["quantity"])}


def pieces_or_seats(case: Values) -> Values:
    pieces = Decimal(case.get("quantity") or case["units"]) * Decimal(case.get("seats", 1))
    return {"minor": asked(rule("per_unit", case["unit_price_minor"]), quantity=pieces)}


def ladder(case: Values) -> Values:
    ids = {RUNGS[name]: 1 for name in case["matches"] if name in RUNGS}
    rules = [
        percentage(percent, ladder="one", **({RUNGS[name]: 1} if name in RUNGS else {}))
        for name, percent in case["ordered"]
    ]
    deal = PriceOfDeal(
        100, 0, "paid", ids.get("category_id"), "organisation", "member", listing_id=ids.get("listing_id"),
        provider_organisation_id=ids.get("organisation_id"),
    )  # fmt: skip
    [chosen] = rules_that_count(rules, deal)
    return {"rate_percent": cents(chosen.rate_bp) // 100}


def share_of_fee(case: Values) -> Values:
    asked_minor = asked(percentage(case["fee_percent"]), case["amount_minor"])
    share_bp = bp(case["share_percent"])
    parts = [("community", share_bp)] if share_bp else []
    found = parts_of(asked_minor, [*parts, ("operator", 10_000 - share_bp)])
    return {"fee_minor": asked_minor, "share_minor": found.get("community")}


def platform_plan(case: Values) -> Values:
    """The base by days, what is used beyond what is included by bands."""
    [segment] = case["segments"]
    first, end = date(2016, 1, 1), date(2016, 2, 1)
    start = date.fromisoformat(segment["from"])
    stop = date.fromisoformat(segment["to"]) if "to" in segment else end
    base = prorated(6000, days_within([(start, stop)], first, end), 31)
    extra = sum(
        whole(
            amount_of_units(
                rule("graduated", tiers=(Tier(Decimal(included)), Tier(None, Decimal(price)))), used
            )
        )
        for included, price, used in ((5, 1500, case["accounts"]), (50, 150, case["payouts"]))
    )
    return {"base_minor": base, "extra_minor": extra, "total_minor": base + extra}


def with_free_turnover(prices: list[int], rules: list[FeeTerms]) -> int:
    """All deals of a year one after the other, what is free running out by number and by turnover."""
    used, total = Used(), 0
    for price in prices:
        deal = PriceOfDeal(price, 0, "paid", None, "member", "member")
        total += sum(
            line.amount_minor for line in fee_lines(rules, deal, lambda terms, side, used=used: used)
        )
        used = Used(used.count + 1, used.base_minor + price)
    return total


def usage_percent(case: Values) -> Values:
    """They give running totals up to the one before the last; without them each event is as large as the other."""
    units, running = cents(case["units"]), [cents(total) for total in case["running"]]
    if units == 0:
        return {"amount": 0}
    prices = [after - before for before, after in pairwise([0, *running, units])]
    if not running:
        prices = [units // case["events"]] * case["events"]
    free = {
        "free_per_year": case["free_events"] or 0,
        "free_amount_minor": cents(case["free_units"]) if case["free_units"] else 0,
    }
    rules = [percentage(case["rate_percent"], **free)]
    if cents(case["fixed"]):
        rules.append(fixed(cents(case["fixed"]), **free))
    return {"amount": with_free_turnover(prices, rules)}


def free_turnover(case: Values) -> Values:
    terms = percentage(
        case["rate_percent"], floor_minor=cents(case["min"]), cap_minor=cents(case["max"]),
        free_amount_minor=cents(case["free_units"]),
    )  # fmt: skip
    return {"amount": with_free_turnover([cents(price) for price in case["transactions"]], [terms])}


def per_piece_capped(case: Values) -> Values:
    terms = rule("per_unit", cents(case["fixed"]), cap_minor=cents(case["cap"]))
    return {"commission": asked(terms, total_of(case), pieces_of(case))}


def of_the_price_with_vat(case: Values) -> Values:
    gross = total_of(case) + cents(case["added_tax"])
    return {"commission": asked(percentage(case["percent"], base_with_vat=True), gross, vat_bp=2000)}


def percent_and_per_piece(case: Values) -> Values:
    price, pieces = total_of(case), pieces_of(case)
    found = asked(percentage(case["percent"]), price) + asked(
        rule("per_unit", cents(case["fixed"])), price, pieces
    )
    return {"fee": found, "provider": price - found}


FEES: dict[str, Solver] = {
    "percent_per_item": each_piece,
    "per_item": lambda case: {
        "fee": asked(rule("per_unit", cents(case["amount"])), quantity=pieces_of(case))
    },
    "flexi_rate": flexi_rate,
    "price_sack": price_sack,
    "weight": weight,
    "party_fees": party_fees,
    "graduated_percent": lambda case: {
        "amount": of_percent_bands(case["bands_from_to_flat_percent"], case["units"])
    },
    "graduated_unit": by_bands("graduated"),
    "volume_unit": by_bands("volume"),
    "package": lambda case: {"amount": packages(case)},
    "unit": fine_price,
    "shipping_minor": shipping,
    "shipping_go_minor": shipping,
    "ladder": ladder,
    "share_of_fee_minor": share_of_fee,
    "platform_plan_minor": platform_plan,
    "usage_percent": usage_percent,
}
# Rows of a kind that is reckoned otherwise: by the number of their line.
FEE_LINES: dict[int, Solver] = {
    **dict.fromkeys((52, 54, 84, 85, 90), pieces_or_seats),
    132: per_piece_capped,
    134: of_the_price_with_vat,
    155: free_turnover,
    180: percent_and_per_piece,
}


def tier_case(calculator: str) -> Any:
    def solve(case: Values) -> int:
        tiers = bands(
            [[first, to, unit, flat] for first, to, unit, flat in case["tiers"]],
            lambda to: to, lambda row: row[2], lambda row: row[3],
        )  # fmt: skip
        return asked(rule(calculator, tiers=tiers), quantity=case["units"])

    return solve


def credit_of_days(case: Values) -> Values:
    return on_net([(prorated(case["paid"], case["days"], case["period_days"]), bp(case["vat"]))])


def used_and_credit(case: Values) -> Values:
    used = prorated(case["paid"], case["used_days"], case["period_days"])
    return {"used": used, "credit": case["paid"] - used}


def change_of_plan(case: Values) -> Values:
    new, old = (prorated(case[name], case["days_left"], case["period_days"]) for name in ("new", "old"))
    return {"new": new, "repair": -old, "credit_used": new - old}


def blocked_rest(case: Values) -> Values:
    credit = prorated(case["paid"], case["days_left"], case["period_days"])
    return {"credit": -credit, "kept": case["paid"] - credit}


def came_back(case: Values) -> int:
    """Two stays in one month: their days are added before the one rounding."""
    first = date(2026, 9, 1)
    stays, start = [], first
    for days in case["spans_days"]:
        stays.append((start, start + timedelta(days=days)))
        start += timedelta(days=days + 1)
    days = days_within(stays, first, first + timedelta(days=case["period_days"]))
    return prorated(case["monthly"], days, case["period_days"])


def each_anniversary(case: Values) -> list[str]:
    anchor = date.fromisoformat(case["anchor"])
    return [anniversary(anchor, months).isoformat() for months in range(1, case["periods"] + 1)]


def sack_of_pieces(case: Values) -> int:
    terms = rule("price_sack", case["normal"], more_minor=case["discount"], threshold_minor=case["minimal"])
    return asked(terms, case["price"] * case["qty"])


AREAS: dict[str, Any] = {
    "graduated tiers": tier_case("graduated"),
    "volume tiers": tier_case("volume"),
    "package": packages,
    "graduated percentage": lambda case: of_percent_bands(
        case["tiers_from_to_flat_rate"], case["amount_units"]
    ),
    "fee depends on the order total threshold": sack_of_pieces,
}
BILLING: dict[str, Any] = {
    "B025": lambda case: usage_percent(
        {**case, "units": case["total"], "rate_percent": case["rate"], "free_events": None,
         "running": case["free_events_by_running_total"], "free_units": case["free_amount"]}
    )["amount"],
    "B040": credit_of_days,
    "B041": credit_of_days,
    "B046": lambda case: prorated(case["quarter"], case["days"], case["quarter_days"]),
    "B050": used_and_credit,
    "B052": change_of_plan,
    "B055": lambda case: -prorated(case["paid"], case["blocked_days"], case["period_days"]),
    "B056": blocked_rest,
    "B058": lambda case: prorated(case["monthly"], case["days"], case["fixed_days"]),
    "B059": lambda case: prorated(case["monthly"], case["days"], case["fixed_days"]),
    "B062": lambda case: flexi(case["first"], case["additional"], case["max_items"], case["qty"]),
    "B067": sack_of_pieces,
    "B094": came_back,
    "B107": each_anniversary,
}  # fmt: skip
