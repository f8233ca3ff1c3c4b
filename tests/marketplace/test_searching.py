"""Finding: words in two languages, filters, distances, and the function below the wall."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from marketplace.models import Listing
from marketplace.queries import listings_visible_to
from marketplace.searching import Filters, Near, find, km_between, ordered
from tests.api.rows import make_listing
from tests.factories import make_category
from tests.marketplace.conftest import Market, make_market
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def titles(market: Market, sort: str = "newest", **wanted: Any) -> list[str]:
    filters = Filters(**wanted)
    found = find(listings_visible_to(market.actor("requester")), filters)
    return [listing.title for listing in ordered(found, sort, filters)]


@pytest.mark.usefixtures("here")
class TestWords:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("fiets", True),
            ("FIETSEN", True),  # another form of the word
            ("repareer fiets", True),
            ("fiets vliegen", False),  # every word
            ("repar", True),  # the beginning of a word
            ("ladder", True),  # in the description
            ("bicycle", True),
            ("bicycles", True),
        ],
    )
    def test_in_dutch_and_in_english(self, market: Market, words: str, found: bool) -> None:
        make_listing(
            market.community,
            market.provider,
            title="Fietsen repareren",
            text="Ook een ladder. Bicycle repair.",
        )
        make_listing(market.community, market.provider, title="Brood bakken")
        assert titles(market, words=words) == (["Fietsen repareren"] if found else [])

    @pytest.mark.parametrize("words", ["'); DROP TABLE", "& | !", "a:* <-> b", "\\", "%_", "''", "()", "é'ë"])
    def test_whatever_is_typed_is_only_looked_for(self, market: Market, words: str) -> None:
        make_listing(market.community, market.provider, title="Brood bakken")
        assert isinstance(titles(market, words=words), list)

    def test_a_word_in_the_title_comes_before_one_in_the_text(self, market: Market) -> None:
        make_listing(market.community, market.provider, title="Heg", text="met een ladder")
        make_listing(market.community, market.provider, title="Ladder")
        make_listing(market.community, market.provider, title="Goot", text="met een ladder")
        assert titles(market, "best", words="ladder")[0] == "Ladder"


@pytest.mark.usefixtures("here")
class TestFilters:
    def test_side_kind_and_category_with_those_below_it(self, market: Market) -> None:
        below = make_category(market.community, parent=market.garden)
        make_listing(market.community, market.provider, title="a", category=market.garden)
        make_listing(market.community, market.provider, title="b", category=below, kind="good")
        make_listing(market.community, market.provider, title="c", side="request")
        assert titles(market, side="offer") == ["b", "a"]
        assert titles(market, kind="good") == ["b"]
        assert titles(market, category=market.garden) == ["b", "a"]

    def test_price_from_and_to_and_without_money(self, market: Market) -> None:
        for title, price in (("duur", 5000), ("goedkoop", 100)):
            make_listing(
                market.community, market.provider, title=title, price_type="fixed", price_minor=price
            )
        make_listing(market.community, market.provider, title="gratis", price_type="free", price_minor=None)
        assert titles(market, least_minor=200) == ["duur"]
        assert titles(market, most_minor=200) == ["gratis", "goedkoop"]
        assert titles(market, without_money=True) == ["gratis"]
        make_listing(
            market.community, market.provider, title="overleg", price_type="negotiable", price_minor=None
        )
        assert titles(market, "price") == ["gratis", "goedkoop", "duur", "overleg"]

    def test_distance_is_great_circle_and_nearest_can_come_first(self, market: Market) -> None:
        for title, lat in (("ver", 52.246), ("naast", 52.147), ("buurt", 52.166)):
            make_listing(market.community, market.provider, title=title, lat=lat, lon=6.208)
        make_listing(market.community, market.provider, title="nergens")
        near = Near(52.146, 6.208, 5)
        assert titles(market, "near", near=near) == ["naast", "buurt"]
        row = find(Listing.objects.filter(title="buurt"), Filters(near=near)).get()
        assert row.km == pytest.approx(km_between((52.146, 6.208), (52.166, 6.208)), abs=0.001)
        assert row.km == pytest.approx(2.224, abs=0.01)


class TestBelowTheWall:
    def test_the_function_shows_no_neighbours_words(self, market: Market) -> None:
        neighbour = make_market("zonnekring")
        own = make_listing(market.community, market.provider, title="Fiets hier")
        make_listing(neighbour.community, neighbour.provider, title="Fiets hiernaast")
        with scope(market.community), connection.cursor() as cursor:
            cursor.execute("SELECT listing_ids_with(to_tsquery('dutch', 'fiets'))")
            assert cursor.fetchall() == [([own.pk],)]

    def test_the_function_is_loud_outside_a_scope(self) -> None:
        with pytest.raises(ProgrammingError, match="no community scope"), transaction.atomic():
            connection.cursor().execute("SELECT listing_ids_with(to_tsquery('dutch', 'fiets'))")

    def test_a_search_tests_no_row_for_its_words(self, market: Market) -> None:
        """Below the policy that would be every row of the community: the plan reads rows by their key."""
        with scope(market.community):
            make_listing(market.community, market.provider, title="Fiets")
            found = find(listings_visible_to(market.actor("requester")), Filters(words="fiets"))
            plan = found.explain()
        assert "id = ANY ((InitPlan" in plan
        assert "words @@" not in plan
