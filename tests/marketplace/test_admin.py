"""The network leader's window on demand and supply."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Appeal, Dispute, GroupOrder, MatchingRound, Measure, Notice, StandingDeal
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_community, make_member, make_network_leader, make_user
from tests.rows import Rows

OF_LISTINGS = ("category", "offer", "request", "match", "deal")
TOGETHER = (MatchingRound, GroupOrder, StandingDeal, Dispute, Notice, Measure, Appeal)
MODELS = (*OF_LISTINGS, *(model._meta.model_name for model in TOGETHER))
WORDS = "tussen ons gezegd"
pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Client:
    """Leads one of two communities that hold the same rows."""
    user = make_user("leider@voorbeeld.example")
    for community in (make_community(network_leader=make_network_leader(user)), make_community()):
        provider, requester = make_member(community), make_member(community)
        offer = make_listing(community, provider, title=f"Aanbod van {community.slug}")
        asked = make_listing(community, requester, side="request")
        make_match(offer, asked)
        make_deal(offer, requester)
        rows = Rows(community, mark=WORDS)
        for model in TOGETHER:
            rows.of(model)
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", MODELS)
def test_lists_show_one_s_own_and_rows_open_to_read(leader: Client, name: str) -> None:
    page = leader.get(reverse(f"admin:marketplace_{name}_changelist"))
    rows = page.context["cl"].result_list
    assert len({row.community_id for row in rows}) == 1
    change = reverse(f"admin:marketplace_{name}_change", args=[rows[0].pk])
    assert leader.get(change).status_code == 200
    assert leader.post(change, {}).status_code == 403
    assert leader.get(reverse(f"admin:marketplace_{name}_add")).status_code == 403


def test_what_the_two_of_a_deal_say_is_not_there(leader: Client) -> None:
    assert (
        "message" not in leader.get(reverse("admin:app_list", args=["marketplace"])).content.decode().lower()
    )


def test_what_the_two_of_a_dispute_wrote_is_not_there(leader: Client) -> None:
    rows = leader.get(reverse("admin:marketplace_dispute_changelist")).context["cl"].result_list
    page = leader.get(reverse("admin:marketplace_dispute_change", args=[rows[0].pk]))
    assert rows[0].text
    assert rows[0].text not in page.content.decode()


def test_who_reported_what_and_why_is_not_there(leader: Client) -> None:
    rows = leader.get(reverse("admin:marketplace_notice_changelist")).context["cl"].result_list
    page = leader.get(reverse("admin:marketplace_notice_change", args=[rows[0].pk]))
    assert rows[0].text
    assert rows[0].text not in page.content.decode()
