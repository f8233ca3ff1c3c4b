"""A consumer withdraws from an agreement with a trader: no reason needed, two steps, an answer by letter at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.interface import party_cards
from marketplace.actions.deals import delivered_of, end_deal, locked
from marketplace.actions.deals.steps import record
from marketplace.disputing.queries import running_dispute_of
from marketplace.enums import DealState, DisputeState, EndReason
from marketplace.errors import NoRightToWithdraw
from marketplace.models import Deal, Withdrawal
from marketplace.quantities import in_units
from marketplace.rules import acts_for
from marketplace.transitions import BY_NAME, check
from marketplace.withdrawal_terms import KEPT, facts_of_right, right_of_deal
from marketplace.withdrawing import owed_minor
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue
from weconomics.money import format_money


@transaction.atomic
def withdraw_from_deal(*, deal: Deal, by: Actor, reason: str = "", at: datetime | None = None) -> Withdrawal:
    """Undo the agreement. Nothing is owed but what was done of a service that the consumer asked to begin at once.

    What was held is free again, charges are taken back, an open dispute ends, and a letter acknowledges the statement
    with its content, date and time. A repeated call answers with the first one.
    Raises NotAllowed, WrongDealState, NoRightToWithdraw.
    """
    at = at or timezone.now()
    who = _expect_requester(deal, by)
    deal, _listings = locked(deal)
    known = Withdrawal.objects.filter(deal=deal).first()
    if known is not None:
        return known
    _check(deal, "withdraw", by, at)
    row = Withdrawal.objects.create(
        deal=deal,
        membership_id=who,
        statement=statement_of(deal),
        reason=reason.strip()[:500],
        received_at=at,
    )
    _close_dispute(deal)
    end_deal(
        deal=deal,
        transition="withdraw",
        to=DealState.WITHDRAWN,
        by=by,
        at=at,
        because=EndReason.WITHDRAWAL,
        owed_minor=owed_after_withdrawal(deal),
        reason=row.reason,
    )
    enqueue("marketplace.acknowledge_withdrawal", key=str(row.pk), payload={"withdrawal_id": row.pk})
    return row


@transaction.atomic
def ask_to_begin_early(*, deal: Deal, by: Actor, at: datetime | None = None) -> Deal:
    """Ask the trader to begin before the term to withdraw is over, knowing what that means.

    What is done by then is owed after a withdrawal, and with all of it done the right is gone. A repeated call changes
    nothing. Raises NotAllowed, WrongDealState, NoRightToWithdraw.
    """
    at = at or timezone.now()
    _expect_requester(deal, by)
    deal, _listings = locked(deal)
    facts = facts_of_right(deal)
    if facts.asked_to_begin_early:
        return deal
    _check(deal, "begin_early", by, at)
    deal.terms = {**deal.terms, KEPT: {**deal.terms[KEPT], "asked_to_begin_early_at": at.isoformat()}}
    deal.save(update_fields=["terms"])
    record(deal, "begin_early", by=by, at=at)
    return deal


@transaction.atomic
def mark_acknowledged(*, withdrawal_id: int, at: datetime | None = None) -> None:
    """The letter has left. Written once."""
    waiting = Withdrawal.objects.filter(pk=withdrawal_id, acknowledged_at=None)
    waiting.update(acknowledged_at=at or timezone.now())


def statement_of(deal: Deal) -> str:
    """The words with which the consumer withdraws: who, from what, agreed when, with whom."""
    cards = party_cards(deal.refs)
    sentence = _(
        "I, %(requester)s, withdraw from the agreement “%(title)s” (%(quantity)s, %(price)s) with %(provider)s, "
        "made on %(day)s."
    )
    return sentence % {
        "requester": cards[deal.requester_ref].name,
        "provider": cards[deal.provider_ref].name,
        "title": deal.title,
        "quantity": in_units(deal.quantity, deal.unit),
        "price": format_money(deal.price_minor, deal.currency),
        "day": date_format(timezone.localtime(deal.agreed_at), "j F Y"),
    }


def owed_after_withdrawal(deal: Deal) -> int:
    """What the requester still pays when they withdraw now, in minor units."""
    facts = facts_of_right(deal)
    return owed_minor(
        deal.price_minor,
        done=delivered_of(deal),
        whole=deal.quantity,
        asked_to_begin_early=facts.asked_to_begin_early,
        kind=facts.kind,
    )


def _expect_requester(deal: Deal, by: Actor) -> int:
    if by.membership_id is None or not acts_for(deal.requester_ref, by=by):
        raise NotAllowed(_("Only who bought it can withdraw."))
    return by.membership_id


def _check(deal: Deal, step: str, by: Actor, at: datetime) -> None:
    """As the table says; where it is the right that is missing, why."""
    right = right_of_deal(deal, at)
    if deal.state in BY_NAME[step].source and right.missing is not None:
        raise NoRightToWithdraw(right.why_not, data={"reason": right.missing.value})
    check(deal, step, by=by, at=at)


def _close_dispute(deal: Deal) -> None:
    """What they disagreed about is undone."""
    dispute = running_dispute_of(deal)
    if dispute is not None:
        dispute.state = DisputeState.WITHDRAWN
        dispute.save(update_fields=["state"])
