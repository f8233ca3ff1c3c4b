"""Messages of a deal and reviews through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.actions.messages import send_message
from marketplace.actions.reviews import write_review
from marketplace.models import Message, Review
from tests.api.programs import Program, is_problem, make_program
from tests.api.rows import make_deal, make_listing
from tests.factories import actor_of, make_member, make_partner
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(community) -> Program:
    member = make_member(community, name="Koos Koper")
    return make_program(member, make_partner(community, admin=member, name="Woonzorg Koper"))


@pytest.fixture
def deal(community, admin, organisation, buyer):
    offer = make_listing(community, admin, organisation=organisation)
    now = timezone.now()
    about = {"state": "confirmed", "agreed_at": now, "delivered_at": now, "confirmed_at": now}
    return make_deal(offer, buyer.member, organisation=buyer.client.organisation, **about)


def test_both_sides_talk(program, buyer, deal):
    address = f"deals/{deal.public_id}/messages/"
    answer = buyer.post(address, {"text": "Kan het om negen uur?"})
    assert (answer.status_code, answer.json()["is_own"]) == (201, True)
    program.post(address, {"text": "Ja."})
    said = [(row["text"], row["is_own"]) for row in program.get(address).json()["results"]]
    assert said == [("Ja.", True), ("Kan het om negen uur?", False)]


def test_nobody_else_reads_or_writes(community, deal):
    member = make_member(community)
    stranger = make_program(member, make_partner(community, admin=member))
    address = f"deals/{deal.public_id}/messages/"
    is_problem(stranger.get(address), 404, "not_found")
    is_problem(stranger.post(address, {"text": "Ik ook"}), 404, "not_found")
    with scope(community):
        assert not Message.objects.exists()


def test_a_hidden_message_has_no_words(community, program, deal):
    with scope(community):
        send_message(deal=deal, text="Een scheldwoord", by=actor_of(deal.requester_membership))
        Message.objects.update(hidden_at=timezone.now())
    [row] = program.get(f"deals/{deal.public_id}/messages/").json()["results"]
    assert (row["text"], row["is_hidden"]) == ("", True)


def test_reviews_are_read_once_they_show(community, program, deal):
    with scope(community):
        first = write_review(deal=deal, stars=4, text="Netjes", by=actor_of(deal.requester_membership))
    assert program.get("reviews/").json()["results"] == []
    with scope(community):
        write_review(deal=deal, stars=5, text="Fijn", by=actor_of(deal.provider_membership))
    rows = program.get("reviews/").json()["results"]
    assert [(row["stars"], row["about"]["name"]) for row in rows] == [
        (5, "Woonzorg Koper"),
        (4, "Stichting Zonnedak"),
    ]
    about = rows[1]["about"]
    one = program.get(f"reviews/?kind=organisation&party={about['id']}").json()["results"]
    assert [row["text"] for row in one] == ["Netjes"]
    with scope(community):
        Review.objects.filter(pk=first.pk).update(hidden_at=timezone.now())
    assert len(program.get("reviews/").json()["results"]) == 1


def test_the_list_asks_the_same_for_one_and_for_many(community, program, deal):
    counts = []
    for more in (1, 3):
        with scope(community):
            for number in range(more):
                send_message(deal=deal, text=f"{number}", by=actor_of(deal.requester_membership))
        with CaptureQueriesContext(connection) as asked:
            program.get(f"deals/{deal.public_id}/messages/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
