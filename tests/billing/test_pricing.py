"""Prices to the cent: the worked figures of the domain, and what holds for every amount there is."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.pricing import FeeTerms, PriceOfDeal, TaxLine, fee_lines, fee_of, net_of_gross, totals
from weconomics.money import share

HARVEST = FeeTerms(
    1, "Deel van de prijs", "provider", "percent_of_price", rate_bp=600, floor_minor=25, cap_minor=1500
)
THREE_PERCENT = FeeTerms(2, "Bijdrage", "provider", "percent_of_price", rate_bp=300, cap_minor=15000)


def deal(price_minor: int, vat_bp: int = 0, **fields: Any) -> PriceOfDeal:
    plain = {
        "exchange_type": "paid",
        "category_id": None,
        "provider_kind": "member",
        "requester_kind": "member",
    }
    return PriceOfDeal(price_minor, vat_bp, **{**plain, **fields})


@pytest.mark.parametrize(
    ("terms", "price", "net", "vat", "total"),
    [
        pytest.param(HARVEST, deal(4800, 900), 264, 55, 319, id="six percent without VAT in the base"),
        pytest.param(HARVEST, deal(360, 900), 25, 5, 30, id="the least amount bites"),
        pytest.param(HARVEST, deal(31065, 900), 1500, 315, 1815, id="the most bites"),
        pytest.param(HARVEST, deal(2000), 120, 25, 145, id="a private seller charges no VAT"),
        pytest.param(THREE_PERCENT, deal(29040, 2100), 720, 151, 871, id="advice"),
        pytest.param(THREE_PERCENT, deal(640000), 15000, 3150, 18150, id="a roof reaches the cap"),
        pytest.param(
            FeeTerms(3, "Per match", "requester", "per_transaction", 150, vat_mode="incl"),
            deal(1000), 124, 26, 150, id="one euro fifty with VAT in it",
        ),
        pytest.param(
            FeeTerms(4, "Per afspraak", "requester", "per_transaction", 500, vat_mode="incl"),
            deal(29040, 2100), 413, 87, 500, id="five euros with VAT in it",
        ),
    ],
)  # fmt: skip
def test_the_worked_figures(terms: FeeTerms, price: PriceOfDeal, net: int, vat: int, total: int) -> None:
    [fee] = fee_lines([terms], price)
    assert (fee.net_minor, fee.vat_minor, fee.total_minor) == (net, vat, total)
    assert fee.payer == terms.payer


@pytest.mark.parametrize(
    ("lines", "net", "vat", "gross"),
    [
        pytest.param([264, 25, 1500, 750], 2539, 533, 3072, id="VAT on the sum of a month, not per line"),
        pytest.param([12 * 250], 3000, 630, 3630, id="a partner with twelve users"),
    ],
)
def test_vat_of_a_document_is_computed_once(lines: list[int], net: int, vat: int, gross: int) -> None:
    [tax] = totals(TaxLine(amount, "excl", 2100) for amount in lines)
    assert (tax.net_minor, tax.vat_minor, tax.gross_minor) == (net, vat, gross)


def test_an_inclusive_price_stays_what_people_were_told() -> None:
    """24.00 cannot be reached from a net price: 19.83 gives 23.99 and 19.84 gives 24.01."""
    [tax] = totals([TaxLine(2400, "incl", 2100)])
    assert (tax.net_minor, tax.vat_minor, tax.gross_minor) == (1983, 417, 2400)


@pytest.mark.parametrize("category", ["E", "AE"])
def test_without_vat_a_document_asks_the_net_amount(category: str) -> None:
    [tax] = totals([TaxLine(720, "excl", 0, category)])
    assert (tax.category, tax.net_minor, tax.vat_minor) == (category, 720, 0)


def test_rates_and_modes_stand_apart() -> None:
    lines = [TaxLine(1000, "excl", 900), TaxLine(121, "incl", 2100), TaxLine(100, "excl", 2100)]
    found = [(tax.vat_bp, tax.vat_mode, tax.net_minor, tax.vat_minor) for tax in totals(lines)]
    assert found == [(2100, "excl", 100, 21), (2100, "incl", 100, 21), (900, "excl", 1000, 90)]


def test_a_rule_counts_only_for_its_kind_of_deal() -> None:
    assert fee_lines([HARVEST], deal(4800, exchange_type="free")) == []
    for_loans = replace(HARVEST, exchange_types=("loan",))
    assert len(fee_lines([for_loans], deal(4800, exchange_type="loan"))) == 1
    in_category = replace(HARVEST, category_id=7)
    assert fee_lines([in_category], deal(4800, category_id=8)) == []
    assert len(fee_lines([in_category], deal(4800, category_id=7))) == 1


def test_a_rule_for_organisations_passes_members_by() -> None:
    split = FeeTerms(1, "Samen", "split", "per_transaction", 500, party_kind="organisation")
    [fee] = fee_lines([split], deal(1000, provider_kind="organisation"))
    assert (fee.payer, fee.amount_minor, fee.whole_minor) == ("provider", 250, 500)


def test_rules_of_a_period_cost_a_deal_nothing() -> None:
    assert fee_lines([FeeTerms(1, "Lidmaatschap", "provider", "per_period", 750)], deal(4800)) == []


def test_the_first_deals_of_the_year_are_free() -> None:
    rule = FeeTerms(1, "Per afspraak", "requester", "per_transaction", 150, free_per_year=6)
    [sixth] = fee_lines([rule], deal(1000), lambda terms, side: 5)
    [seventh] = fee_lines([rule], deal(1000), lambda terms, side: 6)
    assert (sixth.amount_minor, sixth.whole_minor, sixth.is_free) == (0, 150, True)
    assert (seventh.amount_minor, seventh.is_free) == (150, False)


AMOUNTS = st.integers(0, 10**12)
RATES = st.integers(0, 10_000)


@given(whole=AMOUNTS, split_bp=RATES)
def test_the_parts_of_a_split_sum_to_the_whole(whole: int, split_bp: int) -> None:
    rule = FeeTerms(1, "Samen", "split", "per_transaction", whole, split_bp=split_bp)
    provider, requester = sorted(fee_lines([rule], deal(100)), key=lambda fee: fee.payer)
    assert provider.amount_minor + requester.amount_minor == whole
    assert abs(requester.amount_minor * 10_000 - whole * split_bp) <= 5_000
    assert min(provider.amount_minor, requester.amount_minor) >= 0


@given(price=AMOUNTS, vat_bp=st.sampled_from([0, 900, 2100]), rate_bp=RATES,
       bounds=st.tuples(AMOUNTS, AMOUNTS).map(sorted))  # fmt: skip
def test_a_fee_stays_between_its_floor_and_its_cap(
    price: int, vat_bp: int, rate_bp: int, bounds: list[int]
) -> None:
    floor, cap = bounds
    rule = replace(HARVEST, rate_bp=rate_bp, floor_minor=floor, cap_minor=cap)
    fee = fee_of(rule, deal(price, vat_bp))
    assert floor <= fee <= cap
    unbound = fee_of(replace(rule, floor_minor=None, cap_minor=None), deal(price, vat_bp))
    assert fee in (floor, cap, unbound)
    assert unbound <= price


@given(price=AMOUNTS, rate_bp=RATES, split_bp=RATES, bounds=st.tuples(AMOUNTS, AMOUNTS).map(sorted))
def test_floor_and_cap_hold_for_the_whole_of_a_split(
    price: int, rate_bp: int, split_bp: int, bounds: list[int]
) -> None:
    """Not for each part: the least amount is asked once, and shared."""
    rule = replace(
        HARVEST, payer="split", rate_bp=rate_bp, split_bp=split_bp, floor_minor=bounds[0], cap_minor=bounds[1]
    )
    fees = fee_lines([rule], deal(price))
    assert sum(fee.amount_minor for fee in fees) == fee_of(rule, deal(price))
    assert {fee.whole_minor for fee in fees} == {fee_of(rule, deal(price))}
    assert min(fee.amount_minor for fee in fees) >= 0


@given(used=st.integers(0, 50), free=st.integers(0, 50), price=AMOUNTS)
def test_what_is_free_is_free_whole_and_the_rest_costs_as_ever(used: int, free: int, price: int) -> None:
    [fee] = fee_lines([replace(HARVEST, free_per_year=free)], deal(price), lambda terms, side: used)
    whole = fee_of(HARVEST, deal(price))
    assert (fee.amount_minor, fee.is_free) == ((0, True) if used < free else (whole, False))
    assert fee.whole_minor == whole


@given(prices=st.lists(AMOUNTS, min_size=2, max_size=2).map(sorted), rate_bp=RATES)
def test_who_sells_for_more_never_pays_less(prices: list[int], rate_bp: int) -> None:
    rule = replace(HARVEST, rate_bp=rate_bp)
    assert fee_of(rule, deal(prices[0])) <= fee_of(rule, deal(prices[1]))


@given(amount=st.integers(-(10**12), 10**12), vat_bp=st.integers(0, 3000))
def test_net_and_vat_sum_to_the_inclusive_amount(amount: int, vat_bp: int) -> None:
    net = net_of_gross(amount, vat_bp)
    assert abs(net * (10_000 + vat_bp) - amount * 10_000) * 2 <= 10_000 + vat_bp
    [tax] = totals([TaxLine(amount, "incl", vat_bp)])
    assert tax.gross_minor == amount


LINES = st.lists(
    st.builds(TaxLine, AMOUNTS, st.sampled_from(["excl", "incl"]), st.sampled_from([0, 900, 2100])),
    max_size=12,
)


@given(lines=LINES)
def test_a_credit_mirrors_its_document(lines: list[TaxLine]) -> None:
    opposite = [replace(line, amount_minor=-line.amount_minor) for line in lines]
    for tax, credit in zip(totals(lines), totals(opposite), strict=True):
        assert (credit.net_minor, credit.vat_minor) == (-tax.net_minor, -tax.vat_minor)


@given(lines=LINES)
def test_the_order_of_lines_changes_no_total(lines: list[TaxLine]) -> None:
    assert totals(lines) == totals(reversed(lines))
    assert len({(tax.vat_bp, tax.vat_mode) for tax in totals(lines)}) == len(totals(lines))


@given(rule=st.builds(
    FeeTerms, st.integers(1), st.text(), st.sampled_from(["provider", "requester", "split"]),
    st.sampled_from(["per_transaction", "percent_of_price"]), AMOUNTS, RATES, RATES, st.none() | AMOUNTS,
    st.none() | AMOUNTS, st.sampled_from(["excl", "incl"]), st.sampled_from([0, 900, 2100]),
))  # fmt: skip
def test_frozen_terms_come_back_as_they_were(rule: FeeTerms) -> None:
    assert FeeTerms.from_json(rule.to_json() | {"of_a_later_version": 1}) == rule


@given(minor=st.integers(-(10**12), 10**12), bp=st.integers(-10_000, 10_000))
def test_a_share_rounds_half_away_from_zero(minor: int, bp: int) -> None:
    assert share(-minor, bp) == -share(minor, bp) == share(minor, -bp)
    assert abs(share(minor, bp) * 10_000 - minor * bp) * 2 <= 10_000
