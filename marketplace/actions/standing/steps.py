"""What every step of a standing deal shares: the lock, who may, and the news of it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from marketplace.errors import WrongStandingState
from marketplace.events import StandingMoved
from marketplace.models import Listing, StandingDeal
from marketplace.queries import lock_listings
from marketplace.standing.repeating import today_in
from marketplace.standing.rules import sides_of_standing
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


def locked(standing: StandingDeal) -> tuple[StandingDeal, dict[int, Listing]]:
    """As it is now. Its listings first, in order of id, as for a deal: no two wait for each other."""
    listings = lock_listings(pk for pk in (standing.offer_id, standing.request_id) if pk)
    rows = StandingDeal.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=standing.pk), listings


def expect_party(standing: StandingDeal, by: Actor) -> None:
    """Before any lock: who has no part in it learns nothing of its state."""
    if not sides_of_standing(standing, by):
        raise NotAllowed(_("Only the two who made the standing deal change it."))


def expect(standing: StandingDeal, *states: str) -> None:
    if standing.state not in states:
        raise WrongStandingState


def today_of(standing: StandingDeal, at: datetime) -> date:
    """The calendar day where the community lives."""
    return today_in(standing.community.time_zone, at)


def tell(standing: StandingDeal, what: str, by: Actor, on: date | None = None) -> None:
    publish(StandingMoved(standing.pk, what, by.membership_id, on.isoformat() if on else ""))
