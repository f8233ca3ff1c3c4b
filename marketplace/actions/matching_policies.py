"""Writing how much each part of a match weighs, and putting it in force by decision."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.interface import open_proposal_for
from marketplace.actions.numbering import next_number
from marketplace.enums import PolicyState
from marketplace.events import MatchingPolicyAdopted
from marketplace.matching.errors import PolicyIncomplete, PolicyIsProposed, PolicyNotDraft
from marketplace.matching.rules import may_write_policies
from marketplace.matching.weights import MOST_WEIGHT, PARTS
from marketplace.models import MatchingPolicy
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry.effects import DecisionRef

EFFECT = "marketplace.adopt_matching_policy"
LONGEST_EXPLANATION = 2000
WRITTEN = ("weights", "fewest_points", "explanation")


@transaction.atomic
def draft_policy(
    *,
    weights: Mapping[str, int],
    fewest_points: int,
    explanation: str,
    by: Actor,
    at: datetime | None = None,
) -> MatchingPolicy:
    """New weights to talk about; nothing is ranked by them yet. Raises NotAllowed, PolicyIncomplete."""
    _require_writer(by)
    policy = MatchingPolicy(made_by_id=by.membership_id, made_at=at or timezone.now())
    _write(policy, weights, fewest_points, explanation)
    policy.number = next_number(MatchingPolicy.objects.all())
    policy.save()
    return policy


@transaction.atomic
def change_policy(
    *, policy: MatchingPolicy, weights: Mapping[str, int], fewest_points: int, explanation: str, by: Actor
) -> MatchingPolicy:
    """Other words or numbers in a draft. Raises NotAllowed, PolicyNotDraft, PolicyIncomplete."""
    _require_writer(by)
    policy = _locked_draft(policy)
    _write(policy, weights, fewest_points, explanation)
    policy.save(update_fields=WRITTEN)
    return policy


@transaction.atomic
def discard_policy(*, policy: MatchingPolicy, by: Actor) -> MatchingPolicy:
    """Throw a draft away; its number is not given again. Raises NotAllowed, PolicyNotDraft, PolicyIsProposed."""
    _require_writer(by)
    policy = _locked_draft(policy)
    if open_proposal_for(EFFECT, policy.pk) is not None:
        raise PolicyIsProposed
    policy.state = PolicyState.DISCARDED
    policy.save(update_fields=["state"])
    return policy


@transaction.atomic
def adopt_policy(policy_id: int, decision: DecisionRef) -> None:
    """The effect of a decision, and of nothing else: from now on matches are ranked so, and all are ranked anew.

    A repeated call for the same decision changes nothing. Raises PolicyNotDraft.
    """
    # All of them, in order of id: of two decisions at once the second sees what the first put in force.
    policies = {row.pk: row for row in MatchingPolicy.objects.select_for_update().order_by("pk")}
    policy = policies[policy_id]
    if policy.decision_number == decision.number:
        return
    if not policy.is_draft:
        raise PolicyNotDraft
    in_force = next((row for row in policies.values() if row.state == PolicyState.ACTIVE), None)
    moment = _replaced_at(in_force, decision.decided_at)
    policy.state, policy.active_from = PolicyState.ACTIVE, moment
    policy.decision_number = decision.number
    policy.save(update_fields=["state", "active_from", "decision_number"])
    publish(MatchingPolicyAdopted(policy.pk))


@transaction.atomic
def fingerprint_of(policy_id: int) -> str:
    """Another one as soon as a weight or a word is another.

    Holds the draft until the transaction ends: what a decision compares is what it then puts in force.
    """
    policy = MatchingPolicy.objects.select_for_update().get(pk=policy_id)
    said = [policy.weights, policy.fewest_points, policy.explanation]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _replaced_at(before: MatchingPolicy | None, decided_at: datetime) -> datetime:
    """End the one in force. Returns when the next one begins: the later of two decisions may carry the earlier moment."""
    if before is None:
        return decided_at
    moment = max(decided_at, before.active_from or decided_at)
    before.state, before.active_to = PolicyState.SUPERSEDED, moment
    before.save(update_fields=["state", "active_to"])
    return moment


def _require_writer(by: Actor) -> None:
    if not may_write_policies(by=by):
        raise NotAllowed(_("Only coordinators and who leads the community draft how matches are ranked."))


def _locked_draft(policy: MatchingPolicy) -> MatchingPolicy:
    locked = MatchingPolicy.objects.select_for_update().get(pk=policy.pk)
    if not locked.is_draft:
        raise PolicyNotDraft
    return locked


def _write(policy: MatchingPolicy, weights: Mapping[str, int], fewest_points: int, explanation: str) -> None:
    for part in PARTS:
        if not 0 <= weights.get(part, -1) <= MOST_WEIGHT:
            raise PolicyIncomplete(_("Give it a weight from 0 to 100."), data={"field": part})
    if not any(weights[part] for part in PARTS):
        raise PolicyIncomplete(_("Let at least one part count."), data={"field": PARTS[0]})
    if not 1 <= fewest_points <= MOST_WEIGHT:
        raise PolicyIncomplete(_("Choose from 1 to 100 points."), data={"field": "fewest_points"})
    said = explanation.strip()
    if not said or len(said) > LONGEST_EXPLANATION:
        sentence = _("Say in at most 2,000 letters why these weights: members decide by it.")
        raise PolicyIncomplete(sentence, data={"field": "explanation"})
    policy.weights = {part: weights[part] for part in PARTS}
    policy.fewest_points, policy.explanation = fewest_points, said
