"""How listings end by themselves: reminded once, renewed with one button, over on their day, closed when all is done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from communities.models import Membership, Notification
from marketplace.actions.listing_ends import expire_listings, remind_of_ends, settle_all_met, settle_met
from marketplace.actions.listings import change_listing, close_listing, renew_listing
from marketplace.actions.market_settings import change_market_settings
from marketplace.models import Allocation, Deal, Listing
from marketplace.renewing import renew_address, renewal_of
from tests.api.rows import make_deal, make_listing
from tests.factories import make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.test_deals import delivered
from tests.racing import at_once
from weconomics.errors import NotFound
from weconomics.events.outbox import deliver_waiting
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)
TODAY = date(2026, 11, 10)


def ending(market: Market, days: int, **more: Any) -> Listing:
    return make_listing(
        market.community, market.provider, expires_on=TODAY + timedelta(days=days), title="Heg", **more
    )


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="listing_ends").order_by("pk")
    return [(row.membership.display_name, row.text) for row in rows]


@pytest.mark.usefixtures("here")
class TestReminding:
    @pytest.mark.parametrize(("days", "count"), [(8, 0), (7, 1), (1, 1), (0, 1), (-1, 0)])
    def test_from_some_days_before_until_the_last_day(self, market: Market, days: int, count: int) -> None:
        ending(market, days)
        assert remind_of_ends(at=NOON) == count
        assert len(told()) == count

    def test_once_for_each_end(self, market: Market) -> None:
        listing = ending(market, 5)
        assert [remind_of_ends(at=NOON + timedelta(hours=24 * day)) for day in range(3)] == [1, 0, 0]
        renew_listing(listing=listing, by=market.actor("provider"), at=NOON)
        assert Listing.objects.get().reminded_at is None
        assert remind_of_ends(at=NOON) == 0
        assert remind_of_ends(at=NOON + timedelta(days=175)) == 1

    def test_in_the_words_of_the_owner(self, market: Market) -> None:
        ending(market, 5)
        market.provider.user.language = "en"
        market.provider.user.save()
        remind_of_ends(at=NOON)
        assert told() == [
            ("Ans Aanbieder", "“Heg” ends on 15 November. Do you want to keep it? Renew it with one button.")
        ]

    def test_when_the_community_says(self, market: Market) -> None:
        ending(market, 14)
        change_market_settings(by=market.actor("coordinator"), remind_days=14)
        assert remind_of_ends(at=NOON) == 1
        Listing.objects.update(reminded_at=None)
        change_market_settings(by=market.actor("coordinator"), remind_days=0)
        assert remind_of_ends(at=NOON) == 0

    @pytest.mark.parametrize("state", ["draft", "paused", "closed", "expired"])
    def test_only_what_is_shown(self, market: Market, state: str) -> None:
        ending(market, 3, state=state)
        assert remind_of_ends(at=NOON) == 0

    def test_all_who_act_for_the_organisation(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.provider)
        make_listing(market.community, market.provider, organisation=partner, expires_on=TODAY)
        remind_of_ends(at=NOON)
        assert [name for name, _text in told()] == ["Ans Aanbieder"]

    def test_the_day_is_the_communitys_own(self, market: Market) -> None:
        ending(market, 8)
        almost_tomorrow = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)  # in Amsterdam it is the eleventh
        assert remind_of_ends(at=almost_tomorrow) == 1

    def test_another_last_day_is_another_end(self, market: Market) -> None:
        listing = ending(market, 3, available_until=TODAY + timedelta(days=3))
        remind_of_ends(at=NOON)
        later = TODAY + timedelta(days=90)
        change_listing(listing=listing, by=market.actor("provider"), available_until=later)
        kept = Listing.objects.get()
        assert (kept.expires_on, kept.reminded_at) == (later, None)


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(market: Market) -> None:
    for days in range(3):
        ending(market, days)
    counts = at_once(market.community, [lambda: remind_of_ends(at=NOON)] * 2)
    assert sum(counts) == 3
    with scope(market.community):
        assert len(told()) == 3


@pytest.mark.usefixtures("here")
class TestExpiring:
    def test_the_day_after_its_last_and_its_owner_hears_it_here(self, market: Market) -> None:
        ending(market, 0)
        assert expire_listings(at=NOON) == 0
        assert expire_listings(at=NOON + timedelta(days=1)) == 1
        assert expire_listings(at=NOON + timedelta(days=1)) == 0
        assert Listing.objects.get().state == "expired"
        assert len(told()) == 1
        assert mail.outbox == []


class TestTheLink:
    @pytest.fixture
    def listing(self, market: Market) -> Listing:
        return make_listing(
            market.community, market.provider, title="Heg", expires_on=date(2026, 1, 1), state="expired"
        )

    def _url(self, market: Market, listing: Listing, member: Membership | None = None) -> str:
        with scope(market.community):
            return renew_address(listing, (member or market.provider).pk)

    def _state(self, market: Market) -> str:
        with scope(market.community):
            return Listing.objects.get().state

    def test_looking_changes_nothing_and_the_button_renews(self, market: Market, listing: Listing) -> None:
        url = self._url(market, listing)
        for verb in ("get", "head", "options", "put", "delete"):
            getattr(Client(), verb)(url)
        assert self._state(market) == "expired"
        page = Client().post(url)
        assert page.status_code == 200
        assert self._state(market) == "published"
        with scope(market.community):
            first = Listing.objects.get().updated_at
        assert Client().post(url).status_code == 200  # pressed twice
        with scope(market.community):
            assert Listing.objects.get().updated_at == first

    def test_asks_for_the_form_of_our_page(self, market: Market, listing: Listing) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(self._url(market, listing)).status_code == 403
        assert self._state(market) == "expired"

    def test_of_a_former_end_does_nothing(self, market: Market, listing: Listing) -> None:
        url = self._url(market, listing)
        with scope(market.community):
            renew_listing(listing=listing, by=market.actor("provider"))
            Listing.objects.update(state="expired")
        assert Client().post(url).status_code == 200
        assert self._state(market) == "expired"

    @pytest.mark.parametrize("state", ["draft", "review", "closed"])
    def test_brings_nothing_back_that_was_not_shown(
        self, market: Market, listing: Listing, state: str
    ) -> None:
        with scope(market.community):
            Listing.objects.update(state=state)
        Client().post(self._url(market, listing))
        assert self._state(market) == state

    def test_of_somebody_else_or_who_left_is_refused(self, market: Market, listing: Listing) -> None:
        assert Client().post(self._url(market, listing, market.requester)).status_code == 200
        assert self._state(market) == "expired"
        url = self._url(market, listing)
        with scope(market.community):
            Membership.objects.filter(pk=market.provider.pk).update(state="left", left_at=NOON)
        Client().post(url)
        assert self._state(market) == "expired"

    @pytest.mark.parametrize("token", ["x", "WzEsMiwzLCI0Il0:1abc:def", "a" * 300])
    def test_that_we_did_not_sign_is_not_found(self, market: Market, token: str) -> None:
        assert Client().get(f"/listings/renew/{token}/").status_code == 404
        assert Client().post(f"/listings/renew/{token}/").status_code == 404

    def test_of_another_salt_is_not_ours(self, market: Market, listing: Listing) -> None:
        from django.core import signing

        token = signing.dumps(
            [market.community.pk, listing.pk, market.provider.pk, "2026-01-01"], salt="other"
        )
        with pytest.raises(NotFound):
            renewal_of(token)

    def test_is_in_the_reminder(self, market: Market) -> None:
        ending(market, 3)
        with scope(market.community):
            remind_of_ends(at=NOON)
            url = Notification.objects.get().url
        page = Client().get(urlsplit(url).path)
        assert (page.status_code, "Heg" in page.content.decode()) == (200, True)

    def test_from_ones_own_listings_is_one_button_too(self, market: Market, listing: Listing) -> None:
        from tests.marketplace.test_doors import address, client_of

        page = client_of(market.provider).get(address(market, "my_listings")).content.decode()
        assert address(market, "listing_verb", listing.public_id, "renew") in page


def done(market: Market, listing: Listing, quantity: int, state: str = "confirmed") -> Deal:
    """A deal of so much that was completed."""
    deal = make_deal(
        listing, market.requester, quantity=quantity, state=state, delivered_at=NOON, confirmed_at=NOON
    )
    with scope(market.community):
        assert Allocation.objects.get(deal=deal).state == ("fulfilled" if state == "confirmed" else "agreed")
    return deal


@pytest.mark.usefixtures("here")
class TestClosingWhenMet:
    def _settled(self, listing: Listing) -> tuple[str, bool]:
        settle_met(listing_id=listing.pk, at=NOON)
        settle_met(listing_id=listing.pk, at=NOON)  # told twice
        kept = Listing.objects.get(pk=listing.pk)
        return kept.state, kept.met_at is not None

    def test_when_all_of_it_was_done(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, quantity=4)
        done(market, listing, 3)
        assert self._settled(listing) == ("published", False)
        done(market, listing, 1)
        assert self._settled(listing) == ("closed", True)
        assert len(told()) == 1

    def test_not_when_it_is_only_agreed(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, quantity=4)
        done(market, listing, 4, state="agreed")
        assert self._settled(listing) == ("published", False)

    @pytest.mark.parametrize(
        "fields",
        [{"closes_when_met": False}, {"quantity": None}, {"quantity_per": "day"}, {"state": "paused"}],
    )
    def test_not_what_does_not_run_out_or_does_not_want_it(
        self, market: Market, fields: dict[str, Any]
    ) -> None:
        listing = make_listing(market.community, market.provider, **{"quantity": 4, **fields})
        on = {"planned_on": TODAY} if listing.is_per_day else {}
        deal = make_deal(listing, market.requester, quantity=4, state="agreed", **on)
        Allocation.objects.filter(deal=deal).update(state="fulfilled")
        assert self._settled(listing) == (fields.get("state", "published"), False)

    @pytest.mark.parametrize(("most", "state"), [(1, "closed"), (2, "published"), (None, "published")])
    def test_a_request_without_quantity_when_all_its_providers_did_it(
        self, market: Market, most: int | None, state: str
    ) -> None:
        request = make_listing(
            market.community, market.requester, side="request", quantity=None, most_providers=most
        )
        offer = make_listing(market.community, market.provider)
        deal = done(market, offer, 1)
        Allocation.objects.filter(deal=deal).update(request=request)
        assert self._settled(request)[0] == state

    def test_opens_again_when_a_deal_falls_away(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, quantity=4, expires_on=TODAY)
        deal = done(market, listing, 4)
        assert self._settled(listing) == ("closed", True)
        Allocation.objects.filter(deal=deal).update(state="withdrawn")
        assert self._settled(listing) == ("published", False)
        assert [text for _name, text in told()][1:] == ["Er is iets van “Heg” weggevallen."] or len(
            told()
        ) == 2

    def test_after_its_day_it_has_ended_instead(self, market: Market) -> None:
        listing = make_listing(
            market.community, market.provider, quantity=4, expires_on=TODAY - timedelta(days=1)
        )
        deal = done(market, listing, 4)
        self._settled(listing)
        Allocation.objects.filter(deal=deal).update(state="withdrawn")
        assert self._settled(listing) == ("expired", False)

    def test_closed_by_hand_it_stays_closed(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, quantity=4)
        deal = done(market, listing, 4)
        self._settled(listing)
        close_listing(listing=listing, by=market.actor("provider"))
        Allocation.objects.filter(deal=deal).update(state="withdrawn")
        assert self._settled(listing) == ("closed", False)

    def test_the_daily_look_finds_what_no_deal_told(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, quantity=4)
        done(market, listing, 2)
        assert settle_all_met(at=NOON) == 0
        change_listing(listing=listing, by=market.actor("provider"), quantity=2)
        assert settle_all_met(at=NOON) == 1
        assert settle_all_met(at=NOON) == 0
        assert Listing.objects.get().state == "closed"

    def test_confirming_the_last_deal_closes_it(self, market: Market) -> None:
        from marketplace.actions.deals import confirm_deal

        listing = make_listing(market.community, market.provider, quantity=1)
        deal = delivered(market, listing)
        confirm_deal(deal=deal, by=market.actor("requester"))
        deliver_waiting()
        assert (Listing.objects.get().state, deal.quantity) == ("closed", 1)

    def test_the_database_knows_nothing_met_that_is_open(self, market: Market) -> None:
        make_listing(market.community, market.provider)
        with pytest.raises(IntegrityError, match="listing_met_is_closed"), transaction.atomic():
            Listing.objects.update(met_at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_tell_the_owner_once(market: Market) -> None:
    listing = make_listing(market.community, market.provider, quantity=2)
    done(market, listing, 2)
    at_once(market.community, [lambda: settle_met(listing_id=listing.pk, at=NOON)] * 3)
    with scope(market.community):
        assert (Listing.objects.get().state, len(told())) == ("closed", 1)
