"""The page where a partner's administrator or a leader makes programs; the secret is shown once."""

import re

import pytest
from django.test import Client

from communities.enums import ColleagueRole
from communities.models import ApiClient, PartnerColleague
from tests.api.programs import ask_for_token, make_program
from tests.factories import make_member
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
PAGE = "/c/zonnekring/programs/"


def logged_in(member) -> Client:
    browser = Client()
    browser.force_login(member.user)
    return browser


def programs(community) -> list[ApiClient]:
    with scope(community):
        return list(ApiClient.objects.select_related("organisation").order_by("pk"))


def fill_in(organisation=None, **fields):
    acts_for = str(organisation.public_id) if organisation else ""
    return {"name": "Planning", "organisation": acts_for, "scopes": ["listings:read"], **fields}


def test_an_administrator_makes_a_program_and_sees_its_secret_once(community, admin, organisation):
    browser = logged_in(admin)
    answer = browser.post(f"{PAGE}new/", fill_in(organisation))
    [made] = programs(community)
    secret = re.search(r"<dd[^>]*>([\w-]{40,50})</dd>", answer.content.decode())[1]
    assert ask_for_token(made.client_id, secret).status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    listed = browser.get(PAGE).content.decode()
    assert made.client_id in listed
    assert secret not in listed
    assert (made.organisation, made.membership_id, made.scopes) == (organisation, admin.pk, ["listings:read"])


def test_a_leader_makes_a_program_for_themselves(community):
    leader = make_member(community, "domain_leader")
    assert logged_in(leader).post(f"{PAGE}new/", fill_in()).status_code == 200
    assert [(one.membership_id, one.organisation) for one in programs(community)] == [(leader.pk, None)]


def test_an_administrator_cannot_make_one_for_another_partner(community, admin, organisation, stranger):
    other = make_program_of_another_partner(community)
    answer = logged_in(admin).post(f"{PAGE}new/", fill_in(other))
    assert answer.status_code == 200
    assert len(programs(community)) == 1
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "Planning" in answer.content.decode()


def make_program_of_another_partner(community):
    from tests.factories import make_partner

    member = make_member(community)
    other = make_partner(community, admin=member)
    make_program(member, other)
    return other


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"name": "x" * 101}]
)
def test_what_is_not_right_is_said_beside_its_field(community, admin, organisation, wrong):
    answer = logged_in(admin).post(f"{PAGE}new/", fill_in(organisation, **wrong))
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert programs(community) == []


def test_a_colleague_who_only_trades_makes_none(community, organisation):
    trader = make_member(community)
    with scope(community):
        PartnerColleague.objects.create(
            organisation=organisation, membership=trader, role=ColleagueRole.TRADER
        )
    assert logged_in(trader).post(f"{PAGE}new/", fill_in(organisation)).status_code == 200
    assert programs(community) == []


@pytest.mark.parametrize("path", ["", "new/"])
def test_the_page_is_not_for_every_member(community, path):
    assert logged_in(make_member(community)).get(PAGE + path).status_code == 403
    assert Client().get(PAGE + path).status_code == 302


def test_a_new_secret_is_shown_once(community, admin, program):
    answer = logged_in(admin).post(f"{PAGE}{program.client.public_id}/secret/")
    secret = re.search(r"<dd[^>]*>([\w-]{40,50})</dd>", answer.content.decode())[1]
    assert ask_for_token(program.client.client_id, secret).status_code == 200
    assert ask_for_token(program.client.client_id, program.secret).status_code == 401


def test_a_program_is_withdrawn_by_who_leads_too(community, program):
    leader = make_member(community, "domain_leader")
    answer = logged_in(leader).post(f"{PAGE}{program.client.public_id}/withdraw/")
    assert answer.headers["Location"] == PAGE
    assert programs(community)[0].revoked_at is not None
    assert program.get("local-groups/").status_code == 401


def test_nobody_else_touches_it(community, program, stranger):
    for member in (make_member(community), stranger.member):
        for verb in ("secret", "withdraw"):
            answer = logged_in(member).post(f"{PAGE}{program.client.public_id}/{verb}/")
            assert answer.status_code in (302, 403, 404)
    assert programs(community)[0].revoked_at is None
    assert ask_for_token(program.client.client_id, program.secret).status_code == 200


def test_a_program_of_the_neighbour_is_not_found(community, admin, organisation, stranger):
    leader = make_member(community, "domain_leader")
    answer = logged_in(leader).post(f"{PAGE}{stranger.client.public_id}/withdraw/")
    assert answer.status_code == 404
    assert stranger.get("local-groups/").status_code == 200


def test_the_list_asks_as_many_queries_for_one_as_for_three(admin, organisation, django_capture_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_program(admin, organisation)
        with django_capture_queries() as asked:
            assert logged_in(admin).get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def django_capture_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
