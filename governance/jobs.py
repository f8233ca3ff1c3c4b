"""What happens every day."""

from django.utils import timezone

from governance import queries
from governance.actions.proposals import expire_proposal
from weconomics.jobs import daily


@daily("governance.expire_proposals")
def expire_proposals() -> None:
    """Close the rounds that nobody concluded in time."""
    now = timezone.now()
    for proposal in queries.overdue_proposals(now):
        expire_proposal(proposal=proposal, as_of=now)
