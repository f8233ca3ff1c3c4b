"""Fee and billing cases collected from products that have charged fees for years: each is reckoned, or its reason said."""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.billing.reckoning import BILLING, FEES, cents

HERE = Path(__file__).parent
MARKETPLACE = "Quantities, delivery and the price itself are agreed in the marketplace; billing gets a price."
GOVERNANCE = "How decisions are counted is governance's, with tests of its own."
PER_ITEM = "A fee per piece or by weight: a later kind of rule."
TIERS = "Tiers, packages and bands: a later kind of rule."
REFUND = "Giving a part back, and who bears it: with the payment provider, later. A deal is taken back whole."
PRORATA = "Parts of a period: later. A month that was begun counts whole."
VOUCHER = "Vouchers and coupons: later."
LADDER = "Choosing one rate among several levels: ours adds up every rule that fits."
ONE_RATE = "Two taxes on one fee: a Dutch fee has one rate."
COST_OF_PAYING = "What the payment provider costs: later, with the provider."
NEGATIVE = (
    "A negative rate or least amount is refused when the rule is written: test_refuses_what_does_not_add_up."
)
LIMITS = "Balances with limits between members: mutual credit, later."

# Why a kind of case is not reckoned.
FEES_NOT = {
    "percent_per_item": PER_ITEM, "per_item": PER_ITEM, "flexi_rate": PER_ITEM, "weight": PER_ITEM,
    "party_fees": PER_ITEM, "price_sack": TIERS, "graduated_percent": TIERS, "graduated_unit": TIERS,
    "volume_unit": TIERS, "package": TIERS, "unit": PER_ITEM,
    "breakdown_by_type": "A breakdown by purpose: later, in the treasurer's reports.",
    "multi_tax": ONE_RATE, "multi_tax_order": ONE_RATE,
    "voucher_flat": VOUCHER, "voucher_percent": VOUCHER, "voucher_flat_tax": VOUCHER, "voucher_percent_tax": VOUCHER,
    "quantity": MARKETPLACE, "shipping_minor": MARKETPLACE, "sum_lines_minor": MARKETPLACE,
    "negotiated_price_minor": MARKETPLACE, "go_order_minor": MARKETPLACE, "shipping_go_minor": MARKETPLACE,
    "refund_both_sided": REFUND, "refund_processor_fee_minor": REFUND, "net_after_processor": REFUND,
    "fee_rate_resolution": LADDER, "ladder": LADDER,
    "ledger_net_minor": COST_OF_PAYING, "subtract": COST_OF_PAYING, "deduction_order": COST_OF_PAYING,
    "share_of_fee_minor": "What the network leader gets of a fee: later, with the subscription of a community.",
    "platform_plan_minor": PRORATA,
    "double_entry": "Held by the constraint posting_not_zero: test_refuses_a_posting_of_nothing.",
    "limit_flag": LIMITS, "cross_community_rate": LIMITS, "credit_on_payment": LIMITS,
    "quorum": GOVERNANCE, "share": GOVERNANCE,
}  # fmt: skip
# Single cases of a kind that is reckoned: number of the line in the file, and why not this one.
FEE_LINES_NOT = {
    **dict.fromkeys((52, 54, 55, 84, 85, 90), MARKETPLACE),
    **dict.fromkeys((69, 71, 73, 75, 77, 79), NEGATIVE),
    132: PER_ITEM,
    134: "A percentage of the price with VAT: ours is always of the price without, so that VAT bears no fee.",
    142: "They leave a fee of nothing out; ours stands on the invoice as 0.00, so that people see what was free.",
    **dict.fromkeys((146, 147, 148, 149, 150), TIERS),
    155: "An allowance in amounts: later. Ours counts deals.",
    180: PER_ITEM,
}
PARTIAL_CREDIT = "A credit note for a part: later. Ours takes a whole document back."
MINIMUM = "A least amount per month over all fees: later."
BILLING_NOT = {
    **dict.fromkeys(("graduated tiers", "volume tiers", "package", "graduated percentage"), TIERS),
    **dict.fromkeys(
        ("B025", "B062", "B064", "B065", "B067", "B071"),
        "Allowances by amount, steps and fractions: later.",
    ),
    **dict.fromkeys(("B034", "B035", "B073", "B074"), VOUCHER),
    **dict.fromkeys(("B037", "B047", "B049"), MINIMUM),
    **dict.fromkeys(("B040", "B041", "B043", "B053", "B100"), PARTIAL_CREDIT),
    **dict.fromkeys(
        ("B044", "B046", "B050", "B052", "B055", "B056", "B058", "B059", "B094", "B107"), PRORATA
    ),
    **dict.fromkeys(("B097", "B098", "B112"), REFUND),
    "B101": "An invoice has one currency, and an attempt takes it over: test_a_payment_asks_what_the_invoice_says.",
    "B113": "More than was asked for: later, with credit that stays. A payment is of the whole invoice.",
    # What needs the database is reckoned there.
    "B092": "test_each_deal_keeps_the_rules_it_was_agreed_under",
    "B095": "test_a_fee_per_user_counts_each_colleague_once",
    "B106": "test_the_hour_that_comes_twice_is_in_october_twice",
    "B109": "test_an_issue_that_fails_leaves_no_gap",
    "B110": "test_issue_and_payment_are_booked_in_balance",
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / "data" / name).open(newline="") as file:
        return list(csv.DictReader(file))


FEE_CASES = [
    (line, row["description"], json.loads(row["inputs"]), json.loads(row["expected"]))
    for line, row in enumerate(rows_of("fee_cases.csv"), start=2)
]
BILLING_CASES = [
    (row["id"], row["area"], json.loads(row["inputs_json"]), json.loads(row["expected_cents_json"]))
    for row in rows_of("billing_cases.csv")
]


def reason_of_fee(line: int, case: dict[str, Any]) -> str | None:
    return FEE_LINES_NOT.get(line) or FEES_NOT.get(case["model"])


def reason_of_billing(number: str, area: str) -> str | None:
    return BILLING_NOT.get(number) or BILLING_NOT.get(area)


def in_cents(name: str, value: Any) -> Any:
    """Their euros are texts, their cents are numbers."""
    if isinstance(value, list):
        return [in_cents(name, part) for part in value]
    return cents(Decimal(value)) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("line", "case", "expected"),
    [
        pytest.param(line, case, expected, id=f"{line} {text[:50]}")
        for line, text, case, expected in FEE_CASES
        if not reason_of_fee(line, case)
    ],
)
def test_fees_come_out_to_the_cent(line: int, case: dict[str, Any], expected: dict[str, Any]) -> None:
    wanted = {name: in_cents(name, value) for name, value in expected.items()}
    assert FEES[case["model"]](case) == wanted


@pytest.mark.parametrize(
    ("number", "case", "expected"),
    [
        pytest.param(number, case, expected, id=f"{number} {area[:50]}")
        for number, area, case, expected in BILLING_CASES
        if not reason_of_billing(number, area)
    ],
)
def test_documents_come_out_to_the_cent(number: str, case: dict[str, Any], expected: Any) -> None:
    assert BILLING[number](case) == expected


def test_no_case_is_passed_over_in_silence() -> None:
    """Every row is reckoned or has a reason, and no reason is left of a row that went away."""
    assert len(FEE_CASES) == 185
    assert len(BILLING_CASES) == 76
    silent = [
        line
        for line, _text, case, _e in FEE_CASES
        if not reason_of_fee(line, case) and case["model"] not in FEES
    ]
    silent += [
        number
        for number, area, *_ in BILLING_CASES
        if not reason_of_billing(number, area) and number not in BILLING
    ]
    assert silent == []
    assert set(FEE_LINES_NOT) <= {line for line, *_ in FEE_CASES}
    assert set(FEES_NOT) <= {case["model"] for _line, _text, case, _e in FEE_CASES}
    assert set(BILLING_NOT) <= {name for number, area, *_ in BILLING_CASES for name in (number, area)}


def test_a_reason_that_names_a_test_names_one_that_exists() -> None:
    written = "".join(path.read_text() for path in HERE.glob("test_*.py"))
    reasons = {*FEES_NOT.values(), *FEE_LINES_NOT.values(), *BILLING_NOT.values()}
    named = {name for reason in reasons for name in re.findall(r"test_\w+", reason)}
    assert {name for name in named if f"def {name}(" not in written} == set()
