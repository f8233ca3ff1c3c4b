"""What this app brings to the menu, the home page, the checklists, the steps of readiness, the search and decisions."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance import checks, panels, queries
from governance.actions.adoption import adopt_factor_version
from governance.actions.effects import ADOPT_FACTOR
from governance.enums import Factor, FactorState
from governance.models import FactorVersion
from governance.personal_data import export
from governance.searching import find_decisions, find_proposals
from weconomics import registry
from weconomics.actor import Actor, Role
from weconomics.registry.checklists import ChecklistItem
from weconomics.registry.effects import Effect
from weconomics.registry.gates import GateCheck
from weconomics.registry.navigation import NavItem
from weconomics.registry.search import SearchProvider


def register_all() -> None:
    """Called once, when the app is ready."""
    _register_menu()
    _register_checks()
    _register_checklists()
    registry.panels.register("community_home", order=20, render=panels.open_decisions)
    registry.panels.register("community_home", order=70, render=panels.factor_wings)
    registry.panels.register("partner_profile", order=10, render=panels.decision_on)
    registry.search.register(SearchProvider("decisions", _("Decisions"), find_decisions, 40))
    registry.search.register(SearchProvider("proposals", _("Proposals"), find_proposals, 45))
    registry.personal_data.register("governance", export)
    registry.effects.register(
        Effect(
            kind=ADOPT_FACTOR,
            label=_("Adopt a connecting factor"),
            candidates=_drafts,
            describe=_describe,
            apply=adopt_factor_version,
            url=_version_url,
        )
    )


def _register_menu() -> None:
    places = [
        NavItem(
            _("Decide"), "governance:proposals", "vote", 40, visible=_takes_part, badge=_waiting_for_my_answer
        ),
        NavItem(_("What connects us"), "governance:factors", "compass", 50),
        NavItem(_("Chances and threats"), "governance:context", "telescope", 52, visible=_takes_part),
        NavItem(_("Decision log"), "governance:decisions", "scroll-text", 54),
        NavItem(_("Readiness"), "governance:readiness", "list-checks", 5, "manage", _prepares),
    ]
    for place in places:
        registry.navigation.register(place)


def _register_checks() -> None:
    asked = [
        GateCheck("G1", "people_invited", _("Enough people were invited"), checks.has_invited_enough, 10),
        GateCheck(
            "G1", "context_shared", _("Chances and threats were gathered"), checks.has_shared_context, 20
        ),
        GateCheck("G1", "people_contributed", _("Most people gave their view"), checks.has_enough_voices, 30),
        GateCheck(
            "G1", "perspective_adopted", _("The perspective was adopted"), checks.has_adopted_perspective, 40
        ),
        GateCheck(
            "G1", "culture_adopted", _("There are community agreements"), checks.has_adopted_culture, 50
        ),
        GateCheck("G1", "objections_met", _("No objection is open"), checks.has_met_objections, 60),
        GateCheck("G2", "vision_adopted", _("The vision was adopted"), checks.has_adopted_vision, 10),
        GateCheck("G2", "smart_goal", _("There is a SMART goal"), checks.has_smart_goal, 20),
        GateCheck("G2", "decision_areas", _("It is clear who decides what"), checks.has_decision_areas, 30),
    ]
    for check in asked:
        registry.gates.register(check)


def _register_checklists() -> None:
    item = ChecklistItem
    for_community = [
        item("context", _("Gather chances and threats"), _has_context, _to("governance:context"), 30),
        *(
            item(
                f"factor_{factor}",
                _title_of(factor),
                _adopted(factor),
                _to("governance:factor", factor.value),
                order,
            )
            for factor, order in ((Factor.PERSPECTIVE, 35), (Factor.CULTURE, 40), (Factor.VISION, 60))
        ),
    ]
    for_member = [
        item(
            "context", _("Say which chances and threats you see"), _gave_a_view, _to("governance:context"), 40
        ),
        item("answer", _("Answer the open proposals"), _answered_all, _to("governance:proposals"), 50),
    ]
    for one in for_community:
        registry.checklists.register("community", one)
    for one in for_member:
        registry.checklists.register("member", one)


def _title_of(factor: Factor) -> Any:
    titles = {
        Factor.PERSPECTIVE: _("Adopt the perspective"),
        Factor.CULTURE: _("Adopt the community agreements"),
        Factor.VISION: _("Adopt the vision"),
    }
    return titles[factor]


def _drafts() -> list[tuple[int, str]]:
    rows = FactorVersion.objects.filter(state=FactorState.DRAFT).order_by("factor")
    return [(row.pk, _label(row)) for row in rows]


def _describe(version_id: int) -> str:
    return _label(FactorVersion.objects.get(pk=version_id))


def _label(version: FactorVersion) -> str:
    return gettext("%(factor)s, version %(number)d") % {
        "factor": version.get_factor_display(),
        "number": version.number,
    }


def _version_url(version_id: int) -> str:
    row = FactorVersion.objects.select_related("community").get(pk=version_id)
    return reverse("governance:factor_version", args=[row.community.slug, row.factor, row.number])


def _takes_part(actor: Actor) -> bool:
    return actor.is_member or actor.leads


def _prepares(actor: Actor) -> bool:
    return actor.leads or actor.has_role(Role.COORDINATOR, Role.TREASURER)


def _waiting_for_my_answer(request: HttpRequest) -> int:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return queries.unanswered_by(actor.membership_id).count() if actor.is_member else 0


def _has_context(request: HttpRequest) -> bool:
    return checks.has_shared_context(request.community).done  # type: ignore[attr-defined]


def _adopted(factor: Factor) -> Any:
    return lambda request: queries.adopted_version(factor) is not None


def _gave_a_view(request: HttpRequest) -> bool:
    return queries.has_contributed(request.actor.membership_id)  # type: ignore[attr-defined]


def _answered_all(request: HttpRequest) -> bool:
    return not _waiting_for_my_answer(request)


def _to(url_name: str, *more: str) -> Any:
    return lambda slug: reverse(url_name, args=[slug, *more])


register_all()
