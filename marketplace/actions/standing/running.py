"""While it runs: a date left out or taken back in, a pause, and the end."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.deals.terms import require_gate
from marketplace.actions.standing.making import make_deal_of, make_due_deals
from marketplace.actions.standing.steps import expect, expect_party, locked, tell, today_of
from marketplace.enums import StandingState
from marketplace.errors import DealOfDateExists, NotOneOfItsDates
from marketplace.models import Deal, StandingDeal, StandingSkip
from marketplace.moderating import refuse_when_limited
from marketplace.standing.queries import rhythm_of
from marketplace.standing.rules import may_resume_standing, sides_of_standing
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

ALIVE = (StandingState.PROPOSED, StandingState.ACTIVE, StandingState.PAUSED)
AGREED = (StandingState.ACTIVE, StandingState.PAUSED)


@transaction.atomic
def skip_date(
    *, standing: StandingDeal, on: date, by: Actor, reason: str = "", at: datetime | None = None
) -> StandingSkip:
    """This time not. Either of the two, until its deal is made. A repeated call changes nothing.

    Raises NotAllowed, WrongStandingState, NotOneOfItsDates, DealOfDateExists.
    """
    at = at or timezone.now()
    expect_party(standing, by)
    standing, _listings = locked(standing)
    expect(standing, *AGREED)
    _expect_coming(standing, on, at)
    _expect_no_deal(standing, on)
    about = {"by_id": by.membership_id, "reason": reason.strip()[:300], "at": at}
    skip, is_new = StandingSkip.objects.get_or_create(standing=standing, on=on, defaults=about)
    if is_new:
        tell(standing, "skipped", by, on)
    return skip


@transaction.atomic
def unskip_date(*, standing: StandingDeal, on: date, by: Actor, at: datetime | None = None) -> StandingDeal:
    """This time after all. Who skipped it takes that back; what could not be made, either of the two tries again.

    Where its deal would have been made by now, it is made at once. A repeated call changes nothing.
    Raises NotAllowed, WrongStandingState, NotOneOfItsDates, and what refuses the deal.
    """
    at = at or timezone.now()
    expect_party(standing, by)
    standing, _listings = locked(standing)
    expect(standing, *AGREED)
    _expect_coming(standing, on, at)
    skip = StandingSkip.objects.filter(standing=standing, on=on).select_related("by").first()
    if skip is None:
        return standing
    _expect_own(standing, skip, by)
    skip.delete()
    is_due = standing.made_until is not None and on <= standing.made_until
    if is_due and standing.state == StandingState.ACTIVE:
        make_deal_of(standing, on, at)
    tell(standing, "unskipped", by, on)
    return standing


@transaction.atomic
def pause_standing_deal(
    *, standing: StandingDeal, by: Actor, reason: str = "", at: datetime | None = None
) -> StandingDeal:
    """No new deals until the same side resumes it; those that are made stay. A repeated call changes nothing.

    Raises NotAllowed, WrongStandingState.
    """
    expect_party(standing, by)
    standing, _listings = locked(standing)
    if standing.state == StandingState.PAUSED and may_resume_standing(standing, by=by):
        return standing
    expect(standing, StandingState.ACTIVE)
    standing.state, standing.paused_by = StandingState.PAUSED, sides_of_standing(standing, by)[0]
    standing.reason = reason.strip()[:500]
    standing.save(update_fields=["state", "paused_by", "reason"])
    tell(standing, "paused", by)
    return standing


@transaction.atomic
def resume_standing_deal(*, standing: StandingDeal, by: Actor, at: datetime | None = None) -> StandingDeal:
    """Go on after a pause: from today, not with what was left out meanwhile. A repeated call changes nothing.

    Raises NotAllowed, WrongStandingState, GateClosed.
    """
    at = at or timezone.now()
    expect_party(standing, by)
    refuse_when_limited(by)
    standing, _listings = locked(standing)
    if standing.state == StandingState.ACTIVE:
        return standing
    expect(standing, StandingState.PAUSED)
    if not may_resume_standing(standing, by=by):
        raise NotAllowed(_("Who paused it resumes it."))
    if not by.is_system:
        require_gate(standing.exchange_type, standing.price_minor)
    standing.state, standing.paused_by, standing.reason = StandingState.ACTIVE, "", ""
    # Days that passed in the pause were meant to be left out: nobody is told of each.
    standing.made_until = max(standing.made_until or standing.starts_on, _yesterday(standing, at))
    standing.save(update_fields=["state", "paused_by", "reason", "made_until"])
    tell(standing, "resumed", by)
    return make_due_deals(standing=standing, at=at)


@transaction.atomic
def end_standing_deal(
    *, standing: StandingDeal, by: Actor, reason: str = "", at: datetime | None = None
) -> StandingDeal:
    """No more from now on; a proposal is taken back. Deals that are made stay. A repeated call changes nothing.

    Raises NotAllowed, WrongStandingState.
    """
    expect_party(standing, by)
    standing, _listings = locked(standing)
    if standing.state == StandingState.ENDED:
        return standing
    expect(standing, *ALIVE)
    standing.state, standing.paused_by = StandingState.ENDED, ""
    standing.ended_at, standing.reason = at or timezone.now(), reason.strip()[:500]
    standing.save(update_fields=["state", "paused_by", "ended_at", "reason"])
    tell(standing, "ended", by)
    return standing


def _yesterday(standing: StandingDeal, at: datetime) -> date:
    return date.fromordinal(today_of(standing, at).toordinal() - 1)


def _expect_coming(standing: StandingDeal, on: date, at: datetime) -> None:
    if on < today_of(standing, at) or not rhythm_of(standing).has(on):
        raise NotOneOfItsDates


def _expect_no_deal(standing: StandingDeal, on: date) -> None:
    deal = Deal.objects.filter(standing=standing, standing_on=on).first()
    if deal is not None:
        raise DealOfDateExists(data={"deal": str(deal.public_id)})


def _expect_own(standing: StandingDeal, skip: StandingSkip, by: Actor) -> None:
    """What the other side skipped is not forced upon it."""
    if skip.by is None or skip.by_id == by.membership_id or by.is_system:
        return
    own = {f"{side}_membership_id" for side in sides_of_standing(standing, by)}
    if all(getattr(standing, name) != skip.by_id for name in own):
        raise NotAllowed(_("The other side skipped this time, so it takes that back."))
