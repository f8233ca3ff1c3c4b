"""Which rules count for a deal, how each kind is reckoned, where a fee goes, and what no set of rules may do."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.pricing import (
    BENEFICIARIES,
    FeeTerms,
    Loss,
    PriceOfDeal,
    Tier,
    TiersInvalid,
    Used,
    check_tiers,
    days_within,
    fee_lines,
    fee_of,
    fee_of_period,
    is_whole,
    loss_of_provider,
    parts_of,
    prorated,
    tiers_from_json,
    under_cap,
)
from billing.pricing.rounding import whole
from weconomics.money import share, split_by_weights

PERCENT = FeeTerms(1, "Deel", "provider", "percent_of_price", rate_bp=1000)
FIXED = FeeTerms(2, "Vast", "requester", "per_transaction", 150)
BANDS = (Tier(Decimal(10), Decimal(200), 1000), Tier(None, Decimal("50.5"), 300))


def deal(price_minor: int = 10_000, **fields: Any) -> PriceOfDeal:
    plain: dict[str, Any] = {
        "vat_bp": 0, "exchange_type": "paid", "category_id": None, "provider_kind": "member",
        "requester_kind": "member",
    }  # fmt: skip
    return PriceOfDeal(price_minor, **{**plain, **fields})


def asked(*rules: FeeTerms, **fields: Any) -> list[tuple[str, int]]:
    return [(fee.terms.text, fee.amount_minor) for fee in fee_lines(rules, deal(**fields))]


@pytest.mark.parametrize(
    ("fields", "of_deal", "amount"),
    [
        pytest.param({"calculator": "per_unit", "free_units": 2}, {"quantity": Decimal(5)}, 450, id="pieces"),
        pytest.param({"calculator": "per_unit"}, {"quantity": Decimal("2.5")}, 375, id="half a piece"),
        pytest.param({"calculator": "first_more", "more_minor": 50}, {"quantity": Decimal(4)}, 300, id="first, more"),
        pytest.param({"calculator": "first_more", "more_minor": 50, "most_units": 2}, {"quantity": Decimal(4)}, 200,
                     id="first, more, at most"),
        pytest.param({"calculator": "price_sack", "threshold_minor": 10_001}, {}, 150, id="below the threshold"),
        pytest.param({"calculator": "price_sack", "threshold_minor": 10_000}, {}, 0, id="at the threshold"),
        pytest.param({"calculator": "weight"}, {"weight_g": 2500}, 375, id="two and a half kilos"),
        pytest.param({"calculator": "weight", "floor_minor": 99}, {}, 0, id="no weight, no floor"),
        pytest.param({"calculator": "graduated", "tiers": BANDS}, {"quantity": Decimal(12)}, 3401, id="graduated"),
        pytest.param({"calculator": "volume", "tiers": BANDS}, {"quantity": Decimal(12)}, 906, id="volume"),
        pytest.param({"calculator": "package", "package_units": 5, "free_units": 1}, {"quantity": Decimal(12)}, 450,
                     id="three begun packages"),
        pytest.param({"calculator": "package", "package_units": 5, "cap_minor": 400}, {"quantity": Decimal(12)}, 400,
                     id="capped"),
    ],
)  # fmt: skip
def test_each_way_of_reckoning(fields: dict[str, Any], of_deal: dict[str, Any], amount: int) -> None:
    assert fee_of(replace(FIXED, **fields), deal(**of_deal)) == amount


def test_bands_of_the_price_each_at_their_own_rate() -> None:
    tiers = (Tier(Decimal(10_000), rate_bp=1000), Tier(None, rate_bp=250, flat=100))
    rule = replace(PERCENT, calculator="graduated_percent", tiers=tiers)
    assert [fee_of(rule, deal(price)) for price in (0, 10_000, 10_001, 30_000)] == [0, 1000, 1100, 1600]


def test_a_percentage_is_of_what_the_rule_says() -> None:
    price = {"price_minor": 13_310, "vat_bp": 2100, "delivery_minor": 1210}
    assert asked(PERCENT, **price) == [("Deel", 1000)]
    assert asked(replace(PERCENT, base_with_delivery=True), **price) == [("Deel", 1100)]
    assert asked(replace(PERCENT, base_with_vat=True), **price) == [("Deel", 1210)]
    assert asked(replace(PERCENT, base_with_vat=True, base_with_delivery=True), **price) == [("Deel", 1331)]
    eight = {"price_minor": 688, "quantity": Decimal(8)}
    assert asked(replace(PERCENT, rate_bp=2000, base_per_item=True), **eight) == [("Deel", 136)]
    assert asked(replace(PERCENT, rate_bp=2000), **eight) == [("Deel", 138)]


def test_the_most_specific_rule_of_a_ladder_counts() -> None:
    rungs: dict[str, dict[str, Any]] = {
        "gemeenschap": {},
        "groep": {"local_group_id": 4},
        "organisatie": {"organisation_id": 3},
        "soort": {"member_type": "trader"},
        "categorie": {"category_id": 2},
        "aanbod": {"listing_id": 1},
    }
    rules = [replace(PERCENT, text=name, ladder="deel", **scope) for name, scope in rungs.items()]
    deals: dict[str, dict[str, Any]] = {
        "gemeenschap": {},
        "groep": {"local_group_id": 4},
        "organisatie": {"local_group_id": 4, "provider_organisation_id": 3},
        "soort": {"local_group_id": 4, "provider_organisation_id": 3, "provider_type": "trader"},
        "categorie": {"category_id": 2, "provider_type": "trader"},
        "aanbod": {"listing_id": 1, "category_id": 2, "provider_type": "trader"},
    }
    for name, of_deal in deals.items():
        assert asked(*rules, **of_deal) == [(name, 1000)]
        assert asked(*reversed(rules), **of_deal) == [(name, 1000)]


def test_of_two_equals_the_first_counts_and_without_a_ladder_all_add_up() -> None:
    twins = [replace(PERCENT, text="een", ladder="deel"), replace(PERCENT, text="twee", ladder="deel")]
    assert asked(*twins) == [("een", 1000)]
    assert asked(*[replace(rule, ladder="") for rule in twins]) == [("een", 1000), ("twee", 1000)]
    two = [replace(twins[0], ladder="a"), replace(twins[1], ladder="b")]
    assert asked(*two) == [("een", 1000), ("twee", 1000)]


def test_a_rule_for_what_the_deal_is_not_stands_no_ladder() -> None:
    """A rule that does not fit cannot push the one that does aside."""
    special = replace(PERCENT, text="bijzonder", ladder="deel", category_id=9)
    assert asked(special, replace(PERCENT, ladder="deel")) == [("Deel", 1000)]
    for_traders = replace(FIXED, text="handelaar", member_type="trader", ladder="vast")
    both = (for_traders, replace(FIXED, ladder="vast"))
    assert asked(*both, provider_type="trader") == [("Vast", 150)]  # the requester pays, and is none
    assert asked(*both, requester_type="trader") == [("handelaar", 150)]


def test_below_its_price_a_rule_does_not_count() -> None:
    rule = replace(FIXED, from_price_minor=500)
    assert (asked(rule, price_minor=499), asked(rule, price_minor=500)) == ([], [("Vast", 150)])


@pytest.mark.parametrize(
    ("used", "amount", "is_free"),
    [
        (Used(0, 0), 0, True),
        (Used(1, 5_000), 0, True),
        (Used(1, 15_000), 500, False),
        (Used(1, 20_000), 1000, False),
        (Used(3, 0), 1000, False),
    ],
)
def test_free_turnover_and_free_deals_end_with_the_first(used: Used, amount: int, is_free: bool) -> None:
    rule = replace(PERCENT, free_amount_minor=20_000, free_per_year=3)
    [fee] = fee_lines([rule], deal(), lambda terms, side: used)
    assert (fee.amount_minor, fee.is_free, fee.whole_minor, fee.base_minor) == (amount, is_free, 1000, 10_000)


PARTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=4)


@given(net=st.integers(-(10**12), 10**12), weights=PARTS)
def test_the_parts_of_beneficiaries_sum_to_the_fee(net: int, weights: list[int]) -> None:
    bps = split_by_weights(10_000, weights)
    parts = list(zip(BENEFICIARIES, bps, strict=False))
    found = parts_of(net, parts)
    assert sum(found.values()) == net
    assert all(abs(found[to] * 10_000 - net * bp) < 10_000 for to, bp in parts)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("operator", 9_999)],
        [("operator", 5_000), ("operator", 5_000)],
        [("operator", 10_000), ("community", 0)],
        [("operator", 11_000), ("community", -1_000)],
        [("treasurer", 10_000)],
    ],
)
def test_parts_that_are_no_whole_are_refused(parts: list[tuple[str, int]]) -> None:
    assert not is_whole(parts)
    assert is_whole([("operator", 7_000), ("solidarity", 3_000)])


@pytest.mark.parametrize(
    ("rules", "loss"),
    [
        pytest.param([PERCENT], None, id="ten percent"),
        pytest.param([replace(PERCENT, rate_bp=8264)], None, id="the most a percentage with VAT on top can be"),
        pytest.param([replace(PERCENT, rate_bp=8265)], Loss(10_000, 1, 10_001), id="more than all"),
        pytest.param([replace(PERCENT, floor_minor=25)], Loss(0, 1, 30), id="a floor at no price"),
        pytest.param([replace(PERCENT, floor_minor=25, from_price_minor=30)], None, id="a floor from a price on"),
        pytest.param([replace(PERCENT, floor_minor=25, from_price_minor=29)], Loss(29, 1, 30), id="a cent too low"),
        pytest.param([FIXED], None, id="the requester pays"),
        pytest.param([replace(FIXED, payer="split")], Loss(0, 1, 91), id="half of it the provider"),
        pytest.param([replace(PERCENT, rate_bp=5000), replace(PERCENT, rate_bp=5000, text="nog eens")],
                     Loss(1, 1, 2), id="two halves and VAT"),
        pytest.param([replace(PERCENT, rate_bp=8000), replace(PERCENT, rate_bp=8000, category_id=7)],
                     Loss(1, 1, 2), id="only in one category"),
        pytest.param([replace(FIXED, payer="provider", amount_minor=10, calculator="per_unit", from_price_minor=100)],
                     Loss(100, 1_000_000, 12_100_000), id="many cheap pieces"),
        pytest.param([replace(FIXED, payer="provider", amount_minor=10, calculator="per_unit", cap_minor=80,
                              from_price_minor=100)], None, id="many cheap pieces, capped"),
        pytest.param([replace(FIXED, payer="provider", amount_minor=0, more_minor=900, calculator="price_sack",
                              threshold_minor=1000)], Loss(1000, 1, 1089), id="a step"),
    ],
)  # fmt: skip
def test_finds_the_price_at_which_a_provider_would_lose(rules: list[FeeTerms], loss: Loss | None) -> None:
    assert loss_of_provider(rules) == loss


@given(
    rate=st.integers(1, 10_000), floor=st.none() | st.integers(0, 500), cap=st.none() | st.integers(500, 5_000),
    start=st.integers(0, 800), fixed=st.integers(0, 300), price=st.integers(0, 20_000),
)  # fmt: skip
def test_what_is_let_through_never_leaves_a_provider_below_zero(
    rate: int, floor: int | None, cap: int | None, start: int, fixed: int, price: int
) -> None:
    rules = [
        replace(PERCENT, rate_bp=rate, floor_minor=floor, cap_minor=cap, from_price_minor=start),
        replace(FIXED, payer="split", amount_minor=fixed, from_price_minor=start),
    ]
    if loss_of_provider(rules) is None:
        fees = fee_lines(rules, deal(price))
        assert sum(fee.total_minor for fee in fees if fee.payer == "provider") <= price


@pytest.mark.parametrize(
    ("bands", "code"),
    [
        ([], "empty"),
        ([{"upto": "10"}], "no_last"),
        ([{"upto": None}, {"upto": None}], "end_in_the_middle"),
        ([{"upto": "10"}, {"upto": "10"}, {"upto": None}], "not_ascending"),
        ([{"upto": "0"}, {"upto": None}], "not_ascending"),
        ([{"upto": None, "unit": "-1"}], "below_zero"),
        ([{"upto": None, "rate_bp": 10_001}], "below_zero"),
        ([{"upto": "veel"}], "not_a_number"),
        ([{"upto": "NaN"}], "not_a_number"),
        ([{"upto": None, "flat": "1.5"}], "not_a_whole_number"),
        ([7], "not_a_band"),
        ({"upto": None}, "not_a_list"),
    ],
)
def test_bands_that_do_not_fit_together_are_refused(bands: Any, code: str) -> None:
    with pytest.raises(TiersInvalid) as refused:
        check_tiers(tiers_from_json(bands))
    assert refused.value.code == code


def test_old_terms_are_read_with_what_they_did_not_know() -> None:
    old = {"rule_id": 5, "text": "Deel", "payer": "split", "basis": "per_transaction", "amount_minor": 101,
           "exchange_types": ["paid", "loan"], "gone": True}  # fmt: skip
    read = FeeTerms.from_json(old)
    assert (read.counted_as, read.calculator, read.tiers, read.beneficiaries) == (
        5,
        "",
        (),
        (("operator", 10_000),),
    )
    full = replace(read, tiers=BANDS, beneficiaries=(("community", 4_000), ("operator", 6_000)), line_id=2)
    assert FeeTerms.from_json(full.to_json()) == full
    assert full.counted_as == 2


def test_a_million_splits_lose_and_make_no_cent() -> None:
    """Each part within one of the exact one, the sum exact, and a credit the mirror of its charge."""
    draw = random.Random(20261201)
    for _case in range(1_000_000):
        amount, bp = draw.randrange(10**7), draw.randrange(10_001)
        requester = share(amount, bp)
        assert 2 * abs(requester * 10_000 - amount * bp) <= 10_000
        assert 0 <= amount - requester <= amount
        assert share(-amount, bp) == -requester


def test_a_hundred_thousand_splits_in_parts_sum_to_the_whole() -> None:
    draw = random.Random(7)
    for _case in range(100_000):
        amount = draw.randrange(-(10**7), 10**7)
        weights = [draw.randrange(1, 1000) for _part in range(draw.randrange(1, 6))]
        parts, of_all = split_by_weights(amount, weights), sum(weights)
        assert sum(parts) == amount
        assert all(
            abs(part * of_all - amount * weight) < of_all for part, weight in zip(parts, weights, strict=True)
        )


def test_a_fee_of_a_period_by_users_and_days() -> None:
    per_user = FeeTerms(1, "Per gebruiker", "partner", "per_user", 250)
    assert fee_of_period(per_user, 12, 30, 30) == 3000
    assert fee_of_period(per_user, 12, 10, 30) == 1000
    assert fee_of_period(replace(per_user, cap_minor=2000), 12, 30, 30) == 2000
    assert fee_of_period(replace(per_user, calculator="volume", tiers=BANDS), 12, 30, 30) == 906
    assert fee_of_period(replace(per_user, calculator="graduated", tiers=BANDS), 0, 30, 30) == 0
    assert (under_cap(900, 1000, 400), under_cap(900, 1000, 1200), under_cap(900, None, 5)) == (600, 0, 900)


@given(amount=st.integers(0, 10**9), of_days=st.integers(1, 366), cut=st.integers(0, 366))
def test_parts_of_a_period_are_never_more_than_the_whole(amount: int, of_days: int, cut: int) -> None:
    cut = min(cut, of_days)
    before, after = prorated(amount, cut, of_days), prorated(amount, of_days - cut, of_days)
    assert 0 <= before <= amount
    assert abs(before + after - amount) <= 1


def test_days_that_are_counted_twice_count_once() -> None:
    spans = [
        (date(2026, 9, 1), date(2026, 9, 11)),
        (date(2026, 9, 10), date(2026, 9, 12)),
        (date(2026, 9, 28), date(2027, 1, 1)),
    ]
    assert days_within(spans, date(2026, 9, 1), date(2026, 10, 1)) == 14
    assert days_within([], date(2026, 9, 1), date(2026, 10, 1)) == 0


def test_a_half_rounds_away_from_zero() -> None:
    assert [whole(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
