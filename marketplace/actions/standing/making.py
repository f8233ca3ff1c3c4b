"""A standing deal's deal of each period: made once, some days ahead, or left out with a reason that both hear."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.interface import active_member_ids
from marketplace.actions.deals import agree_deal_of_standing
from marketplace.actions.standing.steps import locked, tell, today_of
from marketplace.blocking import is_blocked_between
from marketplace.enums import StandingState
from marketplace.errors import OutOfReach
from marketplace.models import Deal, StandingDeal, StandingSkip
from marketplace.standing.queries import rhythm_of
from weconomics.actor import Actor
from weconomics.errors import DomainError
from weconomics.jobs import enqueue

AHEAD = timedelta(days=7)


@transaction.atomic
def plan_due_deals(*, at: datetime | None = None) -> int:
    """A job for each standing deal with dates to look at, one a day. Returns how many."""
    at = at or timezone.now()
    number = 0
    for standing in StandingDeal.objects.filter(state=StandingState.ACTIVE).select_related("community"):
        today = today_of(standing, at)
        if standing.made_until is None or standing.made_until < today + AHEAD:
            key, payload = f"{standing.pk}:{today.isoformat()}", {"standing_id": standing.pk}
            enqueue("marketplace.make_standing_deals", key=key, payload=payload)
            number += 1
    return number


@transaction.atomic
def make_due_deals(*, standing: StandingDeal, at: datetime | None = None) -> StandingDeal:
    """Make the deal of each date up to a week ahead that was not looked at yet.

    After days without a worker it begins where it stopped: no date is made twice, and none that has passed is made at all.
    A date that cannot be made, because too little is left or one of the two is away, becomes a skip with its reason, and
    both are told; either can bring it back. Bears repetition.
    """
    at = at or timezone.now()
    standing, _listings = locked(standing)
    if standing.state != StandingState.ACTIVE:
        return standing
    today = today_of(standing, at)
    start = standing.made_until + timedelta(days=1) if standing.made_until else standing.starts_on
    skipped = set(StandingSkip.objects.filter(standing=standing).values_list("on", flat=True))
    for on in rhythm_of(standing).between(start, today + AHEAD):
        if on not in skipped:
            _make_or_leave_out(standing, on, today, at)
    standing.made_until = max(today + AHEAD, standing.made_until or today)
    standing.save(update_fields=["made_until"])
    return _end_when_over(standing, at)


def make_deal_of(standing: StandingDeal, on: date, at: datetime) -> Deal:
    """The deal of one date. Raises OutOfReach where one of the two is away or apart, and what the deal itself refuses."""
    pair = {standing.provider_membership_id, standing.requester_membership_id}
    if not pair <= set(active_member_ids()) or is_blocked_between(
        [standing.provider_membership_id], [standing.requester_membership_id]
    ):
        raise OutOfReach(_("One of you cannot be reached here now."))
    return agree_deal_of_standing(standing=standing, on=on, at=at)


def _make_or_leave_out(standing: StandingDeal, on: date, today: date, at: datetime) -> None:
    with override(standing.community.default_language):
        if on < today:
            _leave_out(standing, on, _("The day had passed before its deal could be made."), at)
            return
        try:
            with transaction.atomic():
                make_deal_of(standing, on, at)
        except DomainError as refusal:
            _leave_out(standing, on, str(refusal), at)


def _leave_out(standing: StandingDeal, on: date, reason: str, at: datetime) -> None:
    StandingSkip.objects.create(standing=standing, on=on, by=None, reason=reason[:300], at=at)
    tell(standing, "missed", Actor.system(standing.community.pk), on)


def _end_when_over(standing: StandingDeal, at: datetime) -> StandingDeal:
    """After its last date nothing comes any more."""
    if standing.ends_on is not None and standing.ends_on < today_of(standing, at):
        standing.state, standing.ended_at = StandingState.ENDED, at
        standing.save(update_fields=["state", "ended_at"])
    return standing
