"""What every step of a dispute shares: the locks in one order, what is refused, and its deadlines."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.actions.deals import locked
from marketplace.errors import DisputeIncomplete, WrongDisputeState
from marketplace.models import Deal, Dispute
from weconomics.jobs import enqueue

ALL_BP = 10_000


def locked_dispute(dispute: Dispute) -> Dispute:
    """The dispute as it is now, below the locks of its listings and its deal: all verbs of a deal take this order."""
    deal, _listings = locked(Deal.objects.get(pk=dispute.deal_id))
    row = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    row.deal = deal
    return row


def expect_state(dispute: Dispute, *states: str) -> None:
    if dispute.state not in states:
        raise WrongDisputeState


def expect_words(text: str, field: str) -> None:
    if not text.strip():
        raise DisputeIncomplete(data={"field": field})


def expect_share(basis_points: int, field: str) -> None:
    if not 0 <= basis_points <= ALL_BP:
        raise DisputeIncomplete(_("Choose a share between 0 and 100 percent."), data={"field": field})


def watch(dispute: Dispute, term: str, due: datetime) -> None:
    """Let time look at it. A job of its own for each moment: what came in between makes it do nothing."""
    enqueue(
        "marketplace.dispute_is_due",
        key=f"{dispute.pk}:{term}:{due.isoformat()}",
        payload={"dispute_id": dispute.pk},
        run_after=due,
    )
