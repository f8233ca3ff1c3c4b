"""Searches that members keep: found once, told once, ended with one press."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from communities.models import Membership, Notification
from marketplace.actions.listings import change_listing
from marketplace.actions.saved_searches import (
    MOST_SAVED,
    change_saved_search,
    delete_saved_search,
    mark_told,
    save_search,
)
from marketplace.errors import SearchNotSaved
from marketplace.finding.alerts import look_for_saved, members_not_told, tell_here, tidings_for
from marketplace.finding.silencing import silence_address
from marketplace.models import Listing, SavedSearch, SavedSearchHit
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.test_doors import address, client_of
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)


def keep(market: Market, who: str = "requester", query: str = "q=fiets", **values: Any) -> SavedSearch:
    given = {"name": f"Zoek {query} {who}", "alert": "app", **values}
    with scope(market.community):
        return save_search(query=query, by=market.actor(who), at=NOON, **given)


def place(market: Market, title: str = "Fiets te koop", **values: Any) -> Listing:
    return make_listing(market.community, market.provider, title=title, **values)


def look(market: Market, listing: Listing, at: datetime = NOON) -> int:
    with scope(market.community):
        return look_for_saved(listing_id=listing.pk, at=at)


def hits(market: Market) -> list[tuple[str, bool]]:
    with scope(market.community):
        rows = SavedSearchHit.objects.order_by("pk").select_related("listing")
        return [(row.listing.title, row.told_at is not None) for row in rows]


def tell(market: Market, who: Membership) -> int:
    """As the job does. Returns how many letters went out."""
    with scope(market.community):
        Job.objects.filter(kind="marketplace.tell_saved").update(run_after=NOON)
        jobs = list(Job.objects.filter(kind="marketplace.tell_saved", payload={"membership_id": who.pk}))
    before = len(mail.outbox)
    for job in jobs:
        run_job_now(market.community.pk, job.pk)
    return len(mail.outbox) - before


class TestKeeping:
    def test_under_a_name_that_is_one_s_own(self, market: Market) -> None:
        saved = keep(market, name="Fietsen", query="q=fiets&side=offer")
        keep(market, "third", name="Fietsen")
        with pytest.raises(SearchNotSaved) as refusal:
            keep(market, name="Fietsen", query="q=brood")
        assert refusal.value.data == {"field": "name"}
        with scope(market.community):
            assert SavedSearch.objects.get(pk=saved.pk).query == "q=fiets&side=offer"
            assert SavedSearch.objects.count() == 2

    def test_no_more_than_fifty_and_none_without_a_name(self, market: Market) -> None:
        with pytest.raises(SearchNotSaved):
            keep(market, name="  ")
        for number in range(MOST_SAVED):
            keep(market, name=str(number))
        with pytest.raises(SearchNotSaved, match="50"):
            keep(market, name="nog een")
        with scope(market.community):
            assert SavedSearch.objects.count() == MOST_SAVED

    def test_only_whose_it_is_changes_or_deletes_it(self, market: Market) -> None:
        saved = keep(market)
        with scope(market.community):
            for verb in (
                lambda by: change_saved_search(saved=saved, name="x", alert="none", by=by),
                lambda by: delete_saved_search(saved=saved, by=by),
            ):
                with pytest.raises(NotAllowed):
                    verb(market.actor("third"))
            assert SavedSearch.objects.get().name == saved.name
            change_saved_search(saved=saved, name="Rijwielen", alert="mail", by=market.actor("requester"))
            assert SavedSearch.objects.values_list("name", "alert").get() == ("Rijwielen", "mail")
            delete_saved_search(saved=saved, by=market.actor("requester"))
            assert not SavedSearch.objects.exists()

    def test_a_visitor_keeps_nothing(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            keep(market, "visitor")


class TestFinding:
    def test_each_listing_once_for_each_search_however_often_it_changes(self, market: Market) -> None:
        keep(market)
        listing = place(market)
        assert [look(market, listing), look(market, listing)] == [1, 0]
        assert hits(market) == [("Fiets te koop", False)]

    @pytest.mark.parametrize(
        ("query", "values", "found"),
        [
            ("q=fietsreparatie", {"title": "Ik repareer je fiets"}, 1),  # by the words as they are meant
            ("q=fiets&exact=on", {"title": "Fietsen te koop"}, 1),
            ("q=fiets&side=request", {}, 0),
            ("side=offer", {}, 1),
            ("category=tuin", {}, 0),
            ("q=fiets&most=10", {"price_type": "fixed", "price_minor": 1100}, 0),
            ("q=fiets&most=10", {"price_type": "fixed", "price_minor": 1000}, 1),
            ("", {}, 1),
            ("q=fiets", {"state": "draft"}, 0),
        ],
    )
    def test_by_every_filter(self, market: Market, query: str, values: dict[str, Any], found: int) -> None:
        keep(market, query=query)
        assert look(market, place(market, **values)) == found

    def test_never_one_s_own_and_never_what_one_may_not_see(self, market: Market) -> None:
        keep(market, "provider")
        keep(market, "third")
        keep(market, "requester")
        secret = place(market, audience="group", local_group=market.group)
        assert look(market, secret) == 1
        with scope(market.community):
            assert [hit.saved_search.membership_id for hit in SavedSearchHit.objects.all()] == [
                market.requester.pk
            ]

    def test_nothing_for_who_left_and_nothing_without_an_alert(self, market: Market) -> None:
        keep(market, alert="none")
        keep(market, "third")
        with scope(market.community):
            Membership.objects.filter(pk=market.third.pk).update(state="suspended")
        assert look(market, place(market)) == 0

    def test_what_happens_next_door_is_not_found(self, market: Market) -> None:
        neighbour = make_market("zonnekring")
        keep(neighbour)
        assert look(market, place(market)) == 0
        assert hits(neighbour) == []

    def test_a_change_of_a_published_listing_looks_again(self, market: Market) -> None:
        keep(market)
        listing = place(market, title="Brood")
        with scope(market.community):
            change_listing(listing=listing, by=market.actor("provider"), title="Fiets")
            deliver_waiting()
            job = Job.objects.get(kind="marketplace.look_for_saved")
        run_job_now(market.community.pk, job.pk)
        assert hits(market) == [("Fiets", False)]


class TestTelling:
    def test_what_comes_in_together_is_told_together_once(self, market: Market) -> None:
        keep(market, name="Fietsen")
        for minutes, title in ((0, "Fiets een"), (2, "Fiets twee")):
            look(market, place(market, title=title), NOON + timedelta(minutes=minutes))
        with scope(market.community):
            assert Job.objects.filter(kind="marketplace.tell_saved").count() == 1
        assert tell(market, market.requester) == 0
        assert tell(market, market.requester) == 0
        with scope(market.community):
            note = Notification.objects.get()
        assert (note.membership_id, note.url) == (
            market.requester.pk,
            f"{address(market, 'listings')}?q=fiets",
        )
        assert "Fietsen" in note.text
        assert ": 2 " in note.text
        assert [told for _title, told in hits(market)] == [True, True]

    def test_by_one_letter_for_all_searches_of_a_member(self, market: Market) -> None:
        keep(market, name="Fietsen", alert="mail")
        keep(market, name="Alles", query="", alert="mail")
        listing = place(market)
        look(market, listing)
        assert tell(market, market.requester) == 1
        letter = mail.outbox[-1]
        assert letter.to == [market.requester.user.email]
        assert "Fietsen" in letter.body
        assert "Alles" in letter.body
        assert str(listing.public_id) in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert tell(market, market.requester) == 0

    def test_a_worker_that_dies_after_the_letter_tells_here_only_once(self, market: Market) -> None:
        keep(market)
        look(market, place(market))
        with scope(market.community):
            tidings = tidings_for(market.requester.pk)
            tell_here(market.requester.pk, tidings)
            tell_here(market.requester.pk, tidings)
            assert Notification.objects.count() == 1
            assert mark_told(hit_ids=tidings.hit_ids) == 0

    def test_what_was_taken_away_meanwhile_is_not_told(self, market: Market) -> None:
        keep(market)
        listing = place(market)
        look(market, listing)
        with scope(market.community):
            Listing.objects.filter(pk=listing.pk).update(state="closed")
        tell(market, market.requester)
        with scope(market.community):
            assert not Notification.objects.exists()
            assert members_not_told() == []

    def test_what_a_dead_worker_left_is_told_the_next_day(self, market: Market) -> None:
        keep(market)
        look(market, place(market))
        with scope(market.community):
            assert members_not_told() == [market.requester.pk]


class TestSilencing:
    def test_looking_changes_nothing_and_the_button_ends_the_letters(self, market: Market) -> None:
        saved = keep(market, name="Fietsen", alert="mail")
        url = silence_address([saved])
        client = Client()
        assert client.get(url).status_code == 200
        assert alert_of(market) == "mail"
        page = client.post(url)
        assert "Fietsen" in page.content.decode()
        assert alert_of(market) == "none"
        assert client.post(url).status_code == 200

    def test_the_button_needs_no_cookie_and_a_made_up_address_does_nothing(self, market: Market) -> None:
        saved = keep(market, alert="mail")
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(silence_address([saved])).status_code == 200
        for token in ("x", silence_address([saved]).split("/")[-2][:-2] + "xx"):
            assert strict.post(reverse("silence_search", args=[token])).status_code == 404


def alert_of(market: Market) -> str:
    with scope(market.community):
        return str(SavedSearch.objects.get().alert)


class TestPages:
    def test_each_page_by_each_role(self, market: Market) -> None:
        saved = keep(market)
        pages = {
            address(market, "saved_searches"): {"requester", "third"},
            address(market, "saved_search_new") + "?q=fiets": {"requester", "third"},
            address(market, "saved_search", saved.public_id): {"requester"},
        }
        callers = {
            "requester": client_of(market.requester),
            "third": client_of(market.third),
            "visitor": Client(),
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages
        for who in (market.third, None):
            client_of(who).post(address(market, "saved_search_delete", saved.public_id))
        with scope(market.community):
            assert SavedSearch.objects.count() == 1

    def test_from_the_list_to_my_searches_and_away_again(self, market: Market) -> None:
        client = client_of(market.requester)
        listing_list = client.get(address(market, "listings") + "?q=fietz&km=&side=offer").content.decode()
        assert f"{address(market, 'saved_search_new')}?q=fietz&amp;km=&amp;side=offer" in listing_list
        new = address(market, "saved_search_new") + "?q=fiets&km=&side=offer&page=2"
        assert 'value="fiets · Aanbod"' in client.get(new).content.decode()
        refused = client.post(new, {"name": "", "alert": "app"})
        assert "name" in refused.context["form"].errors
        assert client.post(new, {"name": "Fietsen", "alert": "mail"}).status_code == 302
        with scope(market.community):
            saved = SavedSearch.objects.get()
        assert (saved.query, saved.alert) == ("q=fiets&side=offer", "mail")
        page = client.get(address(market, "saved_searches")).content.decode()
        assert f"{address(market, 'listings')}?q=fiets&amp;side=offer" in page
        client.post(address(market, "saved_search", saved.public_id), {"name": "Rijwielen", "alert": "none"})
        assert "Rijwielen" in client.get(address(market, "saved_searches")).content.decode()
        client.post(address(market, "saved_search_delete", saved.public_id))
        with scope(market.community):
            assert not SavedSearch.objects.exists()
