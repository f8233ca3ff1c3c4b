"""How each kind of collected case is reckoned by our rules. Amounts come as euros or cents, and leave as cents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from billing.months import month_of
from billing.pricing import Fee, FeeTerms, PriceOfDeal, TaxLine, fee_lines, totals
from weconomics.money import exponent, share, split_by_weights

Values = dict[str, Any]
Solver = Callable[[Values], Any]


def cents(euros: Any) -> int:
    return int((Decimal(str(euros)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def bp(percent: Any) -> int:
    return int(Decimal(str(percent)) * 100)


def percentage(percent: Any, payer: str = "provider", **fields: Any) -> FeeTerms:
    return FeeTerms(1, "", payer, "percent_of_price", rate_bp=bp(percent), **fields)


def fixed(amount_minor: int, payer: str = "provider", **fields: Any) -> FeeTerms:
    return FeeTerms(1, "", payer, "per_transaction", amount_minor, **fields)


def fees(price_minor: int, *rules: FeeTerms, vat_bp: int = 0) -> list[Fee]:
    return fee_lines(rules, PriceOfDeal(price_minor, vat_bp, "paid", None, "member", "member"))


def fee(price_minor: int, *rules: FeeTerms, vat_bp: int = 0) -> int:
    return sum(line.amount_minor for line in fees(price_minor, *rules, vat_bp=vat_bp))


def fees_of_a_year(prices: list[int], *rules: FeeTerms, free: int = 0) -> int:
    """All deals of a year one after the other, the first ones free as the rules say."""
    rules = tuple(replace(rule, free_per_year=free) for rule in rules)
    lines: list[Fee] = []
    for number, price in enumerate(prices):
        of_deal = PriceOfDeal(price, 0, "paid", None, "member", "member")
        lines += fee_lines(rules, of_deal, lambda terms, side, number=number: number)
    return sum(line.amount_minor for line in lines)


def total_of(case: Values) -> int:
    return sum(cents(Decimal(price) * Decimal(pieces)) for price, pieces in case["lines"])


def bounds(case: Values, low: str, high: str) -> Values:
    return {
        "floor_minor": cents(case[low]) if case.get(low) else None,
        "cap_minor": cents(case[high]) if case.get(high) else None,
    }


def tax(case: Values) -> Values:
    mode, rate = "incl" if case["included"] else "excl", bp(case["rate_percent"])
    parts = [TaxLine(cents(base), mode, rate) for base in case.get("bases", [case.get("base")])]
    vat = sum(total.vat_minor for total in totals(parts))
    if "bases" not in case:
        return {"tax": vat}
    return {"tax_on_fee": totals(parts[:1])[0].vat_minor, "tax_total": vat}


def split_fee(case: Values) -> Values:
    base = cents(case["base"])
    sides = {"customer_percent": "requester", "provider_percent": "provider"}
    rules = [percentage(p, side) for key, side in sides.items() for p in case[key].split("+") if p != "0"]
    lines = fees(base, *rules)
    asked = sum(line.amount_minor for line in lines if line.payer == "requester")
    kept = sum(line.amount_minor for line in lines if line.payer == "provider")
    return {"payin": base + asked, "payout": base - kept, "platform": asked + kept}


def commission(case: Values) -> Values:
    """Ours has no sign: the side says who pays it."""
    side = "requester" if case["side"] == "customer" else "provider"
    least = case.get("minimum_minor")
    if case["percentage"] is None and least is None:
        return {"minor": None}
    rule = (
        percentage(case["percentage"], side, floor_minor=least) if case["percentage"] else fixed(least, side)
    )
    [line] = fees(case["base_minor"], rule)
    return {"minor": line.amount_minor if line.payer == "requester" else -line.amount_minor}


def buyer_fee(case: Values) -> Values:
    rule = percentage(case["percentage"], "requester", floor_minor=case["minimum_minor"])
    asked = fee(case["base_minor"], rule)
    return {"fee_minor": asked, "total_minor": case["base_minor"] + asked}


def hundredfold(case: Values) -> Values:
    """They keep yen times a hundred; our minor units have the decimals of the currency."""
    kept_too_large = 10 ** (2 - exponent(case["currency"]))
    whole = case["amount_minor"] // kept_too_large
    return {"minor": fee(whole, percentage(case["rate_percent"])) * kept_too_large}


def marketplace_commission(case: Values) -> Values:
    unit = 1 if case.get("currency") == "JPY" else 100
    price = total_of(case) * unit // 100 - cents(case.get("discount", 0)) + cents(case.get("delivery", 0))
    inside = cents(case.get("included_tax", 0))
    vat_bp = inside * 10_000 // (price - inside) if inside else 0
    rule = percentage(case["percent"], **bounds(case, "floor", "cap"))
    if case.get("per_line"):
        return {"commissions": [fee(cents(line[0]), rule) for line in case["lines"]]}
    asked = fee(price, rule, vat_bp=vat_bp)
    found = {"commission": asked * 100 // unit}
    return found | ({"tax": share(asked, bp(case["commission_tax"]))} if "commission_tax" in case else {})


def each_transaction(case: Values) -> Values:
    """Rounded for each deal, for each deal has its own line."""
    rule = percentage(case["rate_percent"], **bounds(case, "min", "max"))
    prices = [cents(amount) for amount in case["transactions"]]
    return {"amount": fees_of_a_year(prices, rule, free=case.get("free_events", 0))}


def deduction_mode(case: Values) -> Values:
    price = cents(case["amount"])
    [line] = fees(
        price, percentage(case["rate_percent"], "requester" if case["mode"] == "on_top" else "provider")
    )
    asked = line.amount_minor
    on_top, off = (asked, 0) if line.payer == "requester" else (0, asked)
    return {"payer_pays": price + on_top, "receiver_gets": price - off, "fee": asked}


def combined(case: Values) -> Values:
    price = total_of(case)
    asked = fee(price, percentage(case["percent"]), fixed(cents(case["fixed"])))
    return {"fee": asked, "provider": price - asked}


def provider_net(case: Values) -> Values:
    """Agreed is what is agreed: a reduction happens before there is a deal."""
    paid = cents(case["price"]) - share(cents(case["price"]), bp(case["discount_percent"]))
    asked = fee(paid, fixed(cents(case["fixed_fee"])))
    return {"paid": paid, "fee": asked, "provider": paid - asked}


def stacked(case: Values) -> Values:
    rules = [
        fixed(cents(part["fixed"])) if "fixed" in part
        else percentage(part["percent"], **bounds(part, "minimum", ""))
        for part in case["fees"]
    ]  # fmt: skip
    parts = [line.amount_minor for line in fees(cents(case["base"]), *rules)]
    return {"parts": parts, "fee": sum(parts)}


FEES: dict[str, Solver] = {
    "percent_of_total": lambda case: {"fee": fee(total_of(case), percentage(case["rate_percent"]))},
    "flat_per_order": lambda case: {"fee": fee(total_of(case), fixed(cents(case["amount"])))},
    "tax": tax,
    "split_fee": split_fee,
    "line_total_minor": lambda case: {"minor": share(case["unit_price_minor"], bp(case["percentage"]))},
    "commission_minor": commission,
    "go_buyer_fee_minor": buyer_fee,
    "oc_fee_minor": hundredfold,
    "marketplace_commission": marketplace_commission,
    "usage_percent": lambda case: {"amount": fee(cents(case["units"]), percentage(case["rate_percent"]))},
    "per_transaction_percent": each_transaction,
    "deduction_mode": deduction_mode,
    "commission_rounding_minor": lambda case: {
        "minor": fee(case["amount_minor"], percentage(case["rate_percent"]))
    },
    "combined_fee": combined,
    "provider_net": provider_net,
    "stacked_fees": stacked,
}


def each_value(case: Values) -> int:
    rule = percentage(case["rate"], **bounds(case, "min", "max"))
    return fees_of_a_year([cents(value) for value in case["values"]], rule, free=case.get("free_events", 0))


def after_the_free_ones(case: Values) -> int:
    """They give running totals, up to the one before the last."""
    totals_so_far = [0, *map(cents, case["running_total"]), cents(case["total"])]
    prices = [after - before for before, after in pairwise(totals_so_far)]
    return fees_of_a_year(
        prices, percentage(case["rate"]), fixed(cents(case["fixed"])), free=case["free_events"]
    )


def on_net(lines: list[tuple[int, int]], category: str = "S") -> Values:
    taxes = totals(TaxLine(net, "excl", vat_bp, category) for net, vat_bp in lines)
    net, vat = sum(row.net_minor for row in taxes), sum(row.vat_minor for row in taxes)
    return {"gross": net + vat, "net": net, "vat": vat}


def split_in_two(case: Values) -> list[int]:
    """The requester's part is named; the provider has the rest."""
    lines = fees(
        0, FeeTerms(1, "", "split", "per_transaction", case["fee"], split_bp=100 * case["weights"][1])
    )
    return [line.amount_minor for line in lines]


def bounds_of_month(case: Values) -> Values:
    middle = datetime(case["year"], case["month"], 15, 12, tzinfo=UTC)
    start, end = (moment.astimezone(UTC) for moment in month_of(middle, case["tz"]))
    written = {"start": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
    return written | {"hours": int((end - start).total_seconds()) // 3600}


def per_line_and_per_invoice(case: Values) -> Values:
    lines = [(net, case["vat_bp"]) for net in case["lines"]]
    return {"per_invoice": on_net(lines)["vat"], "per_line_sum": sum(on_net([line])["vat"] for line in lines)}


BILLING: dict[str, Solver] = {
    "B028": lambda case: fee(cents(case["total"]), percentage(case["rate"])),
    "B026": after_the_free_ones,
    "B029": each_value,
    "B031": each_value,
    "B032": each_value,
    "B038": lambda case: on_net([(net, bp(case["vat"])) for net in case["lines"]]),
    "B061": lambda case: fee(case["price"] * case["qty"], percentage(case["percent"])),
    "B068": lambda case: on_net([(case["price"] * case["qty"], case["vat_bp"])])["vat"],
    "B070": lambda case: totals([TaxLine(case["gross"] // 2, "incl", case["vat_bp"])] * 2)[0].vat_minor,
    "B076": lambda case: share(case["base"], bp(case["percent"])),
    "B077": split_in_two,
    "B079": lambda case: split_by_weights(case["total"], case["weights"]),
    "B080": lambda case: split_by_weights(case["total"], case["weights"]),
    "B082": lambda case: fee(
        case["price"],
        FeeTerms(1, "", "provider", "percent_of_price", 0, case["bp"], 0, case["min"], case["max"]),
    ),
    "B083": lambda case: share(case["price"], case["bp"]),
    "B085": lambda case: share(case["price_jpy"], case["bp"]),
    "B086": lambda case: share(case["price_fils"], case["bp"]),
    "B088": per_line_and_per_invoice,
    "B089": lambda case: on_net([(net, vat_bp) for net, vat_bp in case["lines"]]),
    "B091": lambda case: {k: v for k, v in on_net([(case["net"], 0)], "AE").items() if k != "net"},
    "B103": bounds_of_month,
    "B104": bounds_of_month,
}
