"""Asking for candidates by their words: below the wall, bounded, and the same ones each time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.api.rows import make_listing
from tests.marketplace.conftest import Market, make_market
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ASK = "SELECT id FROM listing_candidates(%s::tsquery[], %s::real[], %s, %s, %s)"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ask(*wanted: str, side: str = "offer", each: int = 100, most: int = 100) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(ASK, [list(wanted), [1.0] * len(wanted), side, each, most])
        return [pk for (pk,) in cursor.fetchall()]


class TestBelowTheWall:
    @pytest.fixture
    def next_door(self, market: Market) -> Market:
        neighbour = make_market("zonnekring")
        make_listing(neighbour.community, neighbour.provider, title="Fiets hiernaast")
        return neighbour

    def test_no_id_of_another_community_comes_back(self, market: Market, next_door: Market) -> None:
        own = make_listing(market.community, market.provider, title="Fiets hier")
        with scope(market.community):
            assert ask("'~fiets'") == [own.pk]

    def test_no_lexeme_and_no_query_reaches_next_door(self, market: Market, next_door: Market) -> None:
        own = make_listing(market.community, market.provider, title="Brood")
        there = next_door.community.pk
        with scope(market.community):
            assert ask("!'~fiets'") == [own.pk]
            for wanted in (
                f"'{there}/~fiets'",
                f"'''{there}/~fiets'",
                f"'x'' | ''{there}/~fiets'",
                r"'a\\\\'",
                "'~fiets':*",
            ):
                assert ask(wanted) == [], wanted

    def test_it_is_loud_outside_a_scope(self, market: Market, next_door: Market) -> None:
        with pytest.raises(ProgrammingError, match="no community scope"), transaction.atomic():
            ask("'~fiets'")

    def test_a_scope_of_two_sees_both_and_no_third(self, market: Market, next_door: Market) -> None:
        own = make_listing(market.community, market.provider, title="Fiets hier")
        third = make_market("derde")
        make_listing(third.community, third.provider, title="Fiets elders")
        with scope(market.community, next_door.community):
            found = ask("'~fiets'")
        assert len(found) == 2
        assert own.pk in found


@pytest.mark.usefixtures("here")
class TestWhichOnes:
    def test_of_a_frequent_word_the_newest(self, market: Market) -> None:
        ids = [
            make_listing(
                market.community, market.provider, title="Fiets", published_at=NOON + timedelta(days=day)
            ).pk
            for day in (3, 1, 5, 2, 4)
        ]
        newest_first = [ids[place] for place in (2, 4, 0, 3, 1)]
        assert sorted(ask("'~fiets'", each=3)) == sorted(newest_first[:3])
        assert ask("'~fiets'", each=3) == ask("'~fiets'", each=3)

    @pytest.mark.parametrize(
        ("values", "found"), [({}, 1), ({"state": "draft"}, 0), ({"side": "request"}, 0)]
    )
    def test_published_ones_of_the_side_that_is_asked(
        self, market: Market, values: dict[str, Any], found: int
    ) -> None:
        make_listing(market.community, market.provider, title="Fiets", **values)
        assert len(ask("'~fiets'")) == found

    def test_what_says_a_rare_word_comes_before_what_says_a_frequent_one(self, market: Market) -> None:
        for _ in range(3):
            make_listing(market.community, market.provider, title="Fiets")
        rare = make_listing(market.community, market.provider, title="Tandem")
        assert ask("'~fiets'", "'~tandem'", most=1) == [rare.pk]
