"""The pages of group orders: who comes in, what they say, and how many queries they ask."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership
from marketplace.actions.group_orders import decide_group_order
from marketplace.enums import GroupOrderState, LineState
from marketplace.models import Deal, GroupOrder, GroupOrderLine
from tests.factories import make_local_group, make_member, make_user
from tests.marketplace.conftest import Market
from tests.marketplace.ordering import join, make_apples, make_order
from weconomics.actor import Actor
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def client_of(member: Membership | None) -> Client:
    client = Client()
    if member:
        client.force_login(member.user)
    return client


@pytest.fixture
def order(market: Market) -> GroupOrder:
    with scope(market.community):
        return make_order(market)


def confirm(market: Market, order: GroupOrder) -> None:
    with scope(market.community):
        by = Actor.system(market.community.pk)
        decide_group_order(order=order, by=by, at=order.closes_at + timedelta(seconds=1))


FORM = {
    "title": "Samen appels",
    "least_quantity": "10",
    "closes_time": "20:00",
    "price_minor": "9,00",
    "from_1": "20",
    "price_1": "7,50",
}


def filled_in(**more: str) -> dict[str, str]:
    return {**FORM, "closes_on": (timezone.localdate() + timedelta(days=3)).isoformat(), **more}


class TestDoors:
    def test_members_read_the_provider_opens_and_visitors_see_what_is_public(
        self, market: Market, order: GroupOrder
    ) -> None:
        people = ("visitor", "requester", "provider", "coordinator")
        callers = {name: client_of(None if name == "visitor" else getattr(market, name)) for name in people}
        callers["stranger"] = Client()
        callers["stranger"].force_login(make_user())
        expected = {
            address(market, "group_orders"): (200, 200, 200, 200, 200),
            address(market, "group_order", order.public_id): (404, 200, 200, 200, 404),
            address(market, "group_order_open", order.offer.public_id): (302, 403, 200, 403, 302),
            address(market, "group_order_change", order.public_id): (302, 403, 200, 403, 302),
            address(market, "group_order_verb", order.public_id, "cancel"): (405,) * 5,
        }
        seen = {url: tuple(caller.get(url).status_code for caller in callers.values()) for url in expected}
        assert seen == expected

    @pytest.mark.parametrize("verb", ["decide", "cancel", "supply", "leave"])
    def test_no_address_moves_what_another_organises(
        self, market: Market, order: GroupOrder, verb: str
    ) -> None:
        with scope(market.community):
            join(market, order, "third", 3)
        url = address(market, "group_order_verb", order.public_id, verb)
        data = {"reason": "Ik wil het niet", "quantity": "1"}
        for member in (None, market.requester, market.coordinator):
            client_of(member).post(url, data)
        with scope(market.community):
            assert GroupOrder.objects.get().state == GroupOrderState.OPEN
            assert GroupOrder.objects.get().supply_quantity is None
            assert GroupOrderLine.objects.get().state == LineState.IN

    def test_an_unknown_step_is_not_found(self, market: Market, order: GroupOrder) -> None:
        url = address(market, "group_order_verb", order.public_id, "delete")
        assert client_of(market.provider).post(url).status_code == 404

    def test_one_of_a_group_is_for_that_group(self, market: Market) -> None:
        with scope(market.community):
            group = make_local_group(market.community, "Oost")
            order = make_order(market, local_group_id=group.pk)
        url = address(market, "group_order", order.public_id)
        inside = make_member(market.community, local_group=group)
        assert [client_of(who).get(url).status_code for who in (inside, market.third)] == [200, 404]


class TestOpening:
    def test_from_the_page_of_the_offer_to_the_page_of_the_order(self, market: Market) -> None:
        offer = make_apples(market)
        client = client_of(market.provider)
        url = address(market, "group_order_open", offer.public_id)
        assert url in client.get(address(market, "listing", offer.public_id)).content.decode()
        page = client.post(url, filled_in(), follow=True)
        with scope(market.community):
            order = GroupOrder.objects.get()
            assert [(s.from_quantity, s.price_minor) for s in order.steps.all()] == [(0, 900), (20, 750)]
        assert page.redirect_chain == [(address(market, "group_order", order.public_id), 302)]
        assert order.closes_at.astimezone(timezone.get_default_timezone()).hour == 20

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"price_1": ""}, "price_1"),
            ({"price_1": "9,00"}, "price_1"),
            ({"most_quantity": "5"}, "most_quantity"),
            ({"closes_on": "2020-01-01"}, "closes_at"),
            ({"least_quantity": "99"}, "least_quantity"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
        self, market: Market, wrong: dict[str, str], field: str
    ) -> None:
        offer = make_apples(market)
        url = address(market, "group_order_open", offer.public_id)
        form = client_of(market.provider).post(url, filled_in(**wrong)).context["form"]
        assert list(form.errors) == ["__all__" if field == "closes_at" else field]
        assert form["title"].value() == "Samen appels"
        with scope(market.community):
            assert not GroupOrder.objects.exists()

    def test_it_changes_while_nobody_takes_part(self, market: Market, order: GroupOrder) -> None:
        client = client_of(market.provider)
        url = address(market, "group_order_change", order.public_id)
        assert client.get(url).context["form"]["least_quantity"].value() == Decimal(10)
        client.post(url, filled_in(title="Samen peren"))
        with scope(market.community):
            assert GroupOrder.objects.get().title == "Samen peren"
            join(market, order, "requester", 1)
        page = client.post(url, filled_in(title="Samen pruimen"))
        assert page.context["form"].non_field_errors()


class TestTakingPart:
    def test_join_change_and_step_out(self, market: Market, order: GroupOrder) -> None:
        client, url = client_of(market.requester), address(market, "group_order", order.public_id)
        party = str(market.ref("requester"))
        page = client.post(url, {"party": party, "wanted": "6"}, follow=True).content.decode()
        assert "6 stuks" in page
        assert "54,00" in page  # six at the price of now
        client.post(url, {"party": party, "wanted": "8", "least": "2"})
        with scope(market.community):
            line = GroupOrderLine.objects.get()
            assert (line.wanted, line.least) == (8, 2)
        client.post(address(market, "group_order_verb", order.public_id, "leave"))
        with scope(market.community):
            assert GroupOrderLine.objects.get().state == LineState.OUT

    def test_too_much_is_refused_beside_the_field(self, market: Market, order: GroupOrder) -> None:
        url = address(market, "group_order", order.public_id)
        data = {"party": str(market.ref("requester")), "wanted": "41"}
        page = client_of(market.requester).post(url, data)
        assert list(page.context["form"].errors) == ["wanted"]
        assert page.context["form"]["wanted"].value() == "41"

    def test_others_see_the_totals_and_who_takes_part_sees_who(
        self, market: Market, order: GroupOrder
    ) -> None:
        with scope(market.community):
            join(market, order, "requester", 6)
        url = address(market, "group_order", order.public_id)
        seen = {
            name: "Vera Vrager"
            in client_of(getattr(market, name)).get(url).content.decode().split("<main")[1]
            for name in ("requester", "provider", "third", "coordinator")
        }
        assert seen == {"requester": True, "provider": True, "third": False, "coordinator": False}

    def test_afterwards_each_finds_their_deal_and_what_everybody_got(
        self, market: Market, order: GroupOrder
    ) -> None:
        with scope(market.community):
            line = join(market, order, "requester", 12)
        confirm(market, order)
        with scope(market.community):
            deal = Deal.objects.get(allocations__group_order_line=line)
        page = client_of(market.requester).get(address(market, "group_order", order.public_id))
        assert address(market, "deal", deal.public_id) in page.content.decode()
        assert page.context["form"] is None


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_asks_as_many_queries_for_three_rows_as_for_one(market: Market, order: GroupOrder) -> None:
    client = client_of(market.provider)
    pages = [
        address(market, "group_orders"),
        address(market, "group_order", order.public_id),
        address(market, "listing", order.offer.public_id),
    ]

    def grow() -> None:
        with scope(market.community):
            make_order(market)
            member = make_member(market.community)
            GroupOrderLine.objects.create(
                group_order=order, membership=member, wanted=1, least=1, joined_at=timezone.now()
            )

    grow()
    once = [_count(client, url) for url in pages]
    grow()
    grow()
    assert [_count(client, url) for url in pages] == once
