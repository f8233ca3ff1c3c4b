"""How well an offer and a request fit: each part, what can never be, and what holds for every pair."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from marketplace.enums import PriceType
from marketplace.matching import PARTS, Amount, Price, Traits, Weights, said_in, score
from marketplace.matching.parts import parts_of
from marketplace.matching.weights import STARTING
from marketplace.matching.wording import sentence_of, speaking

OFFER = Traits(owner="member:1", category_id=1, said=said_in("Gras maaien"), people=1)
REQUEST = Traits(owner="member:2", category_id=1, said=said_in("Wie maait het gras?"), people=2)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
MONDAY = ((0, 540, 720),)
MONDAYS = [date(2026, 7, day) for day in (6, 13, 20, 27)]
HERE, THERE = (52.1460, 6.2080), (52.2584, 6.2080)  # 12,5 km apart


def fit(code: str, offer: Traits = OFFER, request: Traits = REQUEST) -> tuple[str, float]:
    part = next(part for part in parts_of(offer, request) if part.code == code)
    return part.how, round(part.fit, 2)


def refused(offer: Traits = OFFER, request: Traits = REQUEST) -> str:
    return score(offer, request).refused


class TestParts:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, ("same_all", 1.0)),
            ({"kind": "good"}, ("same", 0.8)),
            ({"category_id": 2, "parent_id": 1}, ("related", 0.6)),
            ({"category_id": 2}, ("kind", 0.2)),
            ({"category_id": 2, "kind": "good"}, ("other", 0.0)),
        ],
    )
    def test_category(self, changes: dict[str, Any], expected: tuple[str, float]) -> None:
        assert fit("category", request=replace(REQUEST, **changes)) == expected

    @pytest.mark.parametrize(
        ("point", "expected"),
        [
            (None, ("unknown", 0.5)),
            (HERE, ("apart", 1.0)),
            (THERE, ("apart", 0.5)),
            ((53.0, 6.2), ("apart", 0.0)),
        ],
    )
    def test_distance(self, point: Any, expected: tuple[str, float]) -> None:
        assert fit("distance", replace(OFFER, point=HERE), replace(REQUEST, point=point)) == expected

    @pytest.mark.parametrize(
        ("offered", "asked", "expected"),
        [
            (Price("free", 0, 0), Price("fixed", 500, 500), ("free", 1.0)),
            (Price("per_unit", 2000, 2000), Price("per_unit", 2000, 2000), ("within", 1.0)),
            (Price("per_unit", 2500, 2500), Price("per_unit", 2000, 2000), ("above", 0.5)),
            (Price("per_unit", 4000, 4000), Price("per_unit", 2000, 2000), ("above", 0.0)),
            (Price("from_to", 1500, 3000), Price("per_unit", 2000, 2000), ("within", 1.0)),
            (Price("fixed", 2000, 2000), Price("per_unit", 2000, 2000), ("unknown", 0.5)),
            (Price(), Price("per_unit", 2000, 2000), ("unknown", 0.5)),
        ],
    )
    def test_price(self, offered: Price, asked: Price, expected: tuple[str, float]) -> None:
        assert fit("price", replace(OFFER, price=offered), replace(REQUEST, price=asked)) == expected

    def test_a_price_a_week_is_compared_with_one_a_day(self) -> None:
        by_week = replace(OFFER, price=Price("per_unit", 7000, 7000), amount=Amount("week"))
        by_day = replace(REQUEST, price=Price("per_unit", 1000, 1000), amount=Amount("day"))
        assert fit("price", by_week, by_day) == ("within", 1.0)

    @pytest.mark.parametrize(
        ("offered", "asked", "expected"),
        [
            (Amount("kg", Decimal(4)), Amount("kg"), ("unknown", 0.5)),
            (Amount("kg", Decimal(4)), Amount("kg", Decimal(4)), ("enough", 1.0)),
            (Amount("kg", Decimal(1)), Amount("kg", Decimal(4)), ("some", 0.25)),
            (Amount("week", Decimal(1)), Amount("day", Decimal(14)), ("some", 0.5)),
            (Amount("kg", Decimal(4), least=Decimal(2)), Amount("kg", Decimal(1)), ("least", 0.0)),
            (Amount("piece", Decimal(4)), Amount("kg", Decimal(4)), ("units", 0.0)),
        ],
    )
    def test_quantity(self, offered: Amount, asked: Amount, expected: tuple[str, float]) -> None:
        assert fit("quantity", replace(OFFER, amount=offered), replace(REQUEST, amount=asked)) == expected

    @pytest.mark.parametrize(
        ("offered", "asked", "expected"),
        [
            ((None, None), (JULY, AUGUST), ("unknown", 0.5)),
            ((None, AUGUST), (JULY, AUGUST), ("period", 1.0)),
            ((JULY, AUGUST), (JULY, AUGUST), ("period", 1.0)),
            ((JULY, date(2026, 7, 16)), (date(2026, 7, 5), date(2026, 7, 20)), ("period", 0.75)),
            ((None, JULY), (JULY, None), ("period", 1.0)),
        ],
    )
    def test_period(self, offered: Any, asked: Any, expected: tuple[str, float]) -> None:
        assert fit("time", replace(OFFER, period=offered), replace(REQUEST, period=asked)) == expected

    def test_hours_of_the_week(self) -> None:
        offer = replace(OFFER, hours=MONDAY)
        assert fit("time", offer, replace(REQUEST, hours=((0, 660, 800),))) == ("hours", 1.0)
        assert fit("time", offer, replace(REQUEST, hours=((0, 720, 800),))) == ("other_hours", 0.0)
        assert fit("time", offer, REQUEST) == ("unknown", 0.5)

    @pytest.mark.parametrize(
        ("offered", "asked", "expected"),
        [
            # Every Monday in July but the 6th: the others remain.
            ({"hours": MONDAY, "dates": ((MONDAYS[0], None),)}, {"hours": MONDAY}, ("hours", 1.0)),
            # Away on each of them.
            ({"hours": MONDAY, "dates": tuple((day, None) for day in MONDAYS)}, {"hours": MONDAY},
             ("other_hours", 0.0)),
            # At other hours, on each of them.
            ({"hours": MONDAY, "dates": tuple((day, (720, 800)) for day in MONDAYS)}, {"hours": MONDAY},
             ("other_hours", 0.0)),
            # No weekday in common, but an extra day.
            ({"hours": MONDAY}, {"hours": ((2, 540, 720),), "dates": ((MONDAYS[1], (600, 660)),)}, ("dates", 1.0)),
            # An extra day outside of the period, or past.
            ({"hours": MONDAY}, {"hours": ((2, 540, 720),), "dates": ((date(2026, 8, 3), (600, 660)),)},
             ("other_hours", 0.0)),
            ({"hours": MONDAY}, {"hours": ((2, 540, 720),), "dates": ((date(2026, 6, 29), (600, 660)),)},
             ("other_hours", 0.0)),
            # Only days off are said: any other time is fine.
            ({"dates": ((MONDAYS[0], None),)}, {"hours": MONDAY}, ("period", 1.0)),
            ({"dates": tuple((day, None) for day in MONDAYS)}, {"hours": MONDAY}, ("other_hours", 0.0)),
        ],
    )  # fmt: skip
    def test_exceptions_of_the_week(
        self, offered: dict[str, Any], asked: dict[str, Any], expected: tuple[str, float]
    ) -> None:
        """Looked at on the first of July, for what is in July; the same whoever of the two says it."""
        july = {"period": (JULY, date(2026, 7, 31)), "as_of": JULY}
        assert fit("time", replace(OFFER, **july, **offered), replace(REQUEST, **july, **asked)) == expected
        assert fit("time", replace(OFFER, **july, **asked), replace(REQUEST, **july, **offered)) == expected

    def test_the_days_on_which_both_can_are_told(self) -> None:
        july = {"period": (JULY, date(2026, 7, 31)), "as_of": JULY}
        offer = replace(OFFER, **july, hours=MONDAY)
        request = replace(REQUEST, **july, hours=((2, 540, 720),), dates=((MONDAYS[1], (600, 660)),))
        [part] = [part for part in parts_of(offer, request) if part.code == "time"]
        assert part.facts == {"dates": ["2026-07-13"]}
        with override("en"):
            assert sentence_of({"code": "time", "how": "dates", **part.facts}) == "both can on 13 July 2026"

    def test_who_is_away_for_the_next_sixty_days_cannot(self) -> None:
        away = tuple((JULY + timedelta(days=number), None) for number in range(60))
        gone = replace(OFFER, hours=MONDAY, dates=away, as_of=JULY)
        back = replace(gone, dates=away[:-6])  # the last Monday of the sixty days is free
        assert fit("time", gone, replace(REQUEST, hours=MONDAY)) == ("other_hours", 0.0)
        assert fit("time", back, replace(REQUEST, hours=MONDAY)) == ("hours", 1.0)

    def test_group_and_fairness(self) -> None:
        offer, request = replace(OFFER, local_group_id=7), replace(REQUEST, local_group_id=7)
        assert fit("group", offer, request) == ("same", 1.0)
        assert fit("group", offer, REQUEST) == ("other", 0.0)
        assert fit("fairness") == ("rarely", 1.0)
        assert fit("fairness", replace(OFFER, chosen=4)) == ("rarely", 0.75)
        assert fit("fairness", replace(OFFER, chosen=12), replace(REQUEST, chosen=12)) == ("often", 0.25)


class TestWhatCannotBe:
    def test_each_is_refused_with_a_word_for_why(self) -> None:
        sold_out = Amount("hour", Decimal(0))
        cases = {
            "same_owner": (replace(OFFER, owner="member:2"), REQUEST),
            "blocked": (OFFER, replace(REQUEST, apart_from=frozenset({1}))),
            "audience": (
                replace(OFFER, for_group_only=True, local_group_id=7),
                replace(REQUEST, local_group_id=8),
            ),
            "exchange": (
                replace(OFFER, price=Price("fixed", 500, 500)),
                replace(REQUEST, price=Price("free", 0, 0)),
            ),
            "nothing_left": (replace(OFFER, amount=sold_out), REQUEST),
            "time": (replace(OFFER, period=(None, JULY)), replace(REQUEST, period=(AUGUST, None))),
            "nothing_in_common": (OFFER, replace(REQUEST, category_id=2, said=said_in("Pianoles"))),
        }
        for word, (offer, request) in cases.items():
            found = score(offer, request)
            assert (found.refused, found.points, found.reasons) == (word, 0, ())

    def test_all_or_nothing_of_one_provider_needs_as_much_in_a_unit_that_converts(self) -> None:
        asked = replace(REQUEST, amount=Amount("day", Decimal(15), all_or_nothing=True, from_one_only=True))
        assert refused(replace(OFFER, amount=Amount("week", Decimal(2))), asked) == "never_enough"
        assert refused(replace(OFFER, amount=Amount("week", Decimal(3))), asked) == ""
        assert refused(replace(OFFER, amount=Amount("hour", Decimal(99))), asked) == "never_enough"
        of_more = replace(asked, amount=replace(asked.amount, from_one_only=False))
        assert refused(replace(OFFER, amount=Amount("week", Decimal(2))), of_more) == ""

    @pytest.mark.parametrize(
        ("offered", "asked", "is_refused"),
        [
            ("commons", "free", False),
            ("free", "barter", False),
            ("barter", "fixed", True),
            ("barter", "barter", False),
            ("per_unit", "barter", True),
            ("per_unit", "commons", True),
            ("negotiable", "free", False),
            ("from_to", "negotiable", False),
        ],
    )
    def test_ways_to_exchange_that_meet(self, offered: str, asked: str, is_refused: bool) -> None:
        found = refused(replace(OFFER, price=Price(offered)), replace(REQUEST, price=Price(asked)))
        assert found == ("exchange" if is_refused else "")


# --- what holds for every pair ---

titles = st.sampled_from(
    [
        "Gras maaien",
        "Grasmaaier te leen",
        "Fiets maken",
        "Fietsreparatie",
        "Pianoles",
        "Wie maait mijn gazon?",
        "",
    ]
)
prices = st.builds(
    lambda kind, low, more: Price(kind, low, low + more),
    st.sampled_from(PriceType.values),
    st.integers(0, 5000),
    st.integers(0, 500),
)
amounts = st.builds(
    Amount,
    unit=st.sampled_from(["day", "week", "hour", "kg"]),
    left=st.none() | st.integers(0, 9).map(Decimal),
    all_or_nothing=st.booleans(),
    from_one_only=st.booleans(),
)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
periods = st.tuples(days, days).filter(lambda both: None in both or both[0] <= both[1])
sides = st.builds(
    Traits,
    owner=st.sampled_from(["member:1", "member:2", "organisation:1"]),
    category_id=st.integers(1, 3),
    parent_id=st.none() | st.integers(1, 3),
    kind=st.sampled_from(["service", "good"]),
    said=titles.map(said_in),
    point=st.none() | st.tuples(st.floats(50, 54), st.floats(3, 7)),
    local_group_id=st.none() | st.integers(1, 2),
    for_group_only=st.booleans(),
    price=prices,
    amount=amounts,
    period=periods,
    hours=st.sampled_from([(), MONDAY, ((1, 0, 60),)]),
    people=st.integers(1, 3),
    apart_from=st.frozensets(st.integers(1, 3)),
    chosen=st.integers(0, 50),
)
weights = st.dictionaries(st.sampled_from(PARTS), st.integers(0, 100), min_size=1).filter(
    lambda w: any(w.values())
)


@given(sides, sides, weights)
def test_points_lie_within_bounds_and_their_parts_add_up(offer: Traits, request: Traits, given: Any) -> None:
    found = score(offer, request, Weights(given))
    assert 0 <= found.points <= 100
    assert sum(reason["points"] for reason in found.reasons) == found.points
    assert all(0 <= reason["fit"] <= 1 for reason in found.reasons)
    assert [reason["points"] for reason in found.reasons] == sorted(
        (reason["points"] for reason in found.reasons), reverse=True
    )
    if found.refused:
        assert (found.points, found.reasons) == (0, ())


@given(sides, sides)
def test_what_has_no_side_counts_the_same_from_either(one: Traits, other: Traits) -> None:
    """Who gives and who pays matters to price and quantity alone."""
    symmetric = {"words", "category", "distance", "time", "fairness", "group"}
    fits = [
        {part.code: part.fit for part in parts_of(*pair) if part.code in symmetric}
        for pair in ((one, other), (other, one))
    ]
    assert fits[0] == pytest.approx(fits[1])


@given(sides, sides, weights, st.integers(1, 20))
def test_only_the_proportion_of_the_weights_counts(
    offer: Traits, request: Traits, given: dict[str, int], times: int
) -> None:
    larger = {part: weight * times for part, weight in given.items()}
    assert sum(Weights(given).percents.values()) == 100
    assert (
        abs(score(offer, request, Weights(given)).points - score(offer, request, Weights(larger)).points) <= 1
    )


@given(sides, sides, st.sampled_from(PARTS), st.floats(0, 1), st.floats(0, 1))
def test_more_of_a_part_is_never_less_of_the_whole(
    offer: Traits, request: Traits, code: str, one: float, other: float
) -> None:
    fits = {part.code: part.fit for part in parts_of(offer, request)}
    low, high = sorted((one, other))
    totals = [
        sum(STARTING.share(part) * value for part, value in (fits | {code: fit_}).items())
        for fit_ in (low, high)
    ]
    assert totals[0] <= totals[1]


@given(st.floats(0, 60), st.floats(0, 60))
def test_nearer_is_never_worse(one: float, other: float) -> None:
    near, far = sorted((one, other))
    points = [
        score(replace(OFFER, point=HERE), replace(REQUEST, point=(HERE[0] + km / 111.2, HERE[1]))).points
        for km in (near, far)
    ]
    assert points[0] >= points[1]


@given(st.integers(0, 99), st.integers(0, 99))
def test_who_was_chosen_less_is_never_worse_off_and_gains_at_most_the_weight(one: int, other: int) -> None:
    less, more = sorted((one, other))
    points = [score(replace(OFFER, chosen=chosen), REQUEST).points for chosen in (less, more)]
    assert 0 <= points[0] - points[1] <= STARTING.by_part["fairness"]


def test_only_the_parts_that_speak_for_it_stand_on_its_card() -> None:
    """A part with points that says "no word in common" or "often chosen already" is no reason."""
    near = {"code": "category", "how": "same_all", "points": 19, "fit": 1.0}
    weak = {"code": "words", "how": "none", "points": 2, "fit": 0.05}
    nothing = {"code": "group", "how": "same", "points": 0, "fit": 1.0}
    old = {"code": "category", "points": 35}
    assert speaking([near, weak, nothing, old]) == [near, old]
