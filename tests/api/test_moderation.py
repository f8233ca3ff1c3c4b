"""Reports and measures through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.actions.moderation import decide_notice
from marketplace.models import Notice
from tests.api.programs import Program, is_problem, make_program
from tests.api.rows import make_listing
from tests.factories import actor_of, make_member, make_partner
from tests.marketplace.moderating import decision
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(community) -> Program:
    member = make_member(community, name="Vera Vrager")
    return make_program(member, make_partner(community, admin=member, name="Woonzorg Vrager"))


@pytest.fixture
def listing(community, admin):
    return make_listing(community, admin, title="Ladder")


def report_of(listing, **more):
    about = {"subject_kind": "listing", "subject_id": str(listing.public_id), "rule": "law:fraud"}
    return {**about, "text": "Dit is nep.", "in_good_faith": True, **more}


def decide(community, notice):
    moderator = actor_of(make_member(community, Role.MODERATOR))
    with scope(community):
        return decide_notice(notice=notice, decision=decision("hide"), by=moderator)


def test_a_report_with_its_decision(community, reporter, program, listing):
    answer = reporter.post("notices/", report_of(listing))
    assert (answer.status_code, answer.json()["state"], answer.json()["decision"]) == (201, "received", None)
    assert answer.json()["subject"] == {"kind": "listing", "title": "Ladder"}
    with scope(community):
        notice = Notice.objects.get()
    decide(community, notice)
    found = reporter.get(f"notices/{notice.public_id}/").json()
    assert (found["state"], found["decision"]["kind"], found["rule"]) == (
        "decided",
        "hide",
        found["decision"]["rule"],
    )
    [about_me] = program.get("measures/").json()["results"]
    assert (about_me["kind"], about_me["is_automated"], about_me["number"]) == ("hide", False, 1)
    assert [part["text"] for part in about_me["statement"] if "laten het zien" in part["text"]]
    assert reporter.get("measures/").json()["results"] == []
    assert reporter.get(f"offers/{listing.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"rule": "law:geen"}, 422, "notice_incomplete"),
        ({"in_good_faith": False}, 422, "notice_incomplete"),
        ({"subject_id": "0197cafe-cafe-7afe-8afe-cafecafecafe"}, 404, "not_found"),
    ],
)
def test_refused_and_nothing_is_kept(community, reporter, listing, more, status, code):
    answer = reporter.post("notices/", report_of(listing, **more))
    is_problem(answer, status, code)
    with scope(community):
        assert not Notice.objects.exists()


def test_of_others_nothing_is_read(community, reporter, program, listing):
    reporter.post("notices/", report_of(listing))
    with scope(community):
        notice = Notice.objects.get()
    assert program.get("notices/").json()["results"] == []
    is_problem(program.get(f"notices/{notice.public_id}/"), 404, "not_found")


def test_the_rules_of_this_community(reporter):
    codes = [row["code"] for row in reporter.get("notice-rules/").json()]
    assert codes[-1] == "law:other"
    assert "law:minors" in codes


def test_lists_ask_as_many_queries_for_three_as_for_one(community, reporter, admin):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reporter.get("notices/").status_code == 200
        return len(captured)

    def one_more() -> None:
        reporter.post("notices/", report_of(make_listing(community, admin)))
        with scope(community):
            notice = Notice.objects.order_by("-pk").first()
        decide(community, notice)

    one_more()
    count()
    once = count()
    one_more()
    one_more()
    assert count() == once
