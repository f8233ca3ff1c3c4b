"""Thanking somebody, with or without a deal, paid or not. No mark: it counts in no summary."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.interface import mailboxes, notify, person_cards
from marketplace.blocking import is_blocked_between
from marketplace.errors import OutOfReach
from marketplace.limits import check_daily
from marketplace.models import Deal, Thanks
from marketplace.rules import may_see_deal
from weconomics.actor import Actor
from weconomics.errors import DomainError, NotAllowed

MOST_A_DAY = 10
LONGEST = 500


class ThankedAlready(DomainError):
    code = "thanked_already"
    message = gettext_lazy("You thanked for this deal already.")


@transaction.atomic
def thank_member(
    *, membership_id: int, text: str, by: Actor, deal: Deal | None = None, at: datetime | None = None
) -> Thanks:
    """Thank a member in public; they are told. Once a deal.

    Raises NotAllowed, OutOfReach, ThankedAlready, TooMuchToday, DomainError where it does not say what for.
    """
    if by.membership_id is None or by.client_id is not None or by.membership_id == membership_id:
        raise NotAllowed(_("You thank somebody else, as yourself."))
    if deal is not None and not _were_together(deal, membership_id, by):
        raise NotAllowed(_("Only the two who made the deal thank for it."))
    words = text.replace("\x00", "").strip()[:LONGEST]
    if not words:
        raise DomainError(_("Say what you are thankful for."), code="thanks_empty", data={"field": "text"})
    if is_blocked_between([by.membership_id], [membership_id]) or not mailboxes([membership_id]):
        raise OutOfReach
    at = at or timezone.now()
    mine = Thanks.objects.filter(giver_id=by.membership_id)
    check_daily(mine, most=MOST_A_DAY, membership_id=by.membership_id, time="at", at=at)
    if deal is not None and mine.filter(deal=deal).exists():
        raise ThankedAlready
    thanks = Thanks.objects.create(
        giver_id=by.membership_id, membership_id=membership_id, deal=deal, text=words, at=at
    )
    _tell(thanks)
    return thanks


def _were_together(deal: Deal, membership_id: int, by: Actor) -> bool:
    """The actor is one side, and the one who is thanked spoke for the other."""
    return may_see_deal(deal, by=by) and membership_id in (
        deal.provider_membership_id,
        deal.requester_membership_id,
    )


def _tell(thanks: Thanks) -> None:
    giver = person_cards([thanks.giver_id])[thanks.giver_id]
    thanked = person_cards([thanks.membership_id])[thanks.membership_id]
    text = format_lazy(gettext_lazy("{name} thanks you: “{text}”"), name=giver.name, text=thanks.text)
    notify([thanks.membership_id], kind="thanks", text=text, url=f"{thanked.url_path}#thanks")
