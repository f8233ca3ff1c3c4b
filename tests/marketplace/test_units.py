"""Units: families, conversion inside them and never outside, and parts that fill a whole to the end."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.actions.awards import award_quotes
from marketplace.actions.deals import accept_deal, counter_deal, propose_deal
from marketplace.api.listings import ListingInput
from marketplace.enums import Unit
from marketplace.errors import NotEnoughLeft
from marketplace.forms.listing_parts import UNITS
from marketplace.holding import amount_left_of, held_of, left_of
from marketplace.models import Listing
from marketplace.quantities import amount_in_words
from marketplace.units import (
    FACTORS,
    FAMILIES,
    UnitsDiffer,
    convert,
    exact_in,
    finer_of,
    from_smallest,
    in_smallest,
    share_a_family,
)
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.racing import at_once
from weconomics.tenancy.scope import scope

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
QUANTITIES = st.decimals("0.001", "999999", places=3)
PAIRS = [
    pytest.param("week", "day", 7, id="weeks of days"),
    pytest.param("hour", "minute", 60, id="hours of minutes"),
    pytest.param("kg", "gram", 1000, id="kilos of grams"),
    pytest.param("litre", "ml", 1000, id="litres of millilitres"),
]


class TestFamilies:
    def test_each_unit_stands_in_one(self) -> None:
        assert sorted(unit for family in FAMILIES for unit in family) == sorted(Unit.values)

    @pytest.mark.parametrize(
        ("quantity", "unit", "into", "expected"),
        [
            ("2", "week", "day", "14"),
            ("14", "day", "week", "2"),
            ("1.5", "hour", "minute", "90"),
            ("45", "minute", "hour", "0.75"),
            ("0.25", "kg", "gram", "250"),
            ("1250", "gram", "kg", "1.25"),
            ("0.75", "litre", "ml", "750"),
            ("333", "ml", "litre", "0.333"),
            ("3", "piece", "piece", "3"),
        ],
    )
    def test_inside_one_they_convert(self, quantity: str, unit: str, into: str, expected: str) -> None:
        assert convert(Decimal(quantity), unit, into) == Decimal(expected)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (a, b)
            for first, second in combinations(FAMILIES, 2)
            for a, b in [(max(first, key=first.__getitem__), max(second, key=second.__getitem__))]
        ],
    )
    def test_outside_they_are_refused_with_both_names(self, one: str, other: str) -> None:
        assert not share_a_family(one, other)
        with override("en"):
            with pytest.raises(UnitsDiffer) as refused:
                convert(Decimal(1), one, other)
            names = f"{Unit(one).label} and {Unit(other).label} cannot be converted"
            assert str(refused.value).startswith(names)
        assert refused.value.data == {"unit": one, "into": other}

    @given(quantity=QUANTITIES, unit=st.sampled_from(Unit.values))
    def test_what_can_be_written_is_exact_in_the_smallest(self, quantity: Decimal, unit: str) -> None:
        amount = in_smallest(quantity, unit)
        assert amount == quantity * FACTORS[unit]
        assert in_smallest(from_smallest(amount, unit), unit) == amount

    def test_a_part_is_said_in_the_unit_that_says_it_all(self) -> None:
        assert exact_in(Decimal(14), "week") == (2, "week")
        assert exact_in(Decimal(13), "week") == (13, "day")
        assert exact_in(Decimal(90), "hour") == (Decimal("1.5"), "hour")
        with override("en"):
            assert amount_in_words(Decimal(1), "week") == "1 day"
            assert amount_in_words(Decimal(250), "kg") == "0.25 kg"

    def test_the_finer_of_two(self) -> None:
        assert [finer_of("week", "day"), finer_of("day", "week"), finer_of("km", "km")] == [
            "day",
            "day",
            "km",
        ]


def _pair(market: Market, large: str, small: str, whole: int = 2) -> tuple[Listing, Listing]:
    """So many of the large unit offered; asked without an end in the small one."""
    offer = make_listing(
        market.community, market.provider, category=market.garden, quantity=whole, unit=large
    )
    asked = {"side": "request", "quantity": None, "unit": small, "vat_category": "none", "vat_bp": 0}
    return offer, make_listing(market.community, market.requester, category=market.garden, **asked)


def _quote(market: Market, pair: tuple[Listing, Listing], quantity: Any) -> Any:
    offer, request = pair
    return propose_deal(
        listing=request,
        counterpart=offer,
        party=market.ref("provider"),
        quantity=Decimal(quantity),
        by=market.actor("provider"),
        at=AT,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestHolding:
    def test_thirteen_days_leave_one_of_a_fortnight(self, market: Market) -> None:
        pair = _pair(market, "week", "day")
        for _day in range(13):
            _quote(market, pair, 1)
        assert amount_left_of(pair[0], at=AT) == 1
        last = _quote(market, pair, 1)
        assert left_of(pair[0], at=AT) == 0
        with override("en"), pytest.raises(NotEnoughLeft) as refused:
            _quote(market, pair, 1)
        assert "nothing is left" in str(refused.value)
        accept_deal(deal=last, by=market.actor("requester"), version=1, at=AT)
        assert held_of(pair[0], at=AT) == 2

    def test_what_is_left_is_said_exactly(self, market: Market) -> None:
        pair = _pair(market, "week", "day", whole=1)
        _quote(market, pair, 5)
        with override("en"), pytest.raises(NotEnoughLeft) as refused:
            _quote(market, pair, 3)
        assert "2 days is left" in str(refused.value)
        assert refused.value.data == {"field": "quantity", "left": "0.285"}

    @pytest.mark.parametrize(("large", "small", "factor"), PAIRS)
    def test_parts_fill_the_whole_to_the_end(
        self, market: Market, large: str, small: str, factor: int
    ) -> None:
        thousandths = 2 * factor * 1000

        @settings(
            max_examples=8,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(cuts=st.sets(st.integers(1, thousandths - 1), max_size=6))
        def fill(cuts: set[int]) -> None:
            edges = [0, *sorted(cuts), thousandths]
            with transaction.atomic():
                pair = _pair(market, large, small)
                for start, end in pairwise(edges):
                    _quote(market, pair, Decimal(end - start) / 1000)
                assert left_of(pair[0], at=AT) == 0
                assert held_of(pair[0], at=AT) == 2
                with pytest.raises(NotEnoughLeft):
                    _quote(market, pair, Decimal("0.001"))
                transaction.set_rollback(True)

        fill()

    def test_a_counter_proposal_counts_in_days_too(self, market: Market) -> None:
        pair = _pair(market, "week", "day")
        deal = _quote(market, pair, 1)
        counter_deal(deal=deal, quantity=Decimal(13), price_minor=0, by=market.actor("requester"), at=AT)
        assert amount_left_of(pair[0], at=AT) == 1

    def test_units_of_two_families_make_no_deal(self, market: Market) -> None:
        pair = _pair(market, "week", "hour")
        with pytest.raises(UnitsDiffer):
            _quote(market, pair, 1)
        assert left_of(pair[0], at=AT) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_gates")
def test_two_who_want_the_last_day_of_a_week(market: Market) -> None:
    with scope(market.community):
        pair = _pair(market, "week", "day", whole=1)
        _quote(market, pair, 6)
    done = at_once(market.community, [lambda: _quote(market, pair, 1)] * 2)
    assert sorted(type(answer).__name__ for answer in done) == ["Deal", "NotEnoughLeft"]
    with scope(market.community):
        assert left_of(pair[0], at=AT) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("here", "open_gates")
class TestAwarding:
    """A quote in one unit of the family on a request in another: counted in the finer of the two."""

    @pytest.mark.parametrize(
        ("offered", "asked", "quoted", "taken", "expected"),
        [
            pytest.param("day", "week", 13, 6, ("day", 6, 600), id="days of weeks that are asked"),
            pytest.param("week", "day", 1, 3, ("day", 3, 557), id="days of a week that is offered"),
            pytest.param("week", "day", 1, 7, ("week", 1, 1300), id="the whole week"),
        ],
    )
    def test_a_part_is_exact(
        self,
        market: Market,
        offered: str,
        asked: str,
        quoted: int,
        taken: int,
        expected: tuple[str, Decimal | int, int],
    ) -> None:
        about = {"category": market.garden, "vat_category": "none", "vat_bp": 0, "price_type": "negotiable"}
        offer = make_listing(
            market.community, market.provider, unit=offered, quantity=20, price_minor=None, **about
        )
        need = {"unit": asked, "quantity": 14 if asked == "day" else 2, "price_minor": None}
        request = make_listing(market.community, market.requester, side="request", **need, **about)
        by = market.actor("requester")
        deal = propose_deal(
            listing=offer,
            counterpart=request,
            party=market.ref("requester"),
            quantity=Decimal(quoted),
            price_minor=1000,
            by=by,
            at=AT,
        )
        terms = {"quantity": Decimal(quoted), "price_minor": 1300, "least_quantity": Decimal("0.1")}
        counter_deal(deal=deal, by=market.actor("provider"), at=AT, **terms)
        done = award_quotes(request=request, takes={deal.pk: Decimal(taken)}, by=by, at=AT)
        [made] = done.agreed
        assert (made.unit, made.quantity, made.price_minor) == expected
        assert amount_left_of(request, at=AT) == 14 - taken


def test_forms_and_programs_know_every_unit() -> None:
    assert sorted(value for _group, units in UNITS for value, _label in units) == sorted(Unit.values)
    assert sorted(ListingInput().fields["unit"].choices) == sorted(Unit.values)
