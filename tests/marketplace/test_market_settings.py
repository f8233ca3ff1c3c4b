"""The terms of a market: who sets them, in which range, and that what they say is what happens."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from marketplace.actions.listings import draft_listing, publish_listing, renew_listing
from marketplace.actions.market_settings import FIELDS, change_market_settings
from marketplace.errors import SettingsRefused
from marketplace.forms.market_settings import GROUPS
from marketplace.models import ListingType, MarketSettings
from marketplace.models.settings import RANGES
from marketplace.settings import market_settings
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import address, client_of
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 23, 30, tzinfo=ZoneInfo("UTC"))  # in Amsterdam it is the second of March already
COLUMNS = {field.name for field in MarketSettings._meta.get_fields()} - {"id", "community", "updated_at"}


def change(market: Market, by: str = "coordinator", **values: Any) -> MarketSettings:
    return change_market_settings(by=market.actor(by), **values)


def test_every_column_stands_on_the_page_and_is_changed_by_the_verb() -> None:
    assert FIELDS == COLUMNS
    assert {name for _title, _icon, names in GROUPS for name in names} == COLUMNS


@pytest.mark.usefixtures("here")
class TestTheVerb:
    def test_changes_what_is_given_and_keeps_the_rest(self, market: Market) -> None:
        change(market, listing_days=30)
        kept = change(market, review_days=10, needs_approval=True)
        assert (kept.listing_days, kept.review_days, kept.needs_approval, kept.proposal_days) == (
            30,
            10,
            True,
            7,
        )
        assert market_settings() == kept
        assert MarketSettings.objects.count() == 1

    @pytest.mark.parametrize(("name", "days"), [(name, most + 1) for name, (_least, most) in RANGES.items()])
    def test_refuses_more_than_is_possible(self, market: Market, name: str, days: int) -> None:
        with override("en"), pytest.raises(SettingsRefused, match=f"to {RANGES[name][1]} days") as refused:
            change(market, **{name: days})
        assert refused.value.data == {"field": name}
        assert not MarketSettings.objects.exists()

    @pytest.mark.parametrize(
        "name", [name for name, (least, _most) in RANGES.items() if least and name != "withdrawal_days"]
    )
    def test_refuses_less_than_is_possible(self, market: Market, name: str) -> None:
        with pytest.raises(SettingsRefused):
            change(market, **{name: RANGES[name][0] - 1})
        assert not MarketSettings.objects.exists()

    def test_refuses_less_time_to_withdraw_than_the_law_gives(self, market: Market) -> None:
        with override("en"), pytest.raises(SettingsRefused, match="The law gives consumers 14 days"):
            change(market, withdrawal_days=13)
        assert change(market, withdrawal_days=30).withdrawal_days == 30

    def test_refuses_a_reminder_before_the_listing_lives(self, market: Market) -> None:
        with (
            override("en"),
            pytest.raises(SettingsRefused, match="fewer days than a listing lives") as refused,
        ):
            change(market, listing_days=7)
        assert refused.value.data == {"field": "remind_days"}

    @pytest.mark.parametrize("name", ["visitor", "provider", "moderator"])
    def test_is_for_who_runs_the_market(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            change(market, name, listing_days=30)
        assert not MarketSettings.objects.exists()

    @pytest.mark.parametrize(
        ("name", "days"), [("withdrawal_days", 13), ("review_days", 0), ("remind_days", 61)]
    )
    def test_the_database_holds_the_range_too(self, market: Market, name: str, days: int) -> None:
        with pytest.raises(IntegrityError, match="market_"), transaction.atomic():
            MarketSettings.objects.create(**{name: days})


@pytest.mark.django_db(transaction=True)
def test_two_who_are_the_first_make_one_row(market: Market) -> None:
    verbs = [lambda days=days: change(market, listing_days=days) for days in (30, 60)]
    assert [type(made).__name__ for made in at_once(market.community, verbs)] == ["MarketSettings"] * 2
    with scope(market.community):
        assert MarketSettings.objects.get().listing_days in (30, 60)


@pytest.mark.usefixtures("here", "open_gates")
class TestHowLongAListingLives:
    def _draft(self, market: Market, **more: Any) -> Any:
        made = draft_listing(side="offer", owner=market.ref("provider"), by=market.actor("provider"), title="Heg",
                             category=market.garden, price_type="free")  # fmt: skip
        for name, value in more.items():
            setattr(made, name, value)
        made.save()
        return made

    def test_is_what_the_community_says_counted_from_its_own_today(self, market: Market) -> None:
        change(market, listing_days=30)
        listing = publish_listing(listing=self._draft(market), by=market.actor("provider"), at=NOW)
        assert str(listing.expires_on) == "2026-04-01"

    def test_is_what_its_type_says_first(self, market: Market) -> None:
        kind = ListingType.objects.create(kind="good", name_nl="Vers", sides=["offer"], units=["kg"], price_types=["free"],
                                          lives_days=3)  # fmt: skip
        listing = publish_listing(listing=self._draft(market, type=kind), by=market.actor("provider"), at=NOW)
        assert str(listing.expires_on) == "2026-03-05"

    def test_is_until_its_own_last_day_where_it_has_one(self, market: Market) -> None:
        last = (NOW + timedelta(days=400)).date()
        listing = publish_listing(
            listing=self._draft(market, available_until=last), by=market.actor("provider"), at=NOW
        )
        assert listing.expires_on == last

    def test_begins_anew_when_it_is_renewed(self, market: Market) -> None:
        change(market, listing_days=10, remind_days=3)
        listing = make_listing(market.community, market.provider, state="expired", reminded_at=NOW)
        renewed = renew_listing(listing=listing, by=market.actor("provider"), at=NOW)
        assert (str(renewed.expires_on), renewed.reminded_at, renewed.state) == (
            "2026-03-12",
            None,
            "published",
        )


class TestPage:
    def _typed(self, **changed: str) -> dict[str, str]:
        plain = {
            name: str(getattr(MarketSettings(), name))
            for name in FIELDS - {"needs_approval", "machine_translation"}
        }
        return {**plain, **changed}

    def test_is_for_who_runs_the_market(self, market: Market) -> None:
        url = address(market, "market_settings")
        people = (None, market.provider, market.moderator, market.coordinator)
        assert [client_of(who).get(url).status_code for who in people] == [302, 403, 403, 200]
        assert client_of(market.provider).post(url, self._typed(listing_days="30")).status_code == 403
        with scope(market.community):
            assert not MarketSettings.objects.exists()

    def test_keeps_what_was_chosen(self, market: Market) -> None:
        typed = self._typed(listing_days="90", cancellation="strict", needs_approval="on")
        assert (
            client_of(market.coordinator).post(address(market, "market_settings"), typed).status_code == 302
        )
        with scope(market.community):
            kept = MarketSettings.objects.get()
        assert (kept.listing_days, kept.cancellation, kept.needs_approval) == (90, "strict", True)

    @pytest.mark.parametrize(
        ("name", "typed"),
        [("withdrawal_days", "7"), ("listing_days", ""), ("review_days", "x"), ("cancellation", "none")],
    )
    def test_says_beside_the_term_what_is_wrong(self, market: Market, name: str, typed: str) -> None:
        page = client_of(market.coordinator).post(
            address(market, "market_settings"), self._typed(**{name: typed})
        )
        assert list(page.context["form"].errors) == [name]
        with scope(market.community):
            assert not MarketSettings.objects.exists()
