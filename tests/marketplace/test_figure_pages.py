"""The pages of the figures: who comes in, what they say, what they keep back, and how many queries they ask."""

import csv
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from communities.models import Membership
from marketplace.actions.figures import keep_market_days
from marketplace.figures.definitions import FigureUnit
from marketplace.figures.showing import in_words
from marketplace.models import MarketDay
from tests.api.rows import make_deal, make_listing
from tests.factories import make_category, make_local_group, make_member, make_user
from tests.marketplace.conftest import Market, make_market
from tests.racing import at_once
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
TOO_FEW = "Too few people are behind this to show it."
FOR_FEW = "Few people are behind this: members do not see it."


def in_dutch(text: str) -> str:
    with override("nl"):
        return gettext(text)


AROUND_ELST = in_dutch("Around %(place)s") % {"place": "Elst"}


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def client_of(member: Membership | None) -> Client:
    client = Client()
    if member:
        client.force_login(member.user)
    return client


def ask(market: Market, who: Membership, **fields: Any) -> Any:
    about = {"category": market.garden, "published_at": NOW - 9 * DAY, "side": "request", **fields}
    return make_listing(market.community, who, **about)


def trade(market: Market, *, providers: int, deals: int, at: datetime | None = None) -> None:
    """Agreed deals: the first provider has all that the others do not have."""
    at = at or NOW - 2 * DAY
    offers = [
        make_listing(
            market.community, make_member(market.community), quantity=None, published_at=NOW - 60 * DAY
        )
        for _ in range(providers)
    ]
    requesters = [make_member(market.community) for _ in range(6)]
    for number in range(deals):
        offer = offers[number if number < providers else 0]
        make_deal(offer, requesters[number % 6], state="agreed", agreed_at=at, proposed_at=at)


class TestDoors:
    def test_members_and_who_leads_come_in(self, market: Market) -> None:
        callers = {
            name: client_of(getattr(market, name, None)) for name in ("visitor", "third", "coordinator")
        }
        callers["leader"] = client_of(make_member(market.community, Role.DOMAIN_LEADER))
        callers["stranger"] = Client()
        callers["stranger"].force_login(make_user())
        callers["neighbour"] = client_of(make_member(make_market("zonnekring").community, Role.DOMAIN_LEADER))
        pages = {
            address(market, "figures"): (302, 200, 200, 200, 302, 302),
            address(market, "figures_export"): (302, 200, 200, 200, 302, 302),
            address(market, "unmet_points"): (302, 200, 200, 200, 302, 302),
            address(market, "figure", "fill_rate"): (302, 200, 200, 200, 302, 302),
            address(market, "figure", "wealth"): (302, 404, 404, 404, 302, 302),
        }
        seen = {url: tuple(caller.get(url).status_code for caller in callers.values()) for url in pages}
        assert seen == pages

    def test_nothing_can_be_posted(self, market: Market) -> None:
        client = client_of(market.third)
        before = client.get(address(market, "figures")).content
        client.post(address(market, "figures"), {"on": "2026-01-01", "figures": "{}"})
        with scope(market.community):
            assert not MarketDay.objects.exists()
        assert b"figures" in before


class TestFewPeople:
    def test_a_member_does_not_see_what_tells_of_one_and_a_coordinator_does(self, market: Market) -> None:
        trade(market, providers=4, deals=6)
        url = address(market, "figure", "top_provider_deals")
        assert in_dutch(TOO_FEW) in client_of(market.third).get(url).content.decode()
        page = client_of(market.coordinator).get(url).content.decode()
        assert "50%" in page
        assert in_dutch(FOR_FEW) in page

    def test_from_five_on_everybody_sees_it(self, market: Market) -> None:
        trade(market, providers=5, deals=10)
        page = client_of(market.third).get(address(market, "figure", "top_provider_deals")).content.decode()
        assert "60%" in page

    def test_the_file_keeps_back_the_same(self, market: Market) -> None:
        trade(market, providers=4, deals=6, at=NOW - 3 * DAY)
        with scope(market.community):
            keep_market_days(at=NOW)
        columns = {}
        for who in ("third", "coordinator"):
            text = (
                client_of(getattr(market, who))
                .get(address(market, "figures_export"))
                .content.decode("utf-8-sig")
            )
            rows = list(csv.reader(text.splitlines(), delimiter=";"))
            place = next(
                n
                for n, name in enumerate(rows[0])
                if name.startswith(in_dutch("Deals with the busiest provider"))
            )
            columns[who] = rows[-1][place]
        assert columns == {"third": "", "coordinator": "50,0"}


class TestLeaning:
    def test_one_provider_with_most_of_twenty_deals_is_said(self, market: Market) -> None:
        trade(market, providers=6, deals=21)
        page = client_of(market.third).get(address(market, "figures"))
        assert page.context["leaning"]["sides"] == ["provider"]
        assert in_dutch("This begins to look like one for all") in page.content.decode()

    def test_of_four_providers_only_who_leads_hears_it(self, market: Market) -> None:
        trade(market, providers=4, deals=21)
        url = address(market, "figures")
        assert client_of(market.third).get(url).context["leaning"]["sides"] == []
        leader = make_member(market.community, Role.DOMAIN_LEADER)
        assert client_of(leader).get(url).context["leaning"]["sides"] == ["provider"]

    def test_many_of_each_is_n_to_n(self, market: Market) -> None:
        trade(market, providers=20, deals=20)
        page = client_of(market.third).get(address(market, "figures"))
        assert page.context["leaning"] == {"sides": [], "is_known": True, "fewest": 20}


class TestUnmet:
    def test_what_waits_by_place_and_category_with_the_search_behind_it(self, market: Market) -> None:
        care = make_category(market.community, "Zorg", slug="zorg")
        for category in (market.garden, market.garden, care):
            ask(market, market.requester, local_group=market.group, category=category, lat=52.15, lon=6.2)
        ask(market, market.third, category=care, lat=51.87, lon=5.83, place="Elst")
        page = client_of(market.third).get(address(market, "figures"))
        found = [
            (place["name"], place["total"], [row["number"] for row in place["wanted"]])
            for place in page.context["places"]
        ]
        assert found == [("Lent", 3, [2, 1]), (AROUND_ELST, 1, [1])]
        assert [(row["category"].slug, row["number"]) for row in page.context["categories"]] == [
            ("tuin", 2),
            ("zorg", 2),
        ]
        url = page.context["places"][0]["wanted"][0]["url"]
        results = client_of(market.third).get(url)
        assert results.status_code == 200
        assert results.context["page_obj"].paginator.count == 2

    def test_the_points_name_a_group_or_a_part_of_a_town(self, market: Market) -> None:
        ask(market, market.requester, local_group=market.group)
        ask(market, market.third, lat=51.8712, lon=5.8349, place="Elst")
        ask(market, market.third)
        points = client_of(market.third).get(address(market, "unmet_points")).json()["points"]
        places = {(point["title"], point["lat"], point["lon"], point.get("radius_km")) for point in points}
        assert places == {("Lent", 52.146, 6.208, 5), (AROUND_ELST, 51.85, 5.85, None)}

    def test_what_a_member_may_not_see_is_not_counted(self, market: Market) -> None:
        elsewhere = make_local_group(market.community, "Elst")
        ask(market, market.requester, local_group=elsewhere, audience="group")
        assert client_of(market.third).get(address(market, "figures")).context["places"] == []
        own = make_member(market.community, local_group=elsewhere)
        assert client_of(own).get(address(market, "figures")).context["waiting"] == 1

    def test_an_empty_market_says_so(self, market: Market) -> None:
        page = client_of(market.third).get(address(market, "figures")).content.decode()
        assert in_dutch("Every open request is met") in page


class TestKeeping:
    def test_each_day_that_is_over_is_kept_once(self, market: Market) -> None:
        ask(market, market.requester, published_at=NOW - 3 * DAY)
        with scope(market.community):
            assert len(keep_market_days(at=NOW)) == 3
            kept = list(MarketDay.objects.values())
            assert keep_market_days(at=NOW + timedelta(minutes=1)) == []
            assert list(MarketDay.objects.values()) == kept

    def test_missed_days_are_caught_up(self, market: Market) -> None:
        ask(market, market.requester, published_at=NOW - 9 * DAY)
        with scope(market.community):
            keep_market_days(at=NOW - 4 * DAY)
            before = MarketDay.objects.count()
            assert len(keep_market_days(at=NOW)) == 4
            assert MarketDay.objects.count() == before + 4
            assert MarketDay.objects.latest("on").figures["unmet_requests"] == {"value": "1", "people": 1}

    def test_nothing_is_kept_before_anything_was_placed(self, market: Market) -> None:
        with scope(market.community):
            assert keep_market_days(at=NOW) == []

    def test_it_looks_back_no_further_than_the_trend(self, market: Market) -> None:
        ask(market, market.requester, published_at=NOW - 300 * DAY)
        with scope(market.community):
            assert len(keep_market_days(at=NOW)) == 90


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_each_day_is_written_once() -> None:
    market = make_market()
    ask(market, market.requester, published_at=NOW - 5 * DAY)

    at_once(market.community, [lambda: keep_market_days(at=NOW)] * 3)
    with scope(market.community):
        assert MarketDay.objects.count() == 5


class TestTrend:
    def test_a_tile_says_what_it_was_a_month_ago_and_which_way_it_went(self, market: Market) -> None:
        today = timezone.localdate()
        with scope(market.community):
            for number, value in ((30, "5"), (29, "4"), (1, "2")):
                figures = {"unmet_requests": {"value": value, "people": 9}}
                MarketDay.objects.create(on=today - number * DAY, figures=figures, made_at=NOW)
        ask(market, market.requester)
        page = client_of(market.third).get(address(market, "figures"))
        tile = next(
            tile
            for group in page.context["groups"]
            for tile in group["tiles"]
            if tile.figure.code == "unmet_requests"
        )
        assert (tile.value, tile.earlier, tile.change) == ("1", "5", "better")
        assert tile.line is not None
        text = page.content.decode()
        assert "<polyline" in text
        assert "style=" not in text.split("<main")[1]

    def test_its_page_has_the_weeks_as_a_table(self, market: Market) -> None:
        today = timezone.localdate()
        with scope(market.community):
            figures = {"turnover": {"value": "1234.50", "people": 9}}
            MarketDay.objects.create(on=today - 7 * DAY, figures=figures, made_at=NOW)
        page = client_of(market.third).get(address(market, "figure", "turnover"))
        assert [(day, value.replace("\xa0", " ")) for day, value in page.context["weeks"]] == [
            (today, "€ 0,00"),
            (today - 7 * DAY, "€ 1.234,50"),
        ]


class TestQueries:
    @pytest.mark.parametrize("name", ["figures", "unmet_points", "figures_export"])
    def test_as_many_queries_for_many_as_for_one(self, market: Market, name: str) -> None:
        counted = []
        client = client_of(market.third)
        for _ in range(2):
            for _ in range(3):
                ask(market, market.requester, category=make_category(market.community),
                    local_group=make_local_group(market.community), published_at=NOW - 2 * DAY)  # fmt: skip
            trade(market, providers=2, deals=4)
            with scope(market.community):
                MarketDay.objects.all().delete()
                keep_market_days(at=NOW)
            client.get(address(market, name))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address(market, name)).status_code == 200
            counted.append(len(captured))
        assert counted[0] == counted[1]


class TestPanels:
    def test_the_home_page_and_the_factor_show_the_last_kept_day(self, market: Market) -> None:
        ask(market, market.requester, published_at=NOW - 3 * DAY)
        pages = [
            reverse("communities:home", args=[market.community.slug]),
            reverse("governance:factor", args=[market.community.slug, "coordination"]),
        ]
        client, mark = client_of(market.third), address(market, "figure", "nn_index")
        assert [mark in client.get(url).content.decode() for url in pages] == [False, False]
        with scope(market.community):
            keep_market_days(at=NOW)
        assert [mark in client.get(url).content.decode() for url in pages] == [True, True]
        assert [mark in client_of(None).get(url).content.decode() for url in pages] == [False, False]
        other = reverse("governance:factor", args=[market.community.slug, "vision"])
        assert mark not in client.get(other).content.decode()


def test_a_value_is_written_as_people_read_it(market: Market) -> None:
    with override("nl"):
        written = [
            in_words(Decimal(value), FigureUnit(unit), "EUR").replace("\xa0", " ")
            for value, unit in (
                ("42.3", "percent"),
                ("50.0", "percent"),
                ("1234.50", "money"),
                ("12", "count"),
                ("71.9", "hours_waiting"),
                ("84.0", "hours_waiting"),
            )
        ]
    assert written == ["42,3%", "50%", "€ 1.234,50", "12", "71,9 uur", "3,5 dagen"]
