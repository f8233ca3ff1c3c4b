"""The steps of a deal as data: who takes which step, from which state to which, under what condition, within what time.

The verbs ask `check` before they write, the pages and the API show what `steps_for` answers, and docs/marketplace/deals.md
holds this table; a test compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from marketplace.cancelling import end_of
from marketplace.enums import DealState, DisputeState, EndReason, Kind, Proposer
from marketplace.errors import WrongDealState
from marketplace.models import Deal
from marketplace.rules import acts_for, may_plan_rounds
from marketplace.withdrawal_terms import facts_of_right, right_of_deal
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed

DISPUTE_AFTER_ITS_END = timedelta(days=14)


NEW = "new"  # where a deal begins: it is no row yet


class Who(StrEnum):
    """Who takes a step."""

    PROVIDER = "provider"
    REQUESTER = "requester"
    EITHER = "either"
    ASKED = "asked"
    OPENER = "opener"
    JUDGE = "judge"
    COORDINATOR = "coordinator"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition beside the state, in words for people."""

    text: Promise
    holds: Callable[[Deal, datetime], bool]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step. `after` names the setting of the community with its time limit in days.

    What is not `is_offered` is taken elsewhere than by a button on the deal's page or by one call on the deal.
    """

    name: str
    label: Promise
    who: Who
    source: tuple[str, ...]
    target: tuple[DealState, ...]
    guard: Guard | None = None
    after: str = ""
    icon: str = "arrow-right"
    asks: tuple[str, ...] = ()
    is_offered: bool = True


def _moment_has_passed(deal: Deal, at: datetime) -> bool:
    moment = end_of(deal.planned_on, deal.planned_at, ZoneInfo(deal.community.time_zone))
    return moment is not None and at >= moment


def _still_valid(deal: Deal, at: datetime) -> bool:
    return deal.proposal_until is None or at <= deal.proposal_until


def _time_is_over(deal: Deal, at: datetime) -> bool:
    return deal.proposal_until is not None and at >= deal.proposal_until


def _confirming_is_over(deal: Deal, at: datetime) -> bool:
    return deal.confirm_by is not None and at >= deal.confirm_by


def _both_said_yes(deal: Deal, _at: datetime) -> bool:
    return deal.provider_accepted_at is not None and deal.requester_accepted_at is not None


def _may_withdraw(deal: Deal, at: datetime) -> bool:
    return right_of_deal(deal, at).holds


def _may_begin_early(deal: Deal, at: datetime) -> bool:
    return _may_withdraw(deal, at) and facts_of_right(deal).kind != Kind.GOOD


def _can_be_disputed(deal: Deal, at: datetime) -> bool:
    """While it runs; after it was confirmed by itself, or ended by one side's word alone, for two weeks."""
    if deal.state == DealState.CONFIRMED:
        return deal.is_confirmed_by_itself and at <= (deal.confirmed_at or at) + DISPUTE_AFTER_ITS_END
    if deal.state == DealState.CANCELLED:
        is_no_show = deal.ended_because in (EndReason.NO_SHOW_PROVIDER, EndReason.NO_SHOW_REQUESTER)
        return is_no_show and at <= (deal.ended_at or at) + DISPUTE_AFTER_ITS_END
    return True


VALID = Guard(_("the proposal has not lapsed"), _still_valid)
TIME_IS_OVER = Guard(_("its time is over"), _time_is_over)
NOBODY_SPOKE = Guard(_("the time to confirm is over"), _confirming_is_over)
BOTH_SAID_YES = Guard(_("both said yes, and others bring the rest of the whole"), _both_said_yes)
PASSED = Guard(_("the agreed moment has passed"), _moment_has_passed)
WITHDRAWABLE = Guard(_("the right of withdrawal applies and its time has not passed"), _may_withdraw)
BEGINS_EARLY = Guard(
    _("the right of withdrawal applies, its time has not passed, and it is about no goods"), _may_begin_early
)
DISPUTABLE = Guard(
    _("it runs, or was confirmed by itself or ended by a no-show less than 14 days ago"), _can_be_disputed
)

S = DealState
BEFORE = (S.INQUIRY, S.PROPOSED)
TRANSITIONS: tuple[Transition, ...] = (
    # It begins
    Transition("inquire", _("Ask what it would be"), Who.EITHER, (NEW,), (S.INQUIRY,), is_offered=False),
    Transition(
        "propose", _("Make a proposal"), Who.EITHER, (NEW, S.INQUIRY), (S.PROPOSED,), icon="file-pen-line"
    ),
    Transition(
        "propose_for_both",
        _("Lay a line of a round before both"),
        Who.COORDINATOR,
        (NEW,),
        (S.PROPOSED,),
        is_offered=False,
    ),
    Transition(
        "agree_group_order",
        _("The group order is confirmed"),
        Who.TIME,
        (NEW,),
        (S.AGREED,),
        is_offered=False,
    ),
    Transition(
        "agree_standing",
        _("The next time of a standing deal"),
        Who.TIME,
        (NEW,),
        (S.AGREED,),
        is_offered=False,
    ),
    # Until both say yes
    Transition(
        "counter", _("Propose something else"), Who.EITHER, (S.PROPOSED,), (S.PROPOSED,), icon="file-pen-line"
    ),
    Transition(
        "accept",
        _("Agree"),
        Who.ASKED,
        (S.PROPOSED,),
        (S.PROPOSED, S.AGREED),
        VALID,
        after="proposal_days",
        icon="handshake",
    ),
    Transition("agree_together", _("Agreed together"), Who.TIME, (S.PROPOSED,), (S.AGREED,), BOTH_SAID_YES),
    Transition("decline", _("Decline"), Who.ASKED, BEFORE, (S.DECLINED,), icon="x", asks=("reason",)),
    Transition("need_met", _("Others meet the need"), Who.REQUESTER, BEFORE, (S.DECLINED,), is_offered=False),
    Transition(
        "lapse", _("Lapses"), Who.TIME, (S.PROPOSED,), (S.LAPSED,), TIME_IS_OVER, after="proposal_days"
    ),
    Transition(
        "lapse_inquiry", _("Lapses"), Who.TIME, (S.INQUIRY,), (S.LAPSED,), TIME_IS_OVER, after="inquiry_days"
    ),
    # Doing it
    Transition("start", _("It has begun"), Who.PROVIDER, (S.AGREED,), (S.STARTED,), icon="play"),
    Transition(
        "deliver",
        _("It is delivered"),
        Who.PROVIDER,
        (S.AGREED, S.STARTED),
        (S.STARTED, S.DELIVERED),
        icon="package-check",
    ),
    Transition(
        "confirm", _("It is well"), Who.REQUESTER, (S.DELIVERED,), (S.CONFIRMED,), icon="circle-check"
    ),
    Transition(
        "confirm_by_itself",
        _("Confirmed by itself"),
        Who.TIME,
        (S.DELIVERED,),
        (S.CONFIRMED,),
        NOBODY_SPOKE,
        after="auto_confirm_days",
    ),
    # When it goes otherwise
    Transition(
        "cancel",
        _("Call it off"),
        Who.EITHER,
        (*BEFORE, S.AGREED, S.STARTED),
        (S.CANCELLED,),
        icon="ban",
        asks=("reason",),
    ),
    Transition(
        "report_no_show",
        _("The other did not come"),
        Who.EITHER,
        (S.AGREED, S.STARTED),
        (S.CANCELLED,),
        PASSED,
        icon="user-x",
    ),
    Transition(
        "dispute",
        _("Something is wrong"),
        Who.EITHER,
        (S.AGREED, S.STARTED, S.DELIVERED, S.CONFIRMED, S.CANCELLED),
        (S.DISPUTED,),
        DISPUTABLE,
        icon="scale",
    ),
    Transition(
        "drop_dispute",
        _("Take the dispute back"),
        Who.OPENER,
        (S.DISPUTED,),
        (S.AGREED, S.STARTED, S.DELIVERED, S.CONFIRMED, S.CANCELLED),
    ),
    Transition(
        "settle",
        _("Decide the dispute"),
        Who.JUDGE,
        (S.DISPUTED,),
        (S.CONFIRMED, S.CANCELLED),
        after="dispute_decide_days",
        icon="gavel",
    ),
    Transition(
        "begin_early",
        _("Ask to begin"),
        Who.REQUESTER,
        (S.AGREED,),
        (S.AGREED,),
        BEGINS_EARLY,
        after="withdrawal_days",
        is_offered=False,
    ),
    Transition(
        "withdraw",
        _("Withdraw from the agreement here"),
        Who.REQUESTER,
        (S.AGREED, S.STARTED, S.DELIVERED, S.CONFIRMED, S.DISPUTED),
        (S.WITHDRAWN,),
        WITHDRAWABLE,
        after="withdrawal_days",
        icon="undo-2",
    ),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def steps_for(deal: Deal, *, by: Actor, at: datetime) -> list[Transition]:
    """The steps that this person can take now, in the order of the table; none that time takes by itself."""
    shown = [step for step in TRANSITIONS if step.is_offered and step.who != Who.TIME]
    return [step for step in shown if _is_open(step, deal, by, at)]


def is_possible(deal: Deal, name: str, *, by: Actor, at: datetime) -> bool:
    """Whether the step can be taken now, for what time does: nobody is told when it cannot."""
    return _is_open(BY_NAME[name], deal, by, at)


def state_of(deal: Deal) -> str:
    """The state from which a step goes: a deal that is no row yet is new."""
    return NEW if deal.pk is None else deal.state


def check(deal: Deal, name: str, *, by: Actor, at: datetime) -> Transition:
    """The step, when it can be taken. Raises NotAllowed for who may not, WrongDealState when it cannot be taken now."""
    step = BY_NAME[name]
    # Who is asked follows from the state: out of it, both are told that it moved on.
    if step.who == Who.ASKED and state_of(deal) not in step.source and sides_of(deal, by):
        raise WrongDealState
    if not may_take(step, deal, by=by):
        raise NotAllowed(_("This step is not yours to take."))
    if state_of(deal) not in step.source:
        raise WrongDealState
    if step.guard and not step.guard.holds(deal, at):
        raise WrongDealState(_("This is possible only when %(condition)s.") % {"condition": step.guard.text})
    return step


def may_take(step: Transition, deal: Deal, *, by: Actor) -> bool:
    """Whether the step belongs to this person at all, whatever the state."""
    return bool(_ASKS_WHO[step.who](deal, by))


def sides_of(deal: Deal, by: Actor) -> list[str]:
    """provider, requester, both or none."""
    refs: dict[str, PartyRef] = {Proposer.PROVIDER: deal.provider_ref, Proposer.REQUESTER: deal.requester_ref}
    return [side for side, ref in refs.items() if acts_for(ref, by=by)]


def side_of(deal: Deal, by: Actor) -> str:
    """The side that somebody acts for; of both, as a colleague of the two or as the system, the one that is their own."""
    sides = sides_of(deal, by)
    own = [side for side in sides if getattr(deal, f"{side}_membership_id") == by.membership_id]
    return (own or sides)[0]


def _is_open(step: Transition, deal: Deal, by: Actor, at: datetime) -> bool:
    in_state = state_of(deal) in step.source
    return in_state and may_take(step, deal, by=by) and (step.guard is None or step.guard.holds(deal, at))


def _is_asked(deal: Deal, by: Actor) -> bool:
    """Whose yes is missing; in an inquiry, who was asked for a proposal."""
    if deal.state == DealState.INQUIRY:
        asked = deal.provider_ref if deal.proposed_by == Proposer.REQUESTER else deal.requester_ref
        return acts_for(asked, by=by)
    return any(acts_for(ref, by=by) for ref in deal.answering_refs)


def _opened_the_dispute(deal: Deal, by: Actor) -> bool:
    """Reads the disputes that are there already, so that a list of deals asks them once."""
    sides = sides_of(deal, by)
    if not sides:
        return False
    undecided = (DisputeState.OPEN, DisputeState.ANSWERED)
    return any(row.state in undecided and row.opened_by in sides for row in deal.disputes.all())


def _may_judge(deal: Deal, by: Actor) -> bool:
    """Who moderates or leads, and has no part in it."""
    return not sides_of(deal, by) and (by.leads or by.has_role(Role.MODERATOR))


_ASKS_WHO: dict[Who, Callable[[Deal, Actor], Any]] = {
    Who.PROVIDER: lambda deal, by: acts_for(deal.provider_ref, by=by),
    Who.REQUESTER: lambda deal, by: acts_for(deal.requester_ref, by=by),
    Who.EITHER: sides_of,
    Who.ASKED: _is_asked,
    Who.OPENER: _opened_the_dispute,
    Who.JUDGE: _may_judge,
    Who.COORDINATOR: lambda _deal, by: may_plan_rounds(by=by),
    Who.TIME: lambda _deal, by: by.is_system,
}
