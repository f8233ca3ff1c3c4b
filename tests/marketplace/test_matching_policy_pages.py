"""The pages about how matches are ranked: everybody reads, coordinators and who leads draft."""

import re
from typing import Any

import pytest
from django.urls import reverse

from governance.actions.decisions import adopt_proposal
from marketplace.actions.matching_policies import EFFECT
from marketplace.enums import PolicyState
from marketplace.matching.weights import STARTING_WEIGHTS
from marketplace.models import MatchingPolicy
from tests.factories import make_member, make_user
from tests.governance.factories import make_everybody_agree
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import address, client_of, make_network_staff
from tests.marketplace.test_matching_policies import ONLY_NEAR, WHY, draft, propose, put_in_force
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


class TestPages:
    def typed(self, **changed: str) -> dict[str, str]:
        given = {part: str(number) for part, number in ONLY_NEAR.items()}
        return {**given, "fewest_points": "25", "explanation": WHY, **changed}

    def test_a_coordinator_drafts_changes_and_throws_away(self, market: Market) -> None:
        client = client_of(market.coordinator)
        form = client.get(address(market, "matching_policy_new"))
        assert form.context["form"]["words"].value() == STARTING_WEIGHTS["words"]
        saved = client.post(address(market, "matching_policy_new"), self.typed())
        with scope(market.community):
            policy = MatchingPolicy.objects.get()
        page = address(market, "matching_policy_version", policy.public_id)
        assert saved.headers["Location"] == page
        edit = address(market, "matching_policy_edit", policy.public_id)
        assert client.post(edit, self.typed(price="8")).headers["Location"] == page
        policy = fresh(market, policy)
        assert (policy.weights, policy.fewest_points) == ({**ONLY_NEAR, "price": 8}, 25)
        client.post(address(market, "matching_policy_discard", policy.public_id))
        policy = fresh(market, policy)
        assert policy.state == PolicyState.DISCARDED

    @pytest.mark.parametrize(("field", "typed"), [("words", "101"), ("price", ""), ("explanation", " "),
                                                  ("fewest_points", "0")])  # fmt: skip
    def test_says_beside_the_field_what_is_wrong(self, market: Market, field: str, typed: str) -> None:
        page = client_of(market.coordinator).post(
            address(market, "matching_policy_new"), self.typed(**{field: typed})
        )
        assert list(page.context["form"].errors) == [field]
        with scope(market.community):
            assert not MatchingPolicy.objects.exists()

    def test_everybody_reads_and_few_write(self, market: Market) -> None:
        policy = draft(market)
        callers = {
            "visitor": client_of(None),
            "stranger": client_of(make_user()),
            "member": client_of(market.provider),
            "moderator": client_of(market.moderator),
            "coordinator": client_of(market.coordinator),
            "leader": client_of(make_member(market.community, Role.DOMAIN_LEADER)),
            "network": client_of(make_network_staff(market)),
        }
        readers = {"member", "moderator", "coordinator", "leader", "network"}
        writers = {"coordinator", "leader", "network"}
        pages = {
            address(market, "matching_policy"): readers,
            address(market, "matching_policy_version", policy.public_id): readers,
            address(market, "matching_policy_new"): writers,
            address(market, "matching_policy_edit", policy.public_id): writers,
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages
        for who in set(callers) - writers:
            callers[who].post(address(market, "matching_policy_edit", policy.public_id), self.typed())
            callers[who].post(address(market, "matching_policy_discard", policy.public_id))
        policy = fresh(market, policy)
        assert (policy.state, policy.fewest_points) == ("draft", 20)

    def test_before_any_decision_it_says_so(self, market: Market) -> None:
        text = text_of(client_of(market.provider), address(market, "matching_policy"))
        assert "Nothing was decided yet" in text
        assert "44 of 100" in text

    def test_the_page_says_which_version_since_when_and_by_which_decision(self, market: Market) -> None:
        with scope(market.community):
            first, policy = draft(market), draft(market, fewest_points=30)
            put_in_force(market, first)
            proposal = propose(market, policy)
            make_everybody_agree(proposal)
            decision = adopt_proposal(proposal=proposal, by=market.actor("provider"))
        text = text_of(client_of(market.provider), address(market, "matching_policy"))
        for said in (WHY, "Version 2, in force since", decision.number, "75 of 100", "at least 30 points",
                     "With at least 39 points, both sides hear of it", "Nobody pays for a higher place",
                     "(EU) 2019/1150, article 5", "(EU) 2022/2065, article 27"):  # fmt: skip
            assert said in text
        assert reverse("governance:decision", args=[market.community.slug, decision.number]) in text
        assert address(market, "matching_policy_version", first.public_id) in text
        before = text_of(
            client_of(market.provider), address(market, "matching_policy_version", first.public_id)
        )
        assert "Version 1, in force from" in before

    def test_a_draft_shows_what_changes_and_where_to_propose_it(self, market: Market) -> None:
        policy = draft(market)
        page = address(market, "matching_policy_version", policy.public_id)
        text = text_of(client_of(market.provider), page)
        assert "75 of 100 (now 12)" in " ".join(text.split())
        assert f"?effect={EFFECT}:{policy.pk}" in text
        assert "matching_policy_edit" not in text
        proposal = propose(market, policy)
        assert reverse("governance:proposal", args=[market.community.slug, proposal.public_id]) in text_of(
            client_of(market.provider), page
        )

    def test_what_was_decided_has_no_form(self, market: Market) -> None:
        policy = draft(market)
        put_in_force(market, policy)
        edit = address(market, "matching_policy_edit", policy.public_id)
        assert client_of(market.coordinator).get(edit).status_code == 409


def fresh(market: Market, policy: MatchingPolicy) -> MatchingPolicy:
    with scope(market.community):
        return MatchingPolicy.objects.get(pk=policy.pk)


def text_of(client: Any, url: str) -> str:
    """In English, without the tags that stand inside of a sentence."""
    client.cookies["django_language"] = "en"
    page = client.get(url)
    assert page.status_code == 200
    return re.sub(r"</?(span|p|strong)[^>]*>", "", page.content.decode())
