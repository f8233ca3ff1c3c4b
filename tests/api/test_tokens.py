"""Who knocks with a token, and what it opens."""

import pytest
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone

from communities.actions.api_client import renew_api_client_secret, withdraw_api_client
from communities.enums import ColleagueRole, MembershipState, PartnershipState
from communities.models import Membership, PartnerColleague, Partnership
from tests.api.programs import ask_for_token, is_problem, make_program, make_token
from tests.factories import actor_of, make_member
from weconomics.api.scopes import Scope
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def test_a_program_gets_a_token_for_its_secret_and_sees_the_local_groups(program, group):
    answer = ask_for_token(program.client.client_id, program.secret)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert set(body["scope"].split()) == set(Scope.values)
    program.token = body["access_token"]
    found = program.get("local-groups/").json()["results"]
    assert [(one["id"], one["name"]) for one in found] == [(str(group.public_id), "Oost")]


def test_the_secret_is_kept_as_a_hash_only(program):
    from allauth.idp.oidc.models import Client as OAuthClient

    kept = OAuthClient.objects.get(pk=program.client.client_id)
    assert program.secret not in kept.secret
    assert kept.check_secret(program.secret)


def test_a_wrong_secret_gives_no_token(program):
    answer = ask_for_token(program.client.client_id, "guess")
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_a_program_cannot_ask_for_more_than_it_was_given(admin, organisation):
    program = make_program(admin, organisation, Scope.LISTINGS_READ)
    answer = ask_for_token(program.client.client_id, program.secret, scope="deals:write")
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"


def test_a_token_may_be_asked_for_less(program):
    narrow = ask_for_token(program.client.client_id, program.secret, scope="listings:read").json()
    program.token = narrow["access_token"]
    is_problem(program.get("local-groups/"), 403, "scope_missing")


def test_without_a_token_one_is_asked_for(community):
    answer = Client().get("/api/v1/communities/zonnekring/local-groups/")
    is_problem(answer, 401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer nonsense", "bearer \xff"])
def test_a_token_that_is_none_is_refused(community, header):
    answer = Client().get("/api/v1/communities/zonnekring/local-groups/", headers={"Authorization": header})
    is_problem(answer, 401, "wrong_token")


def test_an_expired_token_is_refused(program):
    Token.objects.update(expires_at=timezone.now())
    is_problem(program.get("local-groups/"), 401, "wrong_token")


def test_a_token_in_the_address_is_none(program):
    answer = Client().get(f"/api/v1/communities/zonnekring/local-groups/?access_token={program.token}")
    is_problem(answer, 401, "not_authenticated")


def test_a_token_of_one_community_opens_nothing_at_the_neighbour(program, stranger):
    is_problem(program.get("local-groups/", slug="oogstkring"), 403, "token_of_another_community")
    is_problem(stranger.get("local-groups/", slug="zonnekring"), 403, "token_of_another_community")


def test_a_stranger_does_not_learn_of_a_hidden_community(program, neighbour):
    type(neighbour).objects.update(visibility="hidden")
    for answer in (
        program.get("local-groups/", slug="oogstkring"),
        program.get("local-groups/", slug="no-such-community"),
        Client().get("/api/v1/communities/oogstkring/local-groups/"),
        Client().get("/api/v1/communities/oogstkring/"),
    ):
        is_problem(answer, 404, "not_found")


def test_a_withdrawn_program_is_refused_at_the_next_request(program, admin):
    assert program.get("local-groups/").status_code == 200
    with scope(admin.community_id):
        withdraw_api_client(client=program.client, by=actor_of(admin))
    is_problem(program.get("local-groups/"), 401, "wrong_token")
    assert ask_for_token(program.client.client_id, program.secret).status_code == 401


def test_a_new_secret_ends_the_old_one_and_its_tokens(program, admin):
    with scope(admin.community_id):
        secret = renew_api_client_secret(client=program.client, by=actor_of(admin))
    is_problem(program.get("local-groups/"), 401, "wrong_token")
    assert ask_for_token(program.client.client_id, program.secret).status_code == 401
    assert ask_for_token(program.client.client_id, secret).status_code == 200


def test_who_left_has_no_program_any_more(program, admin):
    with scope(admin.community_id):
        Membership.objects.filter(pk=admin.pk).update(state=MembershipState.LEFT, left_at=timezone.now())
    is_problem(program.get("local-groups/"), 403, "access_ended")


def test_a_suspended_member_has_no_program_any_more(program, admin):
    with scope(admin.community_id):
        Membership.objects.filter(pk=admin.pk).update(state=MembershipState.SUSPENDED)
    is_problem(program.get("local-groups/"), 403, "access_ended")


def test_a_blocked_account_has_no_program_any_more(program, admin):
    admin.user.is_active = False
    admin.user.save()
    is_problem(program.get("local-groups/"), 403, "access_ended")


def test_an_ended_partnership_ends_the_program(program, admin):
    with scope(admin.community_id):
        Partnership.objects.update(state=PartnershipState.ENDED, ended_at=timezone.now())
    is_problem(program.get("local-groups/"), 403, "access_ended")


def test_a_former_colleague_has_no_program_any_more(program, admin):
    with scope(admin.community_id):
        PartnerColleague.objects.update(removed_at=timezone.now())
    is_problem(program.get("local-groups/"), 403, "access_ended")


def test_a_leaders_program_does_not_lead(community, group):
    from communities.access import actor_for_client

    leader = make_member(community, "domain_leader", "treasurer")
    client = make_program(leader).client
    with scope(community):
        actor = actor_for_client(client)
    assert actor.membership_id == leader.pk
    assert (actor.leads, actor.has_role("treasurer"), actor.organisation_ids) == (False, False, frozenset())


def test_the_token_speaks_also_in_a_browser_that_is_logged_in(program, community):
    visitor = Client()
    visitor.force_login(make_member(community).user)
    address = "/api/v1/communities/zonnekring/local-groups/"
    assert visitor.get(address).status_code == 200
    is_problem(visitor.get(address, headers={"Authorization": "Bearer wrong"}), 401, "wrong_token")


def test_a_person_from_outside_is_refused(community, neighbour):
    visitor = Client()
    visitor.force_login(make_member(neighbour).user)
    is_problem(visitor.get("/api/v1/communities/zonnekring/local-groups/"), 403)


def test_one_kind_of_colleague_makes_programs(community, organisation, group):
    from weconomics.errors import NotAllowed

    trader = make_member(community)
    with scope(community):
        PartnerColleague.objects.create(
            organisation=organisation, membership=trader, role=ColleagueRole.TRADER
        )
    with pytest.raises(NotAllowed):
        make_program(trader, organisation)
    with pytest.raises(NotAllowed):
        make_program(trader)


def test_tokens_differ_by_scope(program):
    program.token = make_token(program.client, Scope.COMMUNITIES_READ)
    assert program.get("local-groups/").status_code == 200
