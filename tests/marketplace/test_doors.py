"""Pages of one thing, by people with one foot in the market: who moderates, who leads, and a partner's colleague."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership, User
from marketplace.actions.threads import thread_of
from marketplace.models import Deal, Listing, Message
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_category, make_member, make_partner, make_user
from tests.marketplace.conftest import Market
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
VERBS_OF_LISTINGS = ("publish", "pause", "close", "renew")
VERBS_OF_DEALS = ("accept", "decline", "deliver", "confirm", "cancel")


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def client_of(who: Membership | User | None) -> Client:
    client = Client()
    if who:
        client.force_login(who.user if isinstance(who, Membership) else who)
    return client


def make_network_staff(market: Market) -> User:
    from communities.models import NetworkLeaderStaff

    user = make_user(name="Nel Netwerk")
    NetworkLeaderStaff.objects.create(network_leader=market.community.network_leader, user=user)
    return user


class TestOtherRoles:
    def test_who_moderates_leads_or_lives_elsewhere(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, category=market.garden)
        deal = make_deal(offer, market.requester)
        callers = {
            "moderator": client_of(market.moderator),
            "leader": client_of(make_member(market.community, Role.DOMAIN_LEADER)),
            "network": client_of(make_network_staff(market)),
            "stranger": client_of(make_user()),
        }
        inside = {"moderator", "leader", "network"}
        pages = {
            address(market, "listings"): inside | {"stranger"},
            address(market, "points"): inside | {"stranger"},
            address(market, "listing", offer.public_id): inside,
            address(market, "my_listings"): inside,
            address(market, "for_you"): inside,
            address(market, "deals"): inside,
            address(market, "listing_new", "offer"): inside,
            address(market, "listing_import"): inside,
            address(market, "categories"): {"leader", "network"},
            address(market, "category_edit", market.garden.public_id): {"leader", "network"},
            address(market, "listing_edit", offer.public_id): set(),
            address(market, "deal", deal.public_id): set(),
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages

    @pytest.mark.parametrize("organisation_role", ["admin", "trader"])
    def test_a_colleague_answers_for_the_partner(self, market: Market, organisation_role: str) -> None:
        partner = make_partner(market.community, admin=market.third, role=organisation_role)
        offer = make_listing(market.community, market.third, organisation=partner, state="draft")
        deal = make_deal(offer, market.requester)
        colleague = client_of(market.third)
        for url in (
            address(market, "listing", offer.public_id),
            address(market, "listing_edit", offer.public_id),
            address(market, "deal", deal.public_id),
        ):
            assert colleague.get(url).status_code == 200
            assert client_of(market.coordinator).get(url).status_code == 404

    @pytest.mark.parametrize("verb", VERBS_OF_LISTINGS)
    def test_no_address_moves_what_is_another_s(self, market: Market, verb: str) -> None:
        offer = make_listing(market.community, market.provider, audience="public")
        url = address(market, "listing_verb", offer.public_id, verb)
        for who in (None, make_user(), market.requester, market.coordinator):
            client_of(who).post(url)
        assert client_of(market.provider).get(url).status_code == 405
        with scope(market.community):
            assert Listing.objects.get().state == "published"

    @pytest.mark.parametrize("verb", VERBS_OF_DEALS)
    def test_no_address_moves_a_deal_of_others(self, market: Market, verb: str) -> None:
        deal = make_deal(make_listing(market.community, market.provider), market.requester)
        url = address(market, "deal_verb", deal.public_id, verb)
        outsiders = (market.third, market.moderator, market.coordinator, make_network_staff(market))
        assert {client_of(who).post(url).status_code for who in outsiders} == {404}
        assert client_of(None).post(url).status_code == 302
        with scope(market.community):
            assert Deal.objects.get().state == "proposed"

    def test_a_verb_that_does_not_exist_is_not_found(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        deal = make_deal(offer, market.requester)
        client = client_of(market.provider)
        assert client.post(address(market, "listing_verb", offer.public_id, "delete")).status_code == 404
        assert client.post(address(market, "deal_verb", deal.public_id, "delete")).status_code == 404
        assert client.get(address(market, "listing_new", "gift")).status_code == 404

    def test_a_step_out_of_turn_is_refused_in_a_sentence(self, market: Market) -> None:
        deal = make_deal(make_listing(market.community, market.provider), market.requester)
        url = address(market, "deal_verb", deal.public_id, "deliver")
        page = client_of(market.provider).post(url, follow=True)
        assert page.status_code == 409
        assert "Laad de pagina opnieuw" in page.content.decode()
        with scope(market.community):
            assert Deal.objects.get().state == "proposed"


class TestWhoMeddles:
    def test_what_one_types_for_another_is_refused(self, market: Market) -> None:
        """The address and the form's own fields are what anybody can change."""
        mine = make_listing(market.community, market.third)
        other = make_listing(market.community, market.provider)
        data = {"quantity": "1", "party": str(market.ref("requester")), "message": "Voor een ander"}
        page = client_of(market.third).post(address(market, "deal_propose", other.public_id), data)
        assert "party" in page.context["form"].errors
        own = client_of(market.third).post(address(market, "deal_propose", mine.public_id), data)
        assert own.status_code == 409
        with scope(market.community):
            assert not Deal.objects.exists()

    @pytest.mark.parametrize(("with_", "status"), [("x", 404), ("0197cafe-cafe-7afe-8afe-cafecafecafe", 200)])
    def test_a_match_that_is_not_there_is_no_broken_page(
        self, market: Market, with_: str, status: int
    ) -> None:
        offer = make_listing(market.community, market.provider)
        url = address(market, "deal_propose", offer.public_id)
        assert client_of(market.requester).get(url, {"with": with_}).status_code == status


def _grow(market: Market, offer: Listing, deal: Deal) -> None:
    make_category(market.community)
    make_listing(market.community, market.provider)
    asked = make_listing(market.community, market.requester, side="request", local_group=market.group)
    make_match(offer, asked)
    make_deal(offer, market.requester, state="confirmed", agreed_at=timezone.now(),
              delivered_at=timezone.now(), confirmed_at=timezone.now())  # fmt: skip
    with scope(market.community):
        Message.objects.create(
            thread=thread_of(deal=deal), author=market.requester, text="Hoi", sent_at=timezone.now()
        )


def _count(who: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert who.get(url).status_code == 200
    return len(captured)


def test_pages_of_one_thing_ask_as_many_queries_for_three_rows_as_for_one(market: Market) -> None:
    offer = make_listing(market.community, market.provider, quantity=50, local_group=market.group)
    deal = make_deal(offer, market.requester)
    client, keeper = client_of(market.provider), client_of(market.coordinator)
    pages = [
        (client, address(market, "listing", offer.public_id)),
        (client, address(market, "listing_edit", offer.public_id)),
        (client, address(market, "deal", deal.public_id)),
        (client, address(market, "deals") + "?show=ended"),
        (client, address(market, "listings") + "?q=offer&sort=price"),
        (client, address(market, "listing_new", "offer")),
        (keeper, address(market, "categories")),
        (client_of(market.requester), reverse("search", args=[market.community.slug]) + "?q=offer"),
    ]

    _grow(market, offer, deal)
    for page in pages:
        _count(*page)
    once = [_count(*page) for page in pages]
    _grow(market, offer, deal)
    _grow(market, offer, deal)
    for page in pages:  # opening a deal reads its new messages: that is written once
        _count(*page)
    assert [_count(*page) for page in pages] == once
