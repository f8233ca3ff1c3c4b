"""The search over everything that a slash opens: people, groups, partners, decisions, and nothing one may not see."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.enums import MembershipState
from tests.api.rows import make_listing
from tests.factories import make_local_group, make_member, make_partner
from tests.governance.factories import make_decision, make_open_proposal
from tests.marketplace.conftest import Market, make_market
from tests.marketplace.test_doors import client_of
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ALL = {
    "listings": ["Bloeiende linde snoeien"],
    "decisions": ["De linde blijft staan"],
    "proposals": ["De linde blijft staan", "Een bank om de linde"],
    "members": ["Gerlinde Vos"],
    "local_groups": ["Lindebuurt"],
    "partners": ["De Linde BV"],
}


def hits(client: Client, market: Market, words: str = "linde") -> dict[str, list[str]]:
    page = client.get(reverse("search", args=[market.community.slug]), {"q": words}).content.decode()
    groups = page.split('aria-labelledby="hits-')[1:]
    title = re.compile(r'<span class="block truncate font-medium">(.*?)</span>')
    return {group.split('"')[0]: sorted(title.findall(group)) for group in groups}


@pytest.fixture
def lindes(market: Market) -> Market:
    """One of each here, and one of each next door."""
    for place, mark in ((market, ""), (make_market("buurkring"), " hiernaast")):
        community = place.community
        make_listing(community, place.provider, title=f"Bloeiende linde snoeien{mark}", audience="community")
        make_member(community, name=f"Gerlinde Vos{mark}")
        make_partner(
            community, name=f"De Linde BV{mark}", local_group=make_local_group(community, f"Lindebuurt{mark}")
        )
        make_decision(community, title=f"De linde blijft staan{mark}")
        make_open_proposal(community, title=f"Een bank om de linde{mark}")
    return market


def test_a_member_finds_each_kind_and_nothing_of_the_neighbours(lindes: Market) -> None:
    assert hits(client_of(lindes.third), lindes) == ALL


def test_each_hit_leads_to_a_page_that_opens(lindes: Market) -> None:
    client = client_of(lindes.third)
    page = client.get(reverse("search", args=[lindes.community.slug]), {"q": "linde"}).content.decode()
    links = re.findall(r'<a href="([^"]+)"[^>]*data-search-hit', page, re.DOTALL)
    assert len(links) == 7
    assert [client.get(link).status_code for link in links] == [200] * 7


def test_a_visitor_finds_no_members_no_proposals_and_no_listing_for_members(lindes: Market) -> None:
    found = hits(Client(), lindes)
    assert found == {kind: ALL[kind] for kind in ("decisions", "local_groups", "partners")}


def test_who_left_and_a_partner_that_is_not_admitted_are_not_found(market: Market) -> None:
    gone = make_member(market.community, name="Gerlinde Vos")
    make_partner(market.community, name="De Linde BV", state="applied")
    with scope(market.community):
        gone.state, gone.left_at = MembershipState.LEFT, timezone.now()
        gone.save(update_fields=["state", "left_at"])
    assert hits(client_of(market.third), market) == {}


def test_a_listing_of_another_group_stays_there(market: Market) -> None:
    about = {"title": "Linde", "audience": "group", "local_group": market.group}
    make_listing(market.community, market.provider, **about)
    assert hits(client_of(market.requester), market) == {"listings": ["Linde"]}
    assert hits(client_of(market.third), market) == {}


def test_decisions_are_found_by_their_number_as_well(market: Market) -> None:
    decision = make_decision(market.community, title="De linde blijft staan")
    assert hits(client_of(market.third), market, decision.number)["decisions"] == ["De linde blijft staan"]
