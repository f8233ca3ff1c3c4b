"""Days and hours: saved by whose listing it is, shown to all, and a line that is half filled in is said."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from marketplace.actions.availability import set_hours
from marketplace.availability import DayOff, Hours, Otherwise, Pattern
from marketplace.availability.days import MIDNIGHT
from marketplace.availability.queries import pattern_of
from marketplace.availability.showing import shown
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.models import AvailabilityException, AvailabilityRule, Listing
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
MORNING, EVENING = Hours(time(9), time(12)), Hours(time(19), MIDNIGHT)
CHRISTMAS = date(2030, 12, 25)


def client_of(member: Membership | None) -> Client:
    client = Client()
    if member:
        client.force_login(member.user)
    return client


def hours_page(market: Market, listing: Listing) -> str:
    return reverse("marketplace:listing_hours", args=[market.community.slug, listing.public_id])


def saved(market: Market, listing: Listing) -> Pattern:
    with scope(market.community):
        return pattern_of(listing)


class TestTheVerb:
    def test_replaces_what_was_there_and_joins_what_overlaps(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        owner = market.actor("provider")
        with scope(market.community):
            set_hours(listing=offer, week={4: [MORNING]}, exceptions={}, by=owner)
            set_hours(
                listing=offer,
                week={0: [Hours(time(11), time(14)), MORNING]},
                exceptions={CHRISTMAS: DayOff("Kerst"), date(2030, 12, 24): Otherwise(MORNING)},
                by=owner,
            )
            assert list(AvailabilityRule.objects.values_list("weekday", "from_time", "until_time")) == [
                (0, time(9), time(14))
            ]
            rows = AvailabilityException.objects.values_list("on", "is_open", "from_time", "note")
            assert list(rows) == [
                (date(2030, 12, 24), True, time(9), ""),
                (CHRISTMAS, False, None, "Kerst"),
            ]

    @pytest.mark.parametrize("name", ["visitor", "requester", "moderator", "coordinator"])
    def test_is_for_whose_listing_it_is(self, market: Market, name: str) -> None:
        offer = make_listing(market.community, market.provider)
        with scope(market.community), pytest.raises(NotAllowed):
            set_hours(listing=offer, week={0: [MORNING]}, exceptions={}, by=market.actor(name))
        assert saved(market, offer).is_empty

    def test_what_is_closed_stays_so_and_too_many_dates_are_refused(self, market: Market) -> None:
        closed = make_listing(market.community, market.provider, state="closed")
        offer = make_listing(market.community, market.provider)
        many: dict[date, Any] = {CHRISTMAS + timedelta(days=n): DayOff() for n in range(201)}
        with scope(market.community):
            with pytest.raises(WrongListingState):
                set_hours(listing=closed, week={0: [MORNING]}, exceptions={}, by=market.actor("provider"))
            with pytest.raises(ListingIncomplete):
                set_hours(listing=offer, week={}, exceptions=many, by=market.actor("provider"))
            assert not AvailabilityRule.objects.exists()
            assert not AvailabilityException.objects.exists()

    def test_the_database_refuses_hours_that_end_before_they_begin(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        refused = pytest.raises(IntegrityError, match="availability_ends_after_start")
        with scope(market.community), refused, transaction.atomic():
            AvailabilityRule.objects.create(listing=offer, weekday=0, from_time=time(12), until_time=time(9))


class TestThePage:
    def test_each_comes_in_or_not(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, audience="public")
        names = ("provider", "requester", "third", "moderator", "coordinator")
        url = hours_page(market, offer)
        assert [client_of(getattr(market, name)).get(url).status_code for name in names] == [200] + [403] * 4
        assert client_of(None).get(url).status_code == 302
        draft = make_listing(market.community, market.provider, state="draft")
        assert client_of(market.third).get(hours_page(market, draft)).status_code == 404

    def test_a_week_and_a_day_off_are_saved_and_shown(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, audience="public")
        data = {
            "d0_0_from": "09:00", "d0_0_until": "12:00", "same": "on", "d5_0_from": "19:00", "d5_0_until": "00:00",
            "x0_on": "2030-12-25", "x0_note": "Kerst",
        }  # fmt: skip
        answer = client_of(market.provider).post(hours_page(market, offer), data)
        assert answer.status_code == 302
        pattern = saved(market, offer)
        assert pattern.week == {**{day: [MORNING] for day in range(5)}, 5: [EVENING]}
        assert pattern.exceptions == {CHRISTMAS: DayOff("Kerst")}
        url = reverse("marketplace:listing", args=[market.community.slug, offer.public_id])
        page = client_of(None).get(url).content.decode()
        assert "09:00–12:00" in page
        assert "19:00–24:00" in page
        assert "Kerst" in page
        assert "Europe/Amsterdam" in page

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"d0_0_from": "09:00"}, "d0_0_until"),
            ({"d0_0_until": "09:00"}, "d0_0_from"),
            ({"d0_0_from": "12:00", "d0_0_until": "09:00"}, "d0_0_until"),
            ({"d0_0_from": "negen", "d0_0_until": "12:00"}, "d0_0_from"),
            ({"x0_from": "09:00", "x0_until": "12:00"}, "x0_on"),
            ({"x0_on": "2030-12-25", "x1_on": "2030-12-25"}, "x1_on"),
        ],
    )
    def test_what_is_half_said_is_asked_and_nothing_is_lost(
        self, market: Market, data: dict[str, str], field: str
    ) -> None:
        offer = make_listing(market.community, market.provider)
        typed = {**data, "d6_0_from": "10:15", "d6_0_until": "11:45"}
        answer = client_of(market.provider).post(hours_page(market, offer), typed)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert 'value="10:15"' in answer.content.decode()
        assert saved(market, offer).is_empty

    def test_there_is_always_one_line_more(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        client = client_of(market.provider)
        client.post(hours_page(market, offer), {"d0_0_from": "09:00", "d0_0_until": "12:00", "more": "1"})
        page = client.get(hours_page(market, offer)).content.decode()
        assert 'name="d0_1_from"' in page
        assert 'value="09:00"' in page


def test_it_says_when_it_is_open_next() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    pattern = Pattern({1: [MORNING]}, {date(2026, 12, 1): DayOff()})
    now = timezone.datetime(2026, 11, 24, 10, 30, tzinfo=zone)  # a Tuesday
    found = shown(pattern, zone, now)
    assert found is not None
    assert found.next_time.endswith("12:00")
    later = shown(pattern, zone, now + timedelta(hours=2))
    assert later is not None
    assert "8 december" in later.next_time
    assert shown(Pattern({}), zone, now) is None
