"""Matching rounds: planned over all that is open, looked at and mended by a coordinator, sent as proposals to both sides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.deals import propose_deal_for_both
from marketplace.actions.numbering import next_number
from marketplace.enums import AllocationState, RoundState
from marketplace.errors import RoundNotOpen
from marketplace.models import Allocation, MatchingRound
from marketplace.planning import Plan
from marketplace.rounds.figures import figures_of
from marketplace.rounds.market import Market
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed
from weconomics.jobs import enqueue

CAN_CHANGE = (RoundState.READY,)
SENT_AT_A_TIME = 25


@transaction.atomic
def start_round(*, by: Actor, local_group_id: int | None = None, at: datetime | None = None) -> MatchingRound:
    """Begin a round over the community, or over one local group. The plan is made by a job. Raises NotAllowed."""
    _check(by)
    round_ = MatchingRound.objects.create(
        number=next_number(MatchingRound.objects.all()),
        local_group_id=local_group_id,
        made_by_id=by.membership_id,
        made_at=at or timezone.now(),
    )
    _enqueue_planning(round_)
    return round_


@transaction.atomic
def keep_plan(
    *, round_: MatchingRound, market: Market, made: Plan, at: datetime | None = None
) -> MatchingRound:
    """Write the lines of a plan that was made, in place of those before; pinned lines stay as they are.

    Called by the job. Does nothing when the round was dropped or sent meanwhile.
    """
    round_ = _lock(round_)
    if round_.state != RoundState.PLANNING:
        return round_
    _lines(round_).filter(state=AllocationState.SUGGESTED, is_pinned=False).delete()
    lines = [
        _line(round_, market, match, amount)
        for match, amount in zip(market.matches, made.amounts.tolist(), strict=True)
        if amount and (match.offer_id, match.request_id) not in market.pinned
    ]
    Allocation.objects.bulk_create(lines, batch_size=1000)
    round_.state, round_.planned_at = RoundState.READY, at or timezone.now()
    round_.pairs, round_.solver, round_.milliseconds = len(market.matches), made.solver, made.milliseconds
    round_.plan_points, round_.greedy_points = made.points, made.greedy_points
    round_.bound_points, round_.is_proven_best = made.bound_points, made.is_proven_best
    round_.figures = figures_of(market, made)
    round_.save()
    return round_


@transaction.atomic
def replan_round(*, round_: MatchingRound, by: Actor) -> MatchingRound:
    """Plan again around what is pinned and without what was taken out. Raises NotAllowed, RoundNotOpen."""
    round_ = _open_round(round_, by)
    round_.state = RoundState.PLANNING
    round_.save(update_fields=["state"])
    _enqueue_planning(round_)
    return round_


@transaction.atomic
def pin_line(*, line: Allocation, by: Actor, is_pinned: bool = True) -> Allocation:
    """This line stays as it is when the round is planned again; or not any more. Raises NotAllowed, RoundNotOpen."""
    _open_round(line.round, by)
    line.is_pinned = is_pinned
    line.save(update_fields=["is_pinned"])
    return line


@transaction.atomic
def take_out_line(*, line: Allocation, by: Actor, is_taken_out: bool = True) -> Allocation:
    """This pair is not proposed, nor planned again; or it comes back. Raises NotAllowed, RoundNotOpen."""
    _open_round(line.round, by)
    line.is_taken_out, line.is_pinned = is_taken_out, False
    line.state = AllocationState.WITHDRAWN if is_taken_out else AllocationState.SUGGESTED
    line.save(update_fields=["is_taken_out", "is_pinned", "state"])
    return line


@transaction.atomic
def drop_round(*, round_: MatchingRound, by: Actor) -> MatchingRound:
    """Nothing of it is sent. Raises NotAllowed, RoundNotOpen."""
    round_ = _open_round(round_, by, RoundState.READY, RoundState.PLANNING, RoundState.FAILED)
    round_.state = RoundState.DROPPED
    round_.save(update_fields=["state"])
    _lines(round_).filter(state=AllocationState.SUGGESTED).update(state=AllocationState.WITHDRAWN)
    return round_


@transaction.atomic
def send_round(*, round_: MatchingRound, by: Actor, at: datetime | None = None) -> MatchingRound:
    """Lay every line before both sides. The proposals go out by a job; a second call sends nothing twice.

    Raises NotAllowed, RoundNotOpen.
    """
    _check(by)
    round_ = _lock(round_)
    if round_.state == RoundState.SENT:
        return round_
    _expect(round_, RoundState.READY)
    round_.state, round_.sent_at = RoundState.SENT, at or timezone.now()
    round_.save(update_fields=["state", "sent_at"])
    enqueue("marketplace.send_round", key=str(round_.pk), payload={"round_id": round_.pk}, by=by)
    return round_


@transaction.atomic
def send_lines(*, round_: MatchingRound, at: datetime | None = None) -> int:
    """Propose the next lines of a round that is being sent. Returns how many are still to go.

    A line that does not fit any more is left out, and the round says why.
    """
    round_ = _lock(round_)
    waiting = _lines(round_).filter(state=AllocationState.SUGGESTED).order_by("pk")
    by = Actor.system(round_.community_id)
    for line in waiting[:SENT_AT_A_TIME]:
        try:
            propose_deal_for_both(allocation=line, by=by, at=at)
        except DomainError as refusal:
            _leave_out(round_, line, str(refusal))
    round_.save(update_fields=["figures"])
    return waiting.count()


@transaction.atomic
def fail_round(*, round_: MatchingRound, reason: str) -> MatchingRound:
    """The plan could not be made; the round says so and can be dropped."""
    round_ = _lock(round_)
    round_.state, round_.refused_reason = RoundState.FAILED, reason[:500]
    round_.save(update_fields=["state", "refused_reason"])
    return round_


def _line(round_: MatchingRound, market: Market, match: Any, amount: int) -> Allocation:
    return Allocation(
        round=round_,
        offer_id=match.offer_id,
        request_id=match.request_id,
        amount=market.amount_of(match, amount),
        on=market.day_of(match),
        state=AllocationState.SUGGESTED,
        points=match.score,
        reasons=match.reasons,
    )


def _leave_out(round_: MatchingRound, line: Allocation, reason: str) -> None:
    line.state = AllocationState.WITHDRAWN
    line.save(update_fields=["state"])
    round_.figures.setdefault("left_out", []).append({"line": str(line.public_id), "reason": reason})


def _enqueue_planning(round_: MatchingRound) -> None:
    """A job for each time it is planned: the key counts them."""
    moment = round_.planned_at.isoformat() if round_.planned_at else "first"
    enqueue("marketplace.plan_round", key=f"{round_.pk}:{moment}", payload={"round_id": round_.pk})


def _open_round(round_: MatchingRound | None, by: Actor, *states: RoundState) -> MatchingRound:
    _check(by)
    if round_ is None:
        raise RoundNotOpen
    round_ = _lock(round_)
    _expect(round_, *(states or CAN_CHANGE))
    return round_


def _check(by: Actor) -> None:
    if not rules.may_plan_rounds(by=by):
        raise NotAllowed(_("Coordinators and who leads the community plan rounds."))


def _expect(round_: MatchingRound, *states: RoundState) -> None:
    if round_.state not in states:
        raise RoundNotOpen


def _lock(round_: MatchingRound) -> MatchingRound:
    return MatchingRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)


def _lines(round_: MatchingRound) -> Any:
    return Allocation.objects.filter(round=round_)
