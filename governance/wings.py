"""The picture of the seven factors: two wings and a hinge, each factor with where it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance import queries
from governance.enums import Factor, FactorState, Side
from governance.factors import ABOUT, About
from governance.models import FactorVersion

RED_AFTER_DAYS = 60


@dataclass(frozen=True)
class FactorCard:
    """One factor on the picture. `standing` is empty, draft, proposed, alive, due or overdue."""

    factor: Factor
    about: About
    standing: str
    summary: str
    adopted: FactorVersion | None
    draft: FactorVersion | None
    proposed: FactorVersion | None

    @property
    def tone(self) -> str:
        tones = {"alive": "success", "proposed": "info", "due": "warning", "overdue": "error"}
        return tones.get(self.standing, "neutral")

    @property
    def standing_label(self) -> Any:
        return STANDINGS[self.standing]


@dataclass(frozen=True)
class Wings:
    """Demand side (three factors), the hinge, supply side (three factors)."""

    demand: list[FactorCard]
    hinge: FactorCard
    supply: list[FactorCard]

    @property
    def cards(self) -> list[FactorCard]:
        return [*self.demand, self.hinge, *self.supply]

    @property
    def adopted_count(self) -> int:
        return sum(card.adopted is not None for card in self.cards)


STANDINGS = {
    "empty": _("Not begun"),
    "draft": _("Being written"),
    "proposed": _("Being decided"),
    "alive": _("Adopted"),
    "due": _("Review is due"),
    "overdue": _("Review is long overdue"),
}


def wings(today: date | None = None) -> Wings:
    """One query, whatever stands in it."""
    versions, today = queries.current_versions(), today or timezone.localdate()
    cards = [_card(factor, versions[factor], today) for factor in Factor]
    return Wings(
        demand=[card for card in cards if card.factor.side == Side.DEMAND],
        hinge=next(card for card in cards if card.factor.side == Side.HINGE),
        supply=[card for card in cards if card.factor.side == Side.SUPPLY],
    )


def _card(factor: Factor, versions: dict[str, FactorVersion], today: date) -> FactorCard:
    adopted = versions.get(FactorState.ADOPTED)
    return FactorCard(
        factor=factor,
        about=ABOUT[factor],
        standing=_standing(versions, today),
        summary=summary_of(factor, adopted.content) if adopted else "",
        adopted=adopted,
        draft=versions.get(FactorState.DRAFT),
        proposed=versions.get(FactorState.PROPOSED),
    )


def _standing(versions: dict[str, FactorVersion], today: date) -> str:
    if adopted := versions.get(FactorState.ADOPTED):
        late = adopted.days_overdue(today)
        if late:
            return "overdue" if late >= RED_AFTER_DAYS else "due"
        return "alive"
    if FactorState.PROPOSED in versions:
        return "proposed"
    return "draft" if FactorState.DRAFT in versions else "empty"


def summary_of(factor: Factor, content: dict[str, Any]) -> str:
    """The heart of a factor in one sentence."""
    if factor == Factor.GOVERNANCE:
        return gettext("%(count)d decision areas") % {"count": len(content.get("decision_areas", []))}
    if factor == Factor.STRUCTURE:
        return ", ".join(row["who"] for row in content.get("people", [])[:3])
    if factor == Factor.CULTURE:
        return ", ".join(row["value"] for row in content.get("agreements", [])[:4])
    if factor == Factor.AMBITION:
        return _first_goal(content)
    keys = {Factor.PERSPECTIVE: "why", Factor.VISION: "destination", Factor.COORDINATION: "strategy"}
    return str(content.get(keys[factor], ""))


def _first_goal(content: dict[str, Any]) -> str:
    goals = content.get("goals", [])
    return goals[0]["title"] if goals else str(content.get("target_group", ""))
