"""The page of the search: what the address bar holds, what was forgiven, and the category's own filters."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.actions.synonyms import add_synonym, change_synonym
from marketplace.actions.words import renew_vocabulary
from marketplace.errors import SynonymIncomplete
from marketplace.models import FieldSchema, Synonym
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import address, client_of
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
FIELDS = [
    {"code": "wood", "name_nl": "Hout", "name_en": "Wood", "kind": "choice", "filterable": True,
     "options": [{"code": "oak", "nl": "Eik", "en": "Oak"}, {"code": "pine", "nl": "Grenen", "en": "Pine"}]},
    {"code": "tools", "name_nl": "Gereedschap", "kind": "choices", "filterable": True,
     "options": [{"code": "saw", "nl": "Zaag"}, {"code": "axe", "nl": "Bijl"}]},
    {"code": "height", "name_nl": "Hoogte", "kind": "number", "filterable": True, "unit": "cm"},
    {"code": "indoor", "name_nl": "Binnen", "kind": "yes_no", "filterable": True},
    {"code": "built", "name_nl": "Gebouwd", "kind": "date", "filterable": True},
    {"code": "maker", "name_nl": "Maker", "kind": "text", "filterable": True},
    {"code": "secret", "name_nl": "Niet te filteren", "kind": "text", "filterable": False},
]  # fmt: skip


def shown(client: Client, market: Market, query: str) -> list[str]:
    page = client.get(f"{address(market, 'listings')}?{query}")
    assert page.status_code == 200
    return [listing.title for listing in page.context["page_obj"]]


@pytest.fixture
def client(market: Market) -> Client:
    return client_of(market.requester)


class TestWhatWasForgiven:
    def test_is_said_and_can_be_left_out(self, market: Market, client: Client) -> None:
        make_listing(market.community, market.provider, title="Gras maaien")
        page = client.get(address(market, "listings") + "?q=grasmaaier&side=offer")
        assert '<strong class="font-semibold">gras + maaier</strong>' in page.content.decode()
        assert page.context["exactly_url"] == "?q=grasmaaier&side=offer&exact=on"
        assert shown(client, market, "q=grasmaaier&exact=on") == []

    def test_is_not_said_when_nothing_was(self, market: Market, client: Client) -> None:
        page = client.get(address(market, "listings") + "?q=fiets")
        assert "data-forgiven" not in page.content.decode()

    def test_shows_a_visitor_no_word_that_is_for_members(self, market: Market) -> None:
        make_listing(market.community, market.provider, title="Hooiwagen", audience="community")
        with scope(market.community):
            renew_vocabulary()
        assert "hooiwagen" not in Client().get(address(market, "listings") + "?q=hooiwaagn").content.decode()
        member = client_of(market.third).get(address(market, "listings") + "?q=hooiwaagn")
        assert ">hooiwagen</strong>" in member.content.decode()


class TestNothingFound:
    def test_offers_to_keep_the_search_or_to_place_a_request(self, market: Market, client: Client) -> None:
        page = client.get(address(market, "listings") + "?q=onvindbaar").content.decode()
        assert f"{address(market, 'saved_search_new')}?q=onvindbaar" in page
        assert address(market, "listing_new", "request") in page
        visitor = Client().get(address(market, "listings") + "?q=onvindbaar").content.decode()
        assert address(market, "saved_search_new") not in visitor


class TestOwnFields:
    @pytest.fixture(autouse=True)
    def schema(self, market: Market) -> None:
        with scope(market.community):
            FieldSchema.objects.create(
                category=market.garden, number=1, fields=FIELDS, made_at=timezone.now()
            )
        for title, values in (
            (
                "Bank",
                {
                    "wood": "oak",
                    "tools": ["saw"],
                    "height": 45,
                    "indoor": True,
                    "built": "2020-05-01",
                    "maker": "Jan Snel",
                },
            ),
            (
                "Hek",
                {
                    "wood": "pine",
                    "tools": ["saw", "axe"],
                    "height": 120.5,
                    "indoor": False,
                    "built": "2024-01-31",
                },
            ),
            ("Oud", {}),
        ):
            make_listing(
                market.community, market.provider, title=title, category=market.garden, values=values
            )

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("f_wood=oak", ["Bank"]),
            ("f_wood=oak&f_wood=pine", ["Hek", "Bank"]),
            ("f_tools=axe", ["Hek"]),
            ("f_tools=saw", ["Hek", "Bank"]),
            ("f_height_min=50", ["Hek"]),
            ("f_height_max=120,5", ["Hek", "Bank"]),
            ("f_height_min=45&f_height_max=100", ["Bank"]),
            ("f_indoor=on", ["Bank"]),
            ("f_built_min=2021-01-01", ["Hek"]),
            ("f_built_max=2020-05-01", ["Bank"]),
            ("f_maker=snel", ["Bank"]),
            ("f_wood=oak&f_indoor=on&q=bank", ["Bank"]),
            ("f_wood=plastic", ["Oud", "Hek", "Bank"]),  # what nobody offers counts as not filled in
            ("f_height_min=hoog", ["Oud", "Hek", "Bank"]),
            ("f_secret=x", ["Oud", "Hek", "Bank"]),
            ("f_wood' OR 1=1--=x", ["Oud", "Hek", "Bank"]),
        ],
    )
    def test_filter_by_what_was_answered(
        self, market: Market, client: Client, query: str, found: list[str]
    ) -> None:
        assert shown(client, market, f"category=tuin&{query}") == found

    def test_stand_on_the_page_only_with_their_category(self, market: Market, client: Client) -> None:
        with_category = client.get(address(market, "listings") + "?category=tuin&f_wood=oak").content.decode()
        assert 'name="f_wood"' in with_category
        assert 'name="f_secret"' not in with_category
        assert "Hout: Eik" in with_category
        assert 'name="f_wood"' not in client.get(address(market, "listings")).content.decode()
        assert shown(client, market, "f_wood=oak") == ["Oud", "Hek", "Bank"]

    def test_are_read_in_as_many_queries_for_more_rows(self, market: Market, client: Client) -> None:
        url = address(market, "listings") + "?category=tuin&f_tools=saw&q=hek"

        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            return len(captured)

        count()
        once = count()
        with scope(market.community):
            Synonym.objects.create(words=["hek", "schutting"])
            Synonym.objects.create(words=["hek", "omheining"])
        for _number in range(3):
            make_listing(
                market.community,
                market.provider,
                title="Hek zaag",
                category=market.garden,
                values={"tools": ["saw"]},
            )
        assert count() == once


class TestSynonyms:
    def test_are_kept_by_coordinators_and_who_leads(self, market: Market) -> None:
        with scope(market.community):
            for who in ("requester", "moderator", "visitor"):
                with pytest.raises(NotAllowed):
                    add_synonym(words=["gras", "gazon"], by=market.actor(who))
            assert not Synonym.objects.exists()
            add_synonym(words=["gras", "gazon"], by=market.actor("coordinator"))
        pages = [address(market, "synonyms"), address(market, "synonym", one(market).public_id)]
        for caller, status in ((market.coordinator, 200), (market.requester, 403), (None, 302)):
            assert [client_of(caller).get(url).status_code for url in pages] == [status, status]
        client_of(market.requester).post(address(market, "synonym_delete", one(market).public_id))
        assert one(market).words == ["gras", "gazon"]

    @pytest.mark.parametrize(
        "words", ["gras", "gras, Gras", "gras, , ", "!, ?", ",".join("abcdefghijklm"), "a" * 61 + ",b"]
    )
    def test_are_two_words_that_differ(self, market: Market, words: str) -> None:
        page = client_of(market.coordinator).post(address(market, "synonyms"), {"words": words})
        assert "words" in page.context["form"].errors
        with scope(market.community):
            assert not Synonym.objects.exists()

    def test_a_refused_change_changes_nothing(self, market: Market) -> None:
        with scope(market.community):
            synonym = add_synonym(words=["gras", "gazon"], by=market.actor("coordinator"))
            with pytest.raises(SynonymIncomplete):
                change_synonym(synonym=synonym, words=["gras"], by=market.actor("coordinator"))
        assert one(market).words == ["gras", "gazon"]

    def test_show_what_they_do(self, market: Market) -> None:
        make_listing(market.community, market.provider, title="Gazon bijhouden")
        make_listing(market.community, market.provider, title="Gras zaaien")
        keeper = client_of(market.coordinator)
        page = keeper.post(address(market, "synonyms"), {"words": "gras,  gazon"}, follow=True)
        effects = page.context["effects"]
        assert [(effect.word, effect.found, effect.added) for effect in effects] == [
            ("gras", 2, 1),
            ("gazon", 2, 1),
        ]
        edit = address(market, "synonym", one(market).public_id)
        keeper.post(edit, {"words": "gras, grasveld"})
        assert one(market).words == ["gras", "grasveld"]
        keeper.post(address(market, "synonym_delete", one(market).public_id))
        with scope(market.community):
            assert not Synonym.objects.exists()


def one(market: Market) -> Any:
    with scope(market.community):
        return Synonym.objects.get()


class TestAroundAPoint:
    """Near a place of one's own: about a kilometre exact, and all of it in the address bar."""

    @pytest.fixture(autouse=True)
    def places(self, market: Market) -> None:
        for title, lat, lon in (("hier", 51.87, 5.91), ("verderop", 51.90, 5.91), ("ver", 52.50, 5.91)):
            make_listing(market.community, market.provider, title=title, lat=lat, lon=lon)

    def test_finds_what_is_within_so_many_kilometres_nearest_first(
        self, market: Market, client: Client
    ) -> None:
        assert shown(client, market, "near=point&at=51.87,5.91&km=2") == ["hier"]
        assert shown(client, market, "near=point&at=51.87,5.91&sort=near") == ["hier", "verderop"]
        assert shown(client, market, "near=point&at=52.50,5.91&km=2") == ["ver"]

    def test_hands_on_no_front_door(self, market: Market, client: Client) -> None:
        page = client.get(address(market, "listings") + "?near=point&at=51.87412,5.91188").content.decode()
        assert 'name="at" value="51.87,5.91"' in page
        points = client.get(address(market, "points") + "?near=point&at=51.87412,5.91188&km=2").json()
        assert points["around"] == {"lat": 51.87, "lon": 5.91, "km": 2.0}
        assert [point["title"] for point in points["points"]] == ["hier"]

    def test_is_one_chip_that_goes_as_a_whole(self, market: Market, client: Client) -> None:
        page = client.get(address(market, "listings") + "?q=hier&near=point&at=51.87,5.91&km=5")
        chips = {chip["value"]: chip["url"] for chip in page.context["chips"]}
        assert chips == {
            "hier": "?near=point&at=51.87%2C5.91&km=5",
            "Een eigen punt, binnen 5 km": "?q=hier",
        }

    @pytest.mark.parametrize("at", ["", "thuis", "51.87", "91,5", "nan,nan", "inf,1", "1,2,3", "1e999,0"])
    def test_what_is_no_point_counts_as_not_filled_in(self, market: Market, client: Client, at: str) -> None:
        assert sorted(shown(client, market, f"near=point&at={at}")) == ["hier", "ver", "verderop"]
        page = client.get(address(market, "listings"), {"near": "point", "at": at})
        assert page.context["form"].errors


class TestTheMapSaysWhatItLeavesOut:
    def test_how_many_of_how_many(
        self, market: Market, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("marketplace.views.finding.MOST_PINS", 2)
        for number in range(3):
            make_listing(market.community, market.provider, title=f"heg {number}", lat=51.87, lon=5.91)
        make_listing(market.community, market.provider, title="heg zonder plaats", lat=None, lon=None)
        page = client.get(address(market, "listings") + "?view=map&q=heg").content.decode()
        assert "De kaart toont de nieuwste 2 van 3." in page
        assert "1 resultaat heeft geen plaats" in page
        assert len(client.get(address(market, "points") + "?q=heg").json()["points"]) == 2
        near = client.get(address(market, "listings") + "?view=map&near=point&at=51.87,5.91").content.decode()
        assert "De kaart toont de dichtstbijzijnde 2 van 3." in near

    def test_nothing_when_all_is_on_it(self, market: Market, client: Client) -> None:
        make_listing(market.community, market.provider, title="heg", lat=51.87, lon=5.91)
        assert "De kaart toont" not in client.get(address(market, "listings") + "?view=map").content.decode()


def test_amounts_are_in_the_money_of_the_community(market: Market, client: Client) -> None:
    with scope(market.community):
        market.community.currency = "GBP"
        market.community.save()
    page = client.get(address(market, "listings") + "?least=12,50&most=20")
    assert [chip["value"] for chip in page.context["chips"]] == [
        "£\N{NO-BREAK SPACE}12,50",
        "£\N{NO-BREAK SPACE}20,00",
    ]
