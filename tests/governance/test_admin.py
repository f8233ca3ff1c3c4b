"""The network leader's window: everything is read, nothing is changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.models import Community
from governance.enums import Factor, ProposalState
from governance.models import Decision, Proposal
from tests.factories import make_community, make_network_leader, make_user
from tests.governance.factories import make_adopted, make_item, make_open_proposal, make_people
from weconomics.tenancy.scope import scope

MODELS = ("factorversion", "contextitem", "proposal", "objection", "decision")


@pytest.fixture
def led(db: Any) -> Community:
    return make_community(network_leader=make_network_leader(make_user("leider@voorbeeld.example")))


@pytest.fixture
def leader(led: Community) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(email="leider@voorbeeld.example"))
    return client


def test_lists_show_the_communities_one_leads_and_no_others(led: Community, leader: Client) -> None:
    for community in (led, make_community()):
        people = make_people(community)
        make_adopted(community, Factor.VISION, people)
        make_item(community, people[0], title=f"Kans van {community.slug}")
        make_open_proposal(community, people, title=f"Voorstel van {community.slug}")
    pages = {name: leader.get(reverse(f"admin:governance_{name}_changelist")) for name in MODELS}
    assert {page.status_code for page in pages.values()} == {200}
    assert pages["proposal"].context["cl"].result_count == 2
    assert f"Voorstel van {led.slug}" in pages["proposal"].content.decode()


def test_nothing_can_be_added_changed_or_deleted(led: Community, leader: Client) -> None:
    make_adopted(led, Factor.VISION)
    with scope(led):
        decision = Decision.objects.get()
    assert leader.get(reverse("admin:governance_decision_add")).status_code == 403
    change = reverse("admin:governance_decision_change", args=[decision.pk])
    assert leader.get(change).status_code == 200
    assert leader.post(change, {"title": "Anders"}).status_code == 403
    assert leader.post(reverse("admin:governance_decision_delete", args=[decision.pk])).status_code == 403
    with scope(led):
        assert Decision.objects.get().title == decision.title


def test_only_overdue_rounds_are_closed(led: Community, leader: Client) -> None:
    people = make_people(led)
    old = make_open_proposal(led, people, at=timezone.now() - timedelta(days=30))
    young = make_open_proposal(led, people)
    leader.post(
        reverse("admin:governance_proposal_changelist"),
        {"action": "close_overdue", "_selected_action": [old.pk, young.pk]},
    )
    with scope(led):
        states = dict(Proposal.objects.values_list("pk", "state"))
    assert states == {old.pk: ProposalState.EXPIRED, young.pk: ProposalState.OPEN}


def test_outsiders_do_not_come_in(led: Community) -> None:
    client = Client()
    client.force_login(make_people(led)[0].user)
    assert client.get(reverse("admin:governance_decision_changelist")).status_code == 302
