"""What connects the demo's communities: their analysis, factors, decisions and open proposals, told in their past."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from governance.actions.context import add_context_item
from governance.actions.decisions import adopt_proposal
from governance.actions.effects import ADOPT_FACTOR
from governance.actions.factors import save_factor_draft, start_factor_draft
from governance.actions.proposals import draft_proposal, open_proposal, revise_proposal
from governance.actions.responses import respond
from governance.enums import Factor, ObjectionState, ResponseKind
from governance.models import ContextItem, ContextRating, FactorVersion, Objection, Proposal, Response
from weconomics.actor import Actor
from weconomics.demo.loading import Spec, by_key
from weconomics.demo.moments import moment
from weconomics.registry import demo, effects

KINDS_OF_EFFECT = {
    "partner": "communities.admit_partner",
    "revenue_model": "billing.activate_revenue_model",
    "matching_policy": "marketplace.adopt_matching_policy",
}
DAYS = 7
OBJECTED_AFTER, REVISED_AFTER = timedelta(days=2), timedelta(days=4)
SOME_DISAGREE = (0, 1, 0, -1, 0)
PART_THAT_ANSWERS = 0.65
RATERS = 7


def share_analysis(spec: Spec) -> None:
    """Chances and threats, each by who saw it, and everybody's weighing of them."""
    for row in spec["context"]:
        add_context_item(
            kind=row["kind"],
            theme=row["theme"],
            title=row["title"],
            description=row.get("description", ""),
            by=spec["actor"](row["by"]),
        )
    _weigh(spec)
    founded_at = moment(str(spec["community"]["founded_on"]), spec["now"]) + timedelta(days=7)
    ContextItem.objects.update(created_at=founded_at)
    ContextRating.objects.update(rated_at=founded_at + timedelta(days=3))


def _weigh(spec: Spec) -> None:
    """How some of the authors weigh each item, around what the data says. In one statement: the demo starts quickly."""
    weights = {row["title"]: (row["impact"], row["likelihood"]) for row in spec["context"]}
    items = list(ContextItem.objects.all())
    authors = [item.author_id for item in items]
    ratings = []
    for place, item in enumerate(items):
        impact, likelihood = weights[item.title]
        for number in range(RATERS):
            off = SOME_DISAGREE[(place + number) % len(SOME_DISAGREE)]
            author_id = authors[(place + number) % len(authors)]
            ratings.append(
                ContextRating(
                    item=item,
                    membership_id=author_id,
                    impact=_within(impact + off),
                    likelihood=_within(likelihood - off),
                )
            )
    ContextRating.objects.bulk_create(ratings)


def decide_first(spec: Spec) -> None:
    """The decisions up to the first about a partner: partners can only apply to a connected community."""
    for row in spec["decisions"][: _first_about_partner(spec)]:
        _decide(spec, row)


def decide_rest(spec: Spec) -> None:
    for row in spec["decisions"][_first_about_partner(spec) :]:
        _decide(spec, row)
    spec["actor"].cache_clear()  # partners were admitted: their people act for them now


def open_rounds(spec: Spec) -> None:
    """What the community is deciding on now."""
    for row in spec["proposals"]:
        _open_round(spec, row)


def _within(number: int) -> int:
    return min(5, max(1, number))


def _first_about_partner(spec: Spec) -> int:
    about = [row["effect"].startswith("partner:") for row in spec["decisions"]]
    return about.index(True)


def _decide(spec: Spec, row: dict[str, Any]) -> None:
    """A round from opening to decision, with the objection that was raised and how it was met."""
    opened_at = moment(row["opened"], spec["now"])
    proposal = _open(spec, row, opened_at, days=DAYS)
    _answer_all(spec, proposal, row, opened_at + timedelta(days=1))
    if "objection" in row:
        proposal = _meet(spec, proposal, row, opened_at)
        _answer_all(spec, proposal, row, opened_at + timedelta(days=5))
    adopt_proposal(
        proposal=proposal, by=spec["actor"](row["by"]), at=opened_at + timedelta(days=DAYS, hours=1)
    )


def _open(spec: Spec, row: dict[str, Any], opened_at: datetime, *, days: int) -> Proposal:
    by = spec["actor"](row["by"])
    kind, effect_id = _effect(spec, row.get("effect", ""), by)
    proposal = draft_proposal(
        title=row["title"],
        driver=row["driver"],
        text=row["text"],
        by=by,
        effect_kind=kind,
        effect_id=effect_id,
        days=days,
        evaluation=row.get("evaluation", ""),
        review_on=row.get("review_on"),
    )
    Proposal.objects.filter(pk=proposal.pk).update(created_at=opened_at - timedelta(days=1))
    return open_proposal(proposal=proposal, by=by, at=opened_at)


def _answer_all(spec: Spec, proposal: Proposal, row: dict[str, Any], at: datetime) -> None:
    """Who has a concern, and of the others enough for the quorum: each time other people are the silent ones.

    The plain answers are written in one statement: the demo starts quickly. Concluding counts them like any other.
    """
    for concern in row.get("concerns", []):
        _respond(proposal, ResponseKind.CONCERN, spec["actor"](concern["by"]), concern["text"], at)
    heard = Response.objects.filter(elector__proposal=proposal, text_version=proposal.text_version)
    silent = list(proposal.electors.exclude(pk__in=heard.values("elector")).order_by("pk"))
    start = proposal.number * 5 % len(silent)
    answering = (silent + silent)[start : start + ceil(len(silent) * PART_THAT_ANSWERS)]
    Response.objects.bulk_create(
        Response(
            elector=elector, text_version=proposal.text_version, kind=ResponseKind.NO_OBJECTION, given_at=at
        )
        for elector in answering
    )


def _meet(spec: Spec, proposal: Proposal, row: dict[str, Any], opened_at: datetime) -> Proposal:
    objection = row["objection"]
    objector = spec["actor"](objection["by"])
    _respond(proposal, ResponseKind.OBJECTION, objector, objection["argument"], opened_at + OBJECTED_AFTER)
    raised = Objection.objects.get(elector__proposal=proposal, state=ObjectionState.OPEN)
    return revise_proposal(
        proposal=proposal,
        text=objection["text"],
        resolutions={raised.pk: objection["resolution"]},
        by=spec["actor"](row["by"]),
        at=opened_at + REVISED_AFTER,
    )


def _open_round(spec: Spec, row: dict[str, Any]) -> None:
    """A round that still runs, with the answers so far."""
    opened_at = moment(row["opened"], spec["now"])
    proposal = _open(spec, row, opened_at, days=row["days"])
    given = opened_at + timedelta(hours=20)
    for key in row.get("agree", []):
        _respond(proposal, ResponseKind.NO_OBJECTION, spec["actor"](key), "", given)
    for concern in row.get("concerns", []):
        _respond(proposal, ResponseKind.CONCERN, spec["actor"](concern["by"]), concern["text"], given)
    for one in row.get("objections", []):
        _respond(proposal, ResponseKind.OBJECTION, spec["actor"](one["by"]), one["argument"], given)


def _respond(proposal: Proposal, kind: ResponseKind, by: Actor, argument: str, at: datetime) -> None:
    respond(proposal=proposal, kind=kind, by=by, text_version=proposal.text_version, argument=argument, at=at)


def _effect(spec: Spec, effect: str, by: Actor) -> tuple[str, int | None]:
    """'factor:vision', 'partner:korst' or 'revenue_model:1' as the kind and id that a proposal names."""
    kind, _colon, name = effect.partition(":")
    if kind == "factor":
        return ADOPT_FACTOR, _write_factor(spec, Factor(name), by).pk
    if not kind:
        return "", None
    label = _name_of(spec, kind, name)
    kind = KINDS_OF_EFFECT[kind]
    return kind, next(found for found, text in effects.get(kind).candidates() if label in text)


def _name_of(spec: Spec, kind: str, name: str) -> str:
    """The words by which the app that owns the change lists it."""
    if kind == "partner":
        return str(by_key(spec["partners"], name)["name"])
    if kind == "matching_policy":
        return f" {name}"
    return str(next(model["name"] for model in spec["revenue_models"] if str(model["number"]) == name))


def _write_factor(spec: Spec, factor: Factor, by: Actor) -> FactorVersion:
    system = Actor.system(spec["actor"](spec["people"][0]["key"]).community_id)
    draft = start_factor_draft(factor=factor, by=system)
    return save_factor_draft(version=draft, content=spec["factors"][factor.value], by=system)


demo.register(20, share_analysis)
demo.register(25, decide_first)
demo.register(35, decide_rest)
demo.register(38, open_rounds)
