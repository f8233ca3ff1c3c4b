"""The change that a proposal carries: held when the members are asked, compared and applied when they have decided."""

from django.utils.translation import override

from governance.actions.factors import propose_version, release_version
from governance.errors import EffectChanged, EffectGone
from governance.models import Decision, Proposal
from weconomics.registry import effects
from weconomics.registry.effects import DecisionRef, Effect

ADOPT_FACTOR = "governance.adopt_factor"


def describe_effect(proposal: Proposal) -> None:
    """Write into the (unsaved) proposal what it would change, in the community's first language.

    Raises EffectGone where that is not a candidate now.
    """
    if not proposal.effect_kind or proposal.effect_id is None:
        proposal.effect_text = proposal.effect_fingerprint = ""
        return
    if proposal.effect_id not in dict(_effect_of(proposal).candidates()):
        raise EffectGone(data={"field": "effect"})
    describe_held_effect(proposal)


def describe_held_effect(proposal: Proposal) -> None:
    """The same for a change that is held already: a new text shows it as it is now."""
    if not proposal.effect_kind or proposal.effect_id is None:
        return
    effect = _effect_of(proposal)
    with override(proposal.community.default_language):
        proposal.effect_text = effect.describe(proposal.effect_id)[:500]
    proposal.effect_fingerprint = _fingerprint(effect, proposal.effect_id)


def hold_effect(proposal: Proposal) -> None:
    """From now on a factor version that is proposed cannot be written in."""
    if proposal.effect_kind == ADOPT_FACTOR and proposal.effect_id is not None:
        propose_version(proposal.effect_id)


def release_effect(proposal: Proposal) -> None:
    if proposal.effect_kind == ADOPT_FACTOR and proposal.effect_id is not None:
        release_version(proposal.effect_id)


def apply_effect(proposal: Proposal, decision: Decision) -> None:
    """Make the change, once, in the transaction of the decision. Raises EffectGone, EffectChanged."""
    if not proposal.effect_kind or proposal.effect_id is None:
        return
    effect = _effect_of(proposal)
    if _fingerprint(effect, proposal.effect_id) != proposal.effect_fingerprint:
        raise EffectChanged
    effect.apply(
        proposal.effect_id, DecisionRef(decision.pk, decision.number, decision.decided_at, decision.title)
    )


def _effect_of(proposal: Proposal) -> Effect:
    try:
        return effects.get(proposal.effect_kind)
    except KeyError:
        raise EffectGone(data={"field": "effect"}) from None


def _fingerprint(effect: Effect, effect_id: int) -> str:
    return effect.fingerprint(effect_id)[:200] if effect.fingerprint else ""
