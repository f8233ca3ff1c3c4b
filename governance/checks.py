"""What the steps Connect and Coordinate ask of a community (docs: readiness). Every check names what is missing.

The analysis is judged by the figures of the moment it was adopted, so that newcomers do not undo a step; until
then by those of today.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from communities.interface import invited_count
from governance import factors, queries
from governance.enums import Factor
from weconomics.registry.gates import CheckResult


def has_adopted_perspective(community: Any) -> CheckResult:
    return _is_adopted(community, Factor.PERSPECTIVE)


def has_adopted_culture(community: Any) -> CheckResult:
    return _is_adopted(community, Factor.CULTURE)


def has_adopted_vision(community: Any) -> CheckResult:
    return _is_adopted(community, Factor.VISION)


def has_shared_context(community: Any) -> CheckResult:
    """Enough chances and threats to speak of an analysis."""
    needed = settings.GATE_THRESHOLDS
    found = best_figures()
    if found["chances"] >= needed["chances"] and found["threats"] >= needed["threats"]:
        return CheckResult(True)
    sentence = gettext(
        "Write down at least %(chances)d chances and %(threats)d threats (now %(c)d and %(t)d)."
    ) % {
        "chances": needed["chances"],
        "threats": needed["threats"],
        "c": found["chances"],
        "t": found["threats"],
    }
    return CheckResult(False, sentence, reverse("governance:context", args=[community.slug]))


def has_invited_enough(community: Any) -> CheckResult:
    needed, found = settings.GATE_THRESHOLDS["invited"], best_figures()["invited"]
    if found >= needed:
        return CheckResult(True)
    sentence = ngettext("Invite %(count)d more person.", "Invite %(count)d more people.", needed - found) % {
        "count": needed - found
    }
    return CheckResult(False, sentence, reverse("communities:invitations", args=[community.slug]))


def has_enough_voices(community: Any) -> CheckResult:
    """Enough of those who were invited wrote down what they see themselves."""
    needed, found = settings.GATE_THRESHOLDS["contributed_percent"], best_figures()
    percent = contributed_percent(found)
    if percent >= needed:
        return CheckResult(True)
    sentence = gettext(
        "Ask more people what they see: %(percent)d%% gave a chance or a threat, %(needed)d%% is needed."
    )
    return CheckResult(
        False,
        sentence % {"percent": percent, "needed": needed},
        reverse("governance:context", args=[community.slug]),
    )


def has_met_objections(community: Any) -> CheckResult:
    """No open objection against the perspective or the agreements that are being proposed."""
    count = queries.objections_before(Factor.PERSPECTIVE, Factor.CULTURE)
    if not count or _both_adopted():
        return CheckResult(True)
    sentence = ngettext(
        "Meet the %(count)d open objection.", "Meet the %(count)d open objections.", count
    ) % {"count": count}
    return CheckResult(False, sentence, reverse("governance:proposals", args=[community.slug]))


def has_smart_goal(community: Any) -> CheckResult:
    """At least one goal of the adopted ambition says everything that makes it measurable."""
    adopted = queries.adopted_version(Factor.AMBITION)
    if adopted is None:
        return _is_adopted(community, Factor.AMBITION)
    if any(factors.is_smart(goal) for goal in adopted.content.get("goals", [])):
        return CheckResult(True)
    return CheckResult(
        False, gettext("Make at least one goal SMART."), _factor_url(community, Factor.AMBITION)
    )


def has_decision_areas(community: Any) -> CheckResult:
    """Members can read for enough areas who decides and how."""
    adopted = queries.adopted_version(Factor.GOVERNANCE)
    if adopted is None:
        return _is_adopted(community, Factor.GOVERNANCE)
    needed, found = settings.GATE_THRESHOLDS["decision_areas"], len(adopted.content.get("decision_areas", []))
    if found >= needed:
        return CheckResult(True)
    sentence = ngettext(
        "Say for %(count)d more area who decides.",
        "Say for %(count)d more areas who decides.",
        needed - found,
    ) % {"count": needed - found}
    return CheckResult(False, sentence, _factor_url(community, Factor.GOVERNANCE))


def best_figures() -> dict[str, int]:
    """chances, threats, contributors, invited: as adopted with the perspective, or as they are now if nothing was."""
    adopted = queries.adopted_version(Factor.PERSPECTIVE)
    today = figures_today()
    if adopted is None or not adopted.evidence:
        return today
    then = {**today, **adopted.evidence}
    return then if _score(then) > _score(today) else today


def figures_today() -> dict[str, int]:
    return {**queries.context_counts(), "invited": invited_count()}


def contributed_percent(figures: dict[str, int]) -> int:
    return 100 * figures["contributors"] // figures["invited"] if figures["invited"] else 0


def _score(figures: dict[str, int]) -> int:
    """How many of the thresholds these figures meet."""
    needed = settings.GATE_THRESHOLDS
    return sum(
        [
            figures["chances"] >= needed["chances"],
            figures["threats"] >= needed["threats"],
            figures["invited"] >= needed["invited"],
            contributed_percent(figures) >= needed["contributed_percent"],
        ]
    )


def _both_adopted() -> bool:
    adopted = queries.adopted_contents()
    return Factor.PERSPECTIVE in adopted and Factor.CULTURE in adopted


def _is_adopted(community: Any, factor: Factor) -> CheckResult:
    if queries.adopted_version(factor) is not None:
        return CheckResult(True)
    sentence = gettext("Write the %(factor)s together and decide on it.") % {"factor": _in_sentence(factor)}
    return CheckResult(False, sentence, _factor_url(community, factor))


def _in_sentence(factor: Factor) -> str:
    return f"“{factor.label}”"


def _factor_url(community: Any, factor: Factor) -> str:
    return reverse("governance:factor", args=[community.slug, factor.value])
