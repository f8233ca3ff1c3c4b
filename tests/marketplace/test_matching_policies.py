"""How matches are ranked: drafted by coordinators, in force by a decision and by nothing else, then never changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from governance.actions.decisions import adopt_proposal
from governance.errors import EffectChanged
from governance.models import Decision, Proposal
from marketplace.actions.matches import match_listing
from marketplace.actions.matching_policies import (
    EFFECT,
    adopt_policy,
    change_policy,
    discard_policy,
    draft_policy,
)
from marketplace.enums import PolicyState
from marketplace.matching.errors import PolicyIncomplete, PolicyIsProposed, PolicyNotDraft
from marketplace.matching.queries import weights_in_force
from marketplace.matching.weights import PARTS, STARTING, STARTING_FEWEST, STARTING_WEIGHTS
from marketplace.models import Match, MatchingPolicy
from tests.api.rows import make_listing
from tests.factories import actor_of, make_member, make_user
from tests.governance.factories import make_everybody_agree, make_open_proposal
from tests.marketplace.conftest import Market
from tests.racing import at_once
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.registry import effects
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ONLY_NEAR = {**dict.fromkeys(PARTS, 0), "distance": 3, "group": 1}
WHY = "Dichtbij gaat voor."


def draft(market: Market, by: Actor | None = None, **changed: Any) -> MatchingPolicy:
    given = {"weights": ONLY_NEAR, "fewest_points": 20, "explanation": WHY, **changed}
    with scope(market.community):
        return draft_policy(by=by or market.actor("coordinator"), **given)


def put_in_force(market: Market, policy: MatchingPolicy, number: str = "B-2026-001", **about: Any) -> None:
    with scope(market.community):
        adopt_policy(policy.pk, DecisionRef(1, number, about.get("at", timezone.now()), "Dichtbij"))
        policy.refresh_from_db()


def propose(market: Market, policy: MatchingPolicy) -> Proposal:
    people = [market.provider, market.requester, market.third, market.moderator, market.coordinator]
    return make_open_proposal(market.community, people, effect_kind=EFFECT, effect_id=policy.pk)


@pytest.mark.usefixtures("here")
class TestDrafts:
    def test_are_numbered_and_rank_nothing_yet(self, market: Market) -> None:
        first, second = draft(market), draft(market)
        assert (first.number, second.number) == (1, 2)
        assert (first.state, first.weights, first.made_by) == ("draft", ONLY_NEAR, market.coordinator)
        assert weights_in_force() == STARTING

    def test_the_number_of_one_that_was_thrown_away_is_not_given_again(self, market: Market) -> None:
        gone = discard_policy(policy=draft(market), by=market.actor("coordinator"))
        assert (gone.state, draft(market).number) == (PolicyState.DISCARDED, 2)

    @pytest.mark.parametrize("who", ["visitor", "provider", "moderator", "treasurer", "program", "neighbour"])
    def test_are_not_written_by_others(self, market: Market, who: str) -> None:
        policy, by = draft(market), _actor(market, who)
        said: dict[str, Any] = {"weights": STARTING_WEIGHTS, "fewest_points": 90, "explanation": "Anders"}
        for verb in (
            lambda: draft_policy(by=by, **said),
            lambda: change_policy(policy=policy, by=by, **said),
            lambda: discard_policy(policy=policy, by=by),
        ):
            with pytest.raises(NotAllowed):
                verb()
        assert list(MatchingPolicy.objects.values_list("explanation", "state")) == [(WHY, "draft")]

    @pytest.mark.parametrize("who", ["coordinator", "leader", "network"])
    def test_are_written_by_coordinators_and_who_leads(self, market: Market, who: str) -> None:
        policy = draft(market, _actor(market, who))
        changed = change_policy(
            policy=policy, weights=STARTING_WEIGHTS, fewest_points=36, explanation=" Zo ", by=_actor(market, who)
        )  # fmt: skip
        assert (changed.weights, changed.fewest_points, changed.explanation) == (STARTING_WEIGHTS, 36, "Zo")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"weights": {**ONLY_NEAR, "price": 101}}, "price"),
            ({"weights": {**ONLY_NEAR, "price": -1}}, "price"),
            ({"weights": {"words": 5}}, "category"),
            ({"weights": dict.fromkeys(PARTS, 0)}, "words"),
            ({"fewest_points": 0}, "fewest_points"),
            ({"fewest_points": 101}, "fewest_points"),
            ({"explanation": "  "}, "explanation"),
            ({"explanation": "x" * 2001}, "explanation"),
        ],
    )
    def test_are_refused_where_something_does_not_add_up(
        self, market: Market, changed: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(PolicyIncomplete) as refusal:
            draft(market, **changed)
        assert refusal.value.data == {"field": field}
        assert not MatchingPolicy.objects.exists()


@pytest.mark.usefixtures("here")
class TestDecision:
    def test_puts_it_in_force_with_its_number(self, market: Market) -> None:
        """The whole way: draft, proposal, consent of all, and the effect in the transaction of the decision."""
        policy = draft(market)
        proposal = propose(market, policy)
        assert "20" in proposal.effect_text
        make_everybody_agree(proposal)
        decision = adopt_proposal(proposal=proposal, by=market.actor("provider"))
        policy.refresh_from_db()
        assert (policy.state, policy.decision_number) == (PolicyState.ACTIVE, decision.number)
        assert policy.active_from == decision.decided_at
        weights = weights_in_force()
        assert (weights.by_part, weights.fewest, weights.number) == (ONLY_NEAR, 20, 1)
        assert (weights.share("distance"), weights.share("words")) == (0.75, 0.0)

    def test_what_changed_after_people_were_asked_is_not_adopted_unseen(self, market: Market) -> None:
        policy = draft(market)
        proposal = propose(market, policy)
        make_everybody_agree(proposal)
        change_policy(policy=policy, weights={**ONLY_NEAR, "words": 9}, fewest_points=20, explanation=WHY,
                      by=market.actor("coordinator"))  # fmt: skip
        with pytest.raises(EffectChanged):
            adopt_proposal(proposal=proposal, by=market.actor("provider"))
        assert MatchingPolicy.objects.get().state == PolicyState.DRAFT
        assert weights_in_force() == STARTING
        assert not Decision.objects.exists()

    def test_the_fingerprint_follows_every_weight_and_word(self, market: Market) -> None:
        policy, by = draft(market), market.actor("coordinator")
        fingerprint = effects.get(EFFECT).fingerprint
        assert fingerprint is not None
        said = {"weights": ONLY_NEAR, "fewest_points": 20, "explanation": WHY}
        seen = [fingerprint(policy.pk)]
        changes: list[dict[str, Any]] = [
            {},
            {"weights": {**ONLY_NEAR, "group": 2}},
            {"fewest_points": 21},
            {"explanation": "Anders."},
        ]
        for change in changes:
            change_policy(policy=policy, **{**said, **change}, by=by)
            seen.append(fingerprint(policy.pk))
        assert seen[0] == seen[1]
        assert len(set(seen)) == 4

    def test_one_that_is_decided_on_is_not_thrown_away(self, market: Market) -> None:
        policy = draft(market)
        propose(market, policy)
        with pytest.raises(PolicyIsProposed):
            discard_policy(policy=policy, by=market.actor("coordinator"))
        assert MatchingPolicy.objects.get().state == PolicyState.DRAFT

    def test_the_next_one_replaces_it(self, market: Market) -> None:
        now = timezone.now()
        first, second = draft(market), draft(market)
        put_in_force(market, first, at=now)
        put_in_force(market, second, "B-2026-002", at=now - timedelta(seconds=1))
        first.refresh_from_db()
        assert (first.state, first.active_from, first.active_to) == (PolicyState.SUPERSEDED, now, now)
        assert (second.state, second.active_from) == (PolicyState.ACTIVE, now)

    def test_the_effect_is_made_once_and_only_from_a_draft(self, market: Market) -> None:
        policy = draft(market)
        put_in_force(market, policy)
        put_in_force(market, policy)
        for other in (policy, discard_policy(policy=draft(market), by=market.actor("coordinator"))):
            with pytest.raises(PolicyNotDraft):
                put_in_force(market, other, "B-2026-999")
        assert MatchingPolicy.objects.get(state="active").decision_number == "B-2026-001"

    def test_what_was_decided_is_not_written_in_by_verbs(self, market: Market) -> None:
        policy, by = draft(market), market.actor("coordinator")
        put_in_force(market, policy)
        with pytest.raises(PolicyNotDraft):
            change_policy(policy=policy, weights=STARTING_WEIGHTS, fewest_points=9, explanation="x", by=by)
        with pytest.raises(PolicyNotDraft):
            discard_policy(policy=policy, by=by)
        assert weights_in_force().by_part == ONLY_NEAR

    def test_all_matches_are_ranked_anew_by_jobs(self, market: Market) -> None:
        """Far apart and of one group: by the weights to start with a good match, by these a bad one."""
        about = {"category": market.garden, "title": "Gras maaien"}
        offer = make_listing(market.community, market.provider, lat=52.1, lon=6.2, **about)
        make_listing(market.community, market.requester, side="request", lat=53.1, lon=6.2, **about)
        match_listing(listing_id=offer.pk)
        assert Match.objects.get().score > STARTING_FEWEST
        put_in_force(market, draft(market))
        deliver_waiting()
        assert list(Job.objects.filter(kind="marketplace.match_many").values_list("key", flat=True)) == [
            f"policy:{MatchingPolicy.objects.get().pk}"
        ]
        run_waiting(market)
        assert not Match.objects.exists()


@pytest.mark.usefixtures("here")
class TestTheDatabase:
    def test_refuses_what_is_in_force_without_a_decision(self, market: Market) -> None:
        rows = MatchingPolicy.objects.filter(pk=draft(market).pk)
        now = timezone.now()
        for values in (
            {"state": "active", "active_from": now},
            {"state": "active", "decision_number": "B-2026-001"},
            {"state": "superseded", "active_from": now, "active_to": now},
        ):
            refused_by_the_database(lambda values=values: rows.update(**values), "in_force_by_decision")
        with pytest.raises(DatabaseError), transaction.atomic():
            MatchingPolicy.objects.create(number=9, weights=ONLY_NEAR, fewest_points=20, explanation=WHY,
                                          state="active", active_from=now, made_at=now)  # fmt: skip
        assert rows.get().state == PolicyState.DRAFT

    def test_keeps_what_was_decided(self, market: Market) -> None:
        policy, other = draft(market), draft(market)
        put_in_force(market, policy)
        rows = MatchingPolicy.objects.filter(pk=policy.pk)
        changes: list[Callable[[], Any]] = [
            lambda: rows.update(weights=STARTING_WEIGHTS),
            lambda: rows.update(decision_number="B-2026-999"),
            lambda: rows.update(state="draft", decision_number="", active_from=None),
            rows.delete,
        ]
        for write in changes:
            refused_by_the_database(write, "matching_policy_stays")
        put_in_force(market, other, "B-2026-002")
        refused_by_the_database(lambda: rows.update(state="active", active_to=None), "matching_policy_stays")

    @pytest.mark.parametrize("weights", [{}, [], {"words": 101}, {"words": -1}, {"words": 1.5}, {"words": "5"},
                                         {"words": 0}])  # fmt: skip
    def test_refuses_weights_that_weigh_nothing_or_too_much(self, market: Market, weights: Any) -> None:
        rows = MatchingPolicy.objects.filter(pk=draft(market).pk)
        refused_by_the_database(lambda: rows.update(weights=weights), "matching_policy_weights_in_range")

    def test_has_one_in_force(self, market: Market) -> None:
        put_in_force(market, draft(market))
        rows = MatchingPolicy.objects.filter(pk=draft(market).pk)
        refused_by_the_database(
            lambda: rows.update(state="active", active_from=timezone.now(), decision_number="B-2026-002"),
            "matching_policy_active_once",
        )


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_leave_one_in_force(market: Market) -> None:
    policies = [draft(market), draft(market)]
    now = timezone.now()
    verbs = [
        lambda policy=policy, number=number: adopt_policy(
            policy.pk, DecisionRef(number, f"B-2026-00{number}", now, "Zo")
        )
        for number, policy in enumerate(policies, start=1)
    ]
    assert at_once(market.community, verbs) == [None, None]
    with scope(market.community):
        states = sorted(MatchingPolicy.objects.values_list("state", flat=True))
    assert states == [PolicyState.ACTIVE, PolicyState.SUPERSEDED]


def run_waiting(market: Market) -> None:
    """The work that a policy leaves, and what follows from it."""
    while ids := list(
        Job.objects.filter(kind="marketplace.match_many", state="queued").values_list("pk", flat=True)
    ):
        for job_id in ids:
            run_job_now(market.community.pk, job_id)


def refused_by_the_database(write: Callable[[], Any], name: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        write()
    cause: Any = refused.value.__cause__
    assert name in str(cause.diag.constraint_name)


def _actor(market: Market, who: str) -> Actor:
    """By name; the coordinator next door is nobody here but a person who sees the community."""
    community_id = market.community.pk
    if who == "treasurer":
        return actor_of(make_member(market.community, Role.TREASURER))
    if who == "leader":
        return actor_of(make_member(market.community, Role.DOMAIN_LEADER))
    if who == "program":
        return replace(market.actor("coordinator"), client_id="program")
    if who == "network":
        return Actor(make_user().pk, community_id, is_network_leader=True, sees_community=True)
    if who == "neighbour":
        return Actor(make_user().pk, community_id, sees_community=True)
    return market.actor(who)
