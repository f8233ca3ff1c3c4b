"""Approval: what waits and for whom, what the owner is told, and what a change asks again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from communities.models import Notification
from marketplace.actions.listings import (
    change_listing,
    close_listing,
    draft_listing,
    pause_listing,
    publish_listing,
    renew_listing,
)
from marketplace.actions.looks.deciding import approve_listing, send_back_listing
from marketplace.actions.market_settings import change_market_settings
from marketplace.errors import ListingIncomplete, ListingMovedOn, WrongListingState
from marketplace.looks.queries import waiting
from marketplace.models import Listing, ListingReview
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import address, client_of
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


def ask_approval(market: Market, *, wanted: bool = True) -> None:
    change_market_settings(by=market.actor("coordinator"), needs_approval=wanted)


def draft(market: Market, name: str = "provider", title: str = "Heg knippen") -> Listing:
    return draft_listing(side="offer", owner=market.ref(name), by=market.actor(name), title=title, category=market.garden,
                         price_type="free")  # fmt: skip


def posted(market: Market, name: str = "provider", title: str = "Heg knippen") -> Listing:
    return publish_listing(listing=draft(market, name, title), by=market.actor(name))


def approve(market: Market, listing: Listing, by: str = "coordinator", **more: Any) -> Listing:
    return approve_listing(listing=listing, by=market.actor(by), **more)


def send_back(
    market: Market, listing: Listing, by: str = "coordinator", reason: str = "Zeg waar.", **more: Any
) -> Listing:
    return send_back_listing(listing=listing, reason=reason, by=market.actor(by), **more)


def looks() -> list[tuple[str, str]]:
    return list(ListingReview.objects.order_by("pk").values_list("outcome", "reason"))


def told(market: Market, name: str) -> list[str]:
    return list(
        Notification.objects.filter(membership=getattr(market, name))
        .order_by("pk")
        .values_list("text", flat=True)
    )


@pytest.mark.usefixtures("here")
class TestWaiting:
    def test_nothing_waits_where_nobody_asks_for_it(self, market: Market) -> None:
        assert posted(market).state == "published"
        assert looks() == []

    def test_the_first_time_it_waits_once_and_a_yes_shows_it(self, market: Market) -> None:
        ask_approval(market)
        market.provider.user.language = "en"
        market.provider.user.save()
        listing = posted(market)
        assert (listing.state, listing.published_at) == ("review", None)
        publish_listing(listing=listing, by=market.actor("provider"))  # pressed twice
        assert looks() == [("", "")]
        shown = approve(market, listing)
        assert (shown.state, shown.published_at is not None, shown.expires_on is not None) == (
            "published",
            True,
            True,
        )
        assert looks() == [("approved", "")]
        assert (
            told(market, "provider") == ["“Heg knippen” is goedgekeurd."]
            or len(told(market, "provider")) == 1
        )

    def test_who_approves_does_not_wait(self, market: Market) -> None:
        ask_approval(market)
        assert posted(market, "coordinator").state == "published"

    def test_coordinators_hear_of_the_first_that_waits(self, market: Market) -> None:
        ask_approval(market)
        for title in ("Een", "Twee", "Drie"):
            posted(market, title=title)
        assert [("Een" in text) for text in told(market, "coordinator")] == [True]

    def test_it_is_seen_by_its_owner_and_who_decides_only(self, market: Market) -> None:
        ask_approval(market)
        listing = posted(market)
        url = address(market, "listing", listing.public_id)
        people = ("provider", "requester", "moderator", "coordinator")
        assert [client_of(getattr(market, name)).get(url).status_code for name in people] == [
            200,
            404,
            200,
            200,
        ]

    def test_its_owner_may_mend_it_while_it_waits(self, market: Market) -> None:
        ask_approval(market)
        listing = posted(market)
        change_listing(listing=listing, by=market.actor("provider"), title="Hagen knippen")
        assert (Listing.objects.get().state, looks()) == ("review", [("", "")])

    def test_when_it_is_not_asked_any_more_what_waits_can_still_be_approved(self, market: Market) -> None:
        ask_approval(market)
        listing = posted(market)
        ask_approval(market, wanted=False)
        assert approve(market, listing).state == "published"


@pytest.mark.usefixtures("here")
class TestDeciding:
    def test_sent_back_it_is_a_draft_with_a_reason_and_waits_again_when_it_was_mended(
        self, market: Market
    ) -> None:
        ask_approval(market)
        listing = send_back(market, posted(market))
        assert listing.state == "draft"
        assert "Zeg waar." in told(market, "provider")[0]
        assert publish_listing(listing=listing, by=market.actor("provider")).state == "review"
        assert looks() == [("refused", "Zeg waar."), ("", "")]
        assert approve(market, listing).state == "published"

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_sending_back_says_why(self, market: Market, reason: str) -> None:
        ask_approval(market)
        listing = posted(market)
        with pytest.raises(ListingIncomplete):
            send_back(market, listing, reason=reason)
        assert (Listing.objects.get().state, looks(), told(market, "provider")) == ("review", [("", "")], [])

    @pytest.mark.parametrize("name", ["visitor", "provider", "requester", "moderator"])
    def test_is_for_coordinators(self, market: Market, name: str) -> None:
        ask_approval(market)
        listing = posted(market)
        for verb in (approve, send_back):
            with pytest.raises(NotAllowed):
                verb(market, listing, name)
        assert (Listing.objects.get().state, looks()) == ("review", [("", "")])

    def test_a_second_yes_changes_nothing_and_a_no_comes_too_late(self, market: Market) -> None:
        ask_approval(market)
        listing = approve(market, posted(market))
        moment = Listing.objects.get().updated_at
        assert approve(market, listing).updated_at == moment
        with pytest.raises(WrongListingState):
            send_back(market, listing)
        assert (looks(), len(told(market, "provider"))) == ([("approved", "")], 1)

    def test_what_was_changed_meanwhile_is_looked_at_first(self, market: Market) -> None:
        ask_approval(market)
        listing = posted(market)
        seen = Listing.objects.get().updated_at
        change_listing(listing=listing, by=market.actor("provider"), title="Heel anders")
        for verb in (approve, send_back):
            with pytest.raises(ListingMovedOn):
                verb(market, listing, seen=seen)
        assert (Listing.objects.get().state, looks()) == ("review", [("", "")])
        assert approve(market, listing, seen=Listing.objects.get().updated_at).state == "published"

    def test_what_was_closed_waits_no_more(self, market: Market) -> None:
        ask_approval(market)
        close_listing(listing=posted(market), by=market.actor("provider"))
        assert not waiting().exists()


@pytest.mark.usefixtures("here")
class TestAfterAChange:
    def test_it_stays_in_sight_and_is_looked_at_again_with_what_it_was(self, market: Market) -> None:
        ask_approval(market)
        listing = approve(market, posted(market))
        change_listing(listing=listing, by=market.actor("provider"), title="Hagen knippen")
        change_listing(listing=listing, by=market.actor("provider"), title="Hagen en heggen")
        assert Listing.objects.get().state == "published"
        assert waiting().get().before == {"title": "Heg knippen", "text": "", "photo": ""}
        approve(market, listing)
        assert looks() == [("approved", ""), ("approved", "")]

    def test_a_no_takes_it_out_of_sight(self, market: Market) -> None:
        ask_approval(market)
        listing = approve(market, posted(market))
        change_listing(listing=listing, by=market.actor("provider"), text="Koop nu!")
        assert send_back(market, listing).state == "draft"

    def test_a_price_or_quantity_asks_nothing(self, market: Market) -> None:
        ask_approval(market)
        listing = approve(market, posted(market))
        change_listing(listing=listing, by=market.actor("provider"), quantity=4, radius_km=9)
        assert not waiting().exists()

    def test_nothing_is_asked_where_no_approval_is_wanted(self, market: Market) -> None:
        listing = posted(market)
        change_listing(listing=listing, by=market.actor("provider"), title="Anders")
        assert looks() == []

    def test_what_was_shown_before_comes_back_without_waiting(self, market: Market) -> None:
        listing = posted(market)
        ask_approval(market)
        pause_listing(listing=listing, by=market.actor("provider"))
        assert renew_listing(listing=listing, by=market.actor("provider")).state == "published"
        approved = approve(market, posted(market, title="Nieuw"))
        pause_listing(listing=approved, by=market.actor("provider"))
        assert publish_listing(listing=approved, by=market.actor("provider")).state == "published"

    def test_what_was_changed_while_it_was_paused_waits(self, market: Market) -> None:
        ask_approval(market)
        listing = approve(market, posted(market))
        pause_listing(listing=listing, by=market.actor("provider"))
        change_listing(listing=listing, by=market.actor("provider"), title="Anders")
        assert not waiting().exists()  # it waits for its owner first
        for verb in (publish_listing, renew_listing):
            Listing.objects.update(state="paused")
            assert verb(listing=listing, by=market.actor("provider")).state == "review"
        assert waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_are_one_answer(market: Market) -> None:
    with scope(market.community):
        ask_approval(market)
        listing = posted(market)
    answers = at_once(
        market.community, [lambda: approve(market, listing), lambda: send_back(market, listing)]
    )
    with scope(market.community):
        (look,) = ListingReview.objects.all()
        state = Listing.objects.get().state
    assert (look.outcome, state) in [("approved", "published"), ("refused", "draft")]
    assert sum(isinstance(answer, Listing) for answer in answers) == 1


class TestPages:
    @pytest.fixture
    def listing(self, market: Market) -> Listing:
        with scope(market.community):
            ask_approval(market)
            return posted(market)

    def test_the_queue_decides(self, market: Market, listing: Listing) -> None:
        keeper = client_of(market.coordinator)
        page = keeper.get(address(market, "approval"))
        assert "Heg knippen" in page.content.decode()
        seen = page.context["page_obj"][0].listing.updated_at
        url = address(market, "approval_verb", listing.public_id, "send-back")
        keeper.post(url, {"reason": "", "seen": seen.isoformat()})
        with scope(market.community):
            assert looks() == [("", "")]
        keeper.post(url, {"reason": "Zeg in welke buurt.", "seen": seen.isoformat()})
        own = client_of(market.provider).get(address(market, "listing", listing.public_id)).content.decode()
        assert "Zeg in welke buurt." in own
        with scope(market.community):
            publish_listing(listing=listing, by=market.actor("provider"))
        stale = (seen - timedelta(seconds=1)).isoformat()
        keeper.post(address(market, "approval_verb", listing.public_id, "approve"), {"seen": stale})
        with scope(market.community):
            assert Listing.objects.get().state == "review"
        keeper.post(address(market, "approval_verb", listing.public_id, "approve"), {"seen": "geen tijd"})
        with scope(market.community):
            assert Listing.objects.get().state == "published"

    def test_doors(self, market: Market, listing: Listing) -> None:
        queue = address(market, "approval")
        people = (None, market.provider, market.moderator, market.coordinator)
        assert [client_of(who).get(queue).status_code for who in people] == [302, 403, 403, 200]
        for verb in ("approve", "send-back"):
            url = address(market, "approval_verb", listing.public_id, verb)
            assert [client_of(who).post(url, {"reason": "x"}).status_code for who in people[:3]] == [
                302,
                403,
                403,
            ]
            assert client_of(market.coordinator).get(url).status_code == 405
        wrong = address(market, "approval_verb", listing.public_id, "delete")
        assert client_of(market.coordinator).post(wrong).status_code == 404
        with scope(market.community):
            assert looks() == [("", "")]

    def test_the_owner_reads_where_it_stands(self, market: Market, listing: Listing) -> None:
        with override("nl"):
            page = (
                client_of(market.provider).get(address(market, "listing", listing.public_id)).content.decode()
            )
        assert "coördinator" in page

    def test_the_queue_asks_as_many_queries_for_three_as_for_one(
        self, market: Market, listing: Listing
    ) -> None:
        keeper, url = client_of(market.coordinator), address(market, "approval")

        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert keeper.get(url).status_code == 200
            return len(asked)

        count()
        once = count()
        with scope(market.community):
            posted(market, "requester", "Twee")
            changed = approve(market, posted(market, title="Drie"))
            change_listing(listing=changed, by=market.actor("provider"), title="Vier")
        assert count() == once


def test_a_published_listing_of_before_is_no_part_of_it(market: Market) -> None:
    with scope(market.community):
        ask_approval(market)
    make_listing(market.community, market.provider)
    with scope(market.community):
        assert not waiting().exists()
