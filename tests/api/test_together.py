"""Group orders and standing deals through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.models import GroupOrderLine, StandingSkip
from tests.api.programs import is_problem
from tests.api.rows import FIRST, WEEK, make_group_order, make_listing, make_standing_deal
from tests.factories import make_member
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


@pytest.fixture
def offer(community):
    return make_listing(community, make_member(community, name="Ans"), quantity=30)


@pytest.fixture
def standing(community, admin, organisation):
    own = make_listing(community, admin, organisation=organisation)
    return make_standing_deal(own, make_member(community, name="Koos"))


def test_read_join_change_and_leave(community, program, offer):
    order = make_group_order(offer)
    address = f"group-orders/{order.public_id}/"
    before = program.get(address).json()
    assert (before["price_minor"], before["lines"], before["provider"]["name"]) == (900, [], "Ans")
    joined = program.post(f"{address}join/", {"wanted": "20", "least": "5"}).json()
    assert (joined["price_minor"], joined["wanted"], joined["takers"]) == (750, "20.000", 1)
    assert [(line["wanted"], line["party"]["name"]) for line in joined["lines"]] == [
        ("20.000", "Stichting Zonnedak")
    ]
    assert program.post(f"{address}join/", {"wanted": "3"}).json()["wanted"] == "3.000"
    assert program.post(f"{address}leave/", {}).json()["lines"] == []


def test_more_than_there_is_room_for_is_a_problem_that_names_the_field(community, program, offer):
    order = make_group_order(offer)
    answer = program.post(f"group-orders/{order.public_id}/join/", {"wanted": "31"})
    is_problem(answer, 422, "not_enough_left")
    assert answer.json()["errors"][0]["field"] == "wanted"
    with scope(community):
        assert not GroupOrderLine.objects.exists()


def test_by_state_and_never_a_neighbour_s(program, stranger, offer):
    order = make_group_order(offer)
    assert [row["id"] for row in program.get("group-orders/?state=open").json()["results"]] == [
        str(order.public_id)
    ]
    assert program.get("group-orders/?state=lapsed").json()["results"] == []
    assert stranger.get("group-orders/").json()["results"] == []
    is_problem(stranger.post(f"group-orders/{order.public_id}/join/", {"wanted": "1"}), 404, "not_found")


def test_a_standing_deal_with_its_next_dates_one_of_them_skipped(community, program, standing):
    address = f"standing-deals/{standing.public_id}/"
    on = str(FIRST + WEEK)
    dates = program.post(f"{address}skip/", {"on": on, "reason": "Vakantie"}).json()["next_dates"]
    assert [(row["on"], row["is_skipped"], row["deal"]) for row in dates[:2]] == [
        (str(FIRST), False, None),
        (on, True, None),
    ]
    with scope(community):
        assert StandingSkip.objects.get().reason == "Vakantie"
    is_problem(program.post(f"{address}skip/", {"on": "2020-01-01"}), 409, "not_one_of_its_dates")


def test_standing_deals_are_for_the_two(stranger, program, standing):
    assert len(program.get("standing-deals/").json()["results"]) == 1
    is_problem(stranger.get(f"standing-deals/{standing.public_id}/"), 404, "not_found")


def test_lists_ask_as_many_queries_for_three_as_for_one(community, program, offer, standing):
    def count(address):
        with CaptureQueriesContext(connection) as asked:
            assert program.get(address).status_code == 200
        return len(asked)

    order = make_group_order(offer)
    program.post(f"group-orders/{order.public_id}/join/", {"wanted": "1"})
    once = [count("group-orders/"), count("standing-deals/")]
    for _number in range(2):
        make_group_order(make_listing(community, make_member(community)))
        make_standing_deal(standing.offer, make_member(community))
    assert [count("group-orders/"), count("standing-deals/")] == once
