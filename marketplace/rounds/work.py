"""The work of a round in the background: read, solve outside any transaction, write; then send in parts."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.rounds import fail_round, keep_plan, send_lines
from marketplace.enums import RoundState
from marketplace.models import MatchingRound
from marketplace.planning import plan
from marketplace.rounds.market import market_of
from weconomics.jobs import Run

LAST_STEP = 90


def plan_round(run: Run) -> None:
    """Payload: the id of the round. Bears repetition: what is planned already is left alone."""
    with run.scope():
        round_ = _round(run)
        if round_.state != RoundState.PLANNING:
            return
        market = market_of(round_, at=timezone.now())
        url = reverse("marketplace:round", args=[round_.community.slug, round_.public_id])
    run.progress(20, _("%(pairs)s pairs fit. Looking for the best plan.") % {"pairs": len(market.matches)})
    try:
        made = plan(market.problem())
    except (RuntimeError, ValueError, MemoryError):
        with run.scope():
            fail_round(
                round_=round_,
                reason=_("No plan could be made of these listings. Drop this round and try one group."),
            )
        raise
    run.progress(LAST_STEP, _("Writing the plan down."))
    with run.scope():
        keep_plan(round_=round_, market=market, made=made)
    run.result(url=url, text=_("The plan is ready."))


def send_round(run: Run) -> None:
    """Payload: the id of the round. Sends some lines a transaction; a line that was sent is not sent again."""
    with run.scope():
        round_ = _round(run)
        url = reverse("marketplace:round", args=[round_.community.slug, round_.public_id])
    _until_nothing_is_left(run, lambda: send_lines(round_=round_))
    run.result(url=url, text=_("All proposals are sent."))


def _until_nothing_is_left(run: Run, send: Callable[[], int]) -> None:
    whole = None
    while True:
        with run.scope():
            left = send()
        whole = whole or left or 1
        if not left:
            return
        run.progress(LAST_STEP * (whole - left) // whole, _("%(left)s proposals to go.") % {"left": left})


def _round(run: Run) -> MatchingRound:
    return MatchingRound.objects.select_related("community").get(pk=run.payload["round_id"])
