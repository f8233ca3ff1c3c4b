"""Deals through the API: both sides with a program of their own, from proposal to charges."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.models import Charge
from marketplace.api.urls import urlpatterns
from marketplace.models import Allocation, Deal
from tests.api.programs import Program, is_problem, make_program
from tests.api.rows import make_deal, make_listing
from tests.factories import make_member, make_partner
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]


@pytest.fixture
def buyer(community) -> Program:
    member = make_member(community, name="Koos Koper")
    return make_program(member, make_partner(community, admin=member, name="Woonzorg Koper"))


READ = {"version": 1}


@pytest.fixture
def offer(community, admin, organisation):
    return make_listing(community, admin, organisation=organisation, title="Grasmaaien")


def deals(community) -> list[Deal]:
    with scope(community):
        return list(Deal.objects.order_by("pk"))


def propose(buyer, offer, **more):
    return buyer.post("deals/", {"listing": str(offer.public_id), "quantity": "2", **more})


def test_the_whole_way_between_two_programs(program, buyer, community, offer):
    answer = propose(buyer, offer, message="Kan het deze week?", planned_on="2026-12-01")
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/communities/zonnekring/deals/{made['id']}/"
    assert (made["state"], made["price_minor"], made["quantity"]) == ("proposed", 5000, "2.000")
    assert (made["provider"]["name"], made["requester"]["name"]) == ("Stichting Zonnedak", "Woonzorg Koper")
    assert made["offer"] == str(offer.public_id)
    assert made["quote"]["requester_pays_minor"] == 5000
    address = f"deals/{made['id']}/"
    assert [one["id"] for one in program.get("deals/?waiting=true").json()["results"]] == [made["id"]]
    assert buyer.get("deals/?waiting=true").json()["results"] == []
    assert program.post(f"{address}accept/", READ).json()["state"] == "agreed"
    assert program.post(f"{address}deliver/").json()["state"] == "delivered"
    assert buyer.post(f"{address}confirm/").json()["state"] == "confirmed"
    told = buyer.get(address).json()
    assert [step["state"] for step in told["steps"]] == ["proposed", "agreed", "delivered", "confirmed"]


def test_only_the_right_side_takes_each_step(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    is_problem(buyer.post(f"{address}accept/", READ), 403, "not_allowed")
    is_problem(buyer.post(f"{address}decline/"), 403, "not_allowed")
    program.post(f"{address}accept/", READ)
    is_problem(buyer.post(f"{address}deliver/"), 403, "not_allowed")
    is_problem(program.post(f"{address}confirm/"), 403, "not_allowed")
    assert [deal.state for deal in deals(community)] == ["agreed"]


def test_a_step_out_of_order_is_refused(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    is_problem(program.post(f"{address}deliver/"), 409, "wrong_deal_state")
    is_problem(buyer.post(f"{address}confirm/"), 409, "wrong_deal_state")
    program.post(f"{address}decline/", {"reason": "Geen tijd."})
    is_problem(program.post(f"{address}accept/", READ), 409, "wrong_deal_state")
    assert buyer.get(address).json()["steps"][-1]["reason"] == "Geen tijd."


def test_terms_go_back_and_forth_and_only_the_version_that_was_read_is_accepted(program, buyer, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    answer = program.post(
        f"{address}counter/", {"quantity": "1", "price_minor": 3000, "conditions": "Zonder afvoer."}
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert [(one["version"], one["proposed_by"], one["price_minor"]) for one in told["versions"]] == [
        (1, "requester", 5000),
        (2, "provider", 3000),
    ]
    assert (told["quantity"], told["terms_version"]) == ("1.000", 2)
    is_problem(buyer.post(f"{address}accept/", {"version": 1}), 409, "terms_changed")
    is_problem(buyer.post(f"{address}accept/"), 400, "invalid")
    assert buyer.post(f"{address}accept/", {"version": 2}).json()["state"] == "agreed"


def test_asking_what_it_would_be_holds_nothing(program, buyer, community, admin, organisation):
    open_price = make_listing(
        community, admin, organisation=organisation, price_type="negotiable", price_minor=None
    )
    asked = propose(buyer, open_price, ask=True).json()
    assert (asked["state"], asked["versions"]) == ("inquiry", [])
    address = f"deals/{asked['id']}/"
    assert [step["name"] for step in program.get(address).json()["possible_steps"]] == [
        "propose",
        "decline",
        "cancel",
    ]
    answer = program.post(f"{address}counter/", {"quantity": "2", "price_minor": 4000}).json()
    assert (answer["state"], answer["proposed_by"], answer["price_minor"]) == ("proposed", "provider", 4000)
    with scope(community):
        assert Allocation.objects.get().state == "proposed"


def test_is_begun_and_delivered_in_parts(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    program.post(f"{address}accept/", READ)
    is_problem(buyer.post(f"{address}start/"), 403, "not_allowed")
    assert program.post(f"{address}start/").json()["state"] == "started"
    part = program.post(f"{address}deliver/", {"quantity": "0.5", "note": "De voorkant."})
    assert part.json()["state"] == "started"
    body = is_problem(program.post(f"{address}deliver/", {"quantity": "2"}), 422, "not_enough_left")
    assert body["errors"][0]["field"] == "quantity"
    last = program.post(f"{address}deliver/").json()
    assert (last["state"], last["confirm_by"] is not None) == ("delivered", True)


def test_who_did_not_come_is_paid_nothing(program, buyer, offer):
    tomorrow = f"{timezone.localdate() + timedelta(days=1)}"
    address = f"deals/{propose(buyer, offer, planned_on=tomorrow).json()['id']}/"
    program.post(f"{address}accept/", READ)
    is_problem(buyer.post(f"{address}no-show/"), 409, "wrong_deal_state")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        told = buyer.post(f"{address}no-show/", {"reason": "Niemand gezien."}).json()
    assert (told["state"], told["ended_because"], told["owed_minor"]) == (
        "cancelled",
        "no_show_provider",
        0,
    )


def test_calling_off_needs_a_reason(buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    body = is_problem(buyer.post(f"{address}cancel/"), 400, "invalid")
    assert body["errors"][0]["field"] == "reason"
    assert buyer.post(f"{address}cancel/", {"reason": "Al gedaan."}).json()["state"] == "cancelled"


def test_more_than_is_left_is_refused_with_what_is_left(program, buyer, community, offer):
    program.post(f"deals/{propose(buyer, offer).json()['id']}/accept/", READ)
    body = is_problem(propose(buyer, offer, quantity="3"), 422, "not_enough_left")
    assert body["errors"][0]["field"] == "quantity"
    assert "2" in body["detail"]
    assert len(deals(community)) == 1


def test_a_deal_with_oneself_is_refused(program, community, offer):
    is_problem(propose(program, offer), 409, "deal_with_self")
    assert deals(community) == []


def test_an_open_price_is_asked_for(buyer, community, admin, organisation):
    open_price = make_listing(
        community, admin, organisation=organisation, price_type="negotiable", price_minor=None
    )
    body = is_problem(propose(buyer, open_price), 422, "price_missing")
    assert body["errors"][0]["field"] == "price_minor"
    assert propose(buyer, open_price, price_minor=4000).json()["price_minor"] == 4000


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"listing": None}, "listing"),
        ({"listing": "nope"}, "listing"),
        ({"listing": "00000000-0000-7000-8000-000000000000"}, "listing"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "veel"}, "quantity"),
        ({"quantity": "1e40"}, "quantity"),
        ({"price_minor": -1}, "price_minor"),
        ({"price_minor": 10**19}, "price_minor"),
        ({"planned_on": "31-12-2026"}, "planned_on"),
        ({"party": "00000000-0000-7000-8000-000000000000"}, "party"),
        ({"message": "x" * 5001}, "message"),
        ({"counterpart": 3}, "counterpart"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(buyer, community, offer, wrong, field):
    body = is_problem(propose(buyer, offer, **wrong), 400, "invalid")
    assert [error["field"] for error in body["errors"]] == [field]
    assert deals(community) == []


def test_a_listing_that_is_not_to_be_seen_is_unknown(
    buyer, community, admin, organisation, stranger, neighbour
):
    hidden = make_listing(community, admin, organisation=organisation, state="draft", published_at=None)
    theirs = make_listing(
        neighbour, stranger.member, organisation=stranger.client.organisation, audience="public"
    )
    for listing in (hidden, theirs):
        body = is_problem(propose(buyer, listing), 400, "invalid")
        assert body["errors"][0]["code"] == "does_not_exist"


def test_lists_the_deals_of_whoever_it_acts_for(program, buyer, community, admin, offer):
    mine = propose(buyer, offer).json()["id"]
    of_person = make_deal(make_listing(community, admin), make_member(community))
    of_others = make_deal(make_listing(community, make_member(community)), make_member(community))
    for asking in (program, buyer):
        assert [one["id"] for one in asking.get("deals/").json()["results"]] == [mine]
        for other in (of_person, of_others):
            is_problem(asking.get(f"deals/{other.public_id}/"), 404, "not_found")
            is_problem(asking.post(f"deals/{other.public_id}/accept/"), 404, "not_found")


@pytest.mark.parametrize(
    ("query", "provider_sees", "requester_sees"),
    [
        ("role=provider", 1, 0),
        ("role=requester", 0, 1),
        ("state=proposed", 1, 1),
        ("state=agreed", 0, 0),
        ("waiting=true", 1, 0),
    ],
)
def test_filters(program, buyer, offer, query, provider_sees, requester_sees):
    propose(buyer, offer)
    assert len(program.get(f"deals/?{query}").json()["results"]) == provider_sees
    assert len(buyer.get(f"deals/?{query}").json()["results"]) == requester_sees


def test_terms_say_all_that_a_page_can_say(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer, conditions='Droog weer.', planned_at='09:00').json()['id']}/"
    until = (timezone.now() + timedelta(days=3)).replace(microsecond=0)
    terms = {"quantity": "2", "price_minor": 4000, "cancellation": "strict", "least_quantity": "1"}
    told = program.post(f"{address}counter/", {**terms, "valid_until": until.isoformat()}).json()
    first, second = told["versions"]
    assert (first["conditions"], first["planned_at"]) == ("Droog weer.", "09:00:00")
    assert (second["cancellation"], second["least_quantity"]) == ("strict", "1.000")
    assert datetime.fromisoformat(second["valid_until"]) == until
    assert told["cancellation"] == "strict"
    is_problem(buyer.post(f"{address}counter/", {**terms, "least_quantity": "3"}), 422, "terms_incomplete")
    assert len(program.get(address).json()["versions"]) == 2


def test_of_each_day_anew_a_date_is_asked(program, buyer, community, admin, organisation):
    hall = make_listing(community, admin, organisation=organisation, quantity_per="day", quantity=1)
    is_problem(propose(buyer, hall, quantity="1"), 422, "date_missing")
    day = str(timezone.localdate() + timedelta(days=3))
    made = propose(buyer, hall, quantity="1", planned_on=day)
    assert made.status_code == 201, made.content
    address = f"deals/{made.json()['id']}/"
    is_problem(program.post(f"{address}counter/", {"quantity": "1", "price_minor": 1}), 422, "date_missing")
    assert program.get(address).json()["planned_on"] == day


def test_each_possible_step_has_an_address():
    from marketplace.api.deals import ENDPOINTS
    from marketplace.transitions import TRANSITIONS

    names = {pattern.name for pattern in urlpatterns}
    for end in ENDPOINTS.values():
        assert f"deal_{end.replace('-', '_')}" in names
    offered = {step.name for step in TRANSITIONS if step.is_offered and step.who != "time"}
    assert offered - set(ENDPOINTS) == {"settle"}


def test_a_dispute_is_opened_and_taken_back(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    program.post(f"{address}accept/", READ)
    about = {"reason": "not_as_agreed", "text": "Half gedaan.", "wanted_bp": 5000}
    assert buyer.post(f"{address}dispute/", about).json()["state"] == "disputed"
    assert [step["name"] for step in program.get(address).json()["possible_steps"]] == []
    is_problem(program.post(f"{address}drop-dispute/"), 403, "not_allowed")
    names = [step["name"] for step in buyer.get(address).json()["possible_steps"]]
    assert names == ["drop_dispute"]
    assert buyer.post(f"{address}drop-dispute/").json()["state"] == "agreed"
    is_problem(buyer.post(f"{address}drop-dispute/"), 409, "wrong_deal_state")


def test_a_consumer_withdraws_after_confirming_it(program, community, admin, organisation):
    consumer = make_program(make_member(community, Role.DOMAIN_LEADER))
    trade = make_listing(community, admin, organisation=organisation)
    address = f"deals/{propose(consumer, trade).json()['id']}/"
    program.post(f"{address}accept/", READ)
    assert "withdraw" in [step["name"] for step in consumer.get(address).json()["possible_steps"]]
    is_problem(consumer.post(f"{address}withdraw/", {"confirm": False}), 400, "invalid")
    is_problem(program.post(f"{address}withdraw/", {"confirm": True}), 403, "not_allowed")
    told = consumer.post(f"{address}withdraw/", {"confirm": True}).json()
    assert (told["state"], told["owed_minor"]) == ("withdrawn", 0)


def test_confirming_twice_charges_once(program, buyer, community, offer):
    address = f"deals/{propose(buyer, offer).json()['id']}/"
    program.post(f"{address}accept/", READ)
    program.post(f"{address}deliver/")
    first = buyer.post(f"{address}confirm/", Idempotency_Key="c-1")
    with scope(community):
        charged = Charge.objects.count()
    assert buyer.post(f"{address}confirm/", Idempotency_Key="c-1").content == first.content
    assert buyer.post(f"{address}confirm/").json()["state"] == "confirmed"
    with scope(community):
        assert Charge.objects.count() == charged


def test_a_proposal_that_is_sent_twice_is_one(buyer, community, offer):
    first = propose_with_key(buyer, offer)
    again = propose_with_key(buyer, offer)
    assert again.json()["id"] == first.json()["id"]
    assert len(deals(community)) == 1


def propose_with_key(buyer, offer):
    return buyer.post("deals/", {"listing": str(offer.public_id), "quantity": "2"}, Idempotency_Key="p-1")


@pytest.mark.django_db(transaction=True)
def test_of_five_who_propose_at_once_no_more_is_held_than_there_is(buyer, community, offer):
    """Four hours; five proposals of two hours each."""

    def ask(_number: int) -> int:
        try:
            return propose(buyer, offer).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        answers = sorted(pool.map(ask, range(5)))
    assert answers == [201, 201, 422, 422, 422]
    assert [deal.state for deal in deals(community)] == ["proposed"] * 2


def test_asks_as_many_queries_for_one_as_for_three(program, community, offer):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_deal(offer, make_member(community))
        with CaptureQueriesContext(connection) as asked:
            assert program.get("deals/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
