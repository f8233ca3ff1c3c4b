"""Deciding a dispute: which share of the price goes back, with reasons, by somebody who has no part in it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.interface import record_charges, reverse_charges
from marketplace import cancelling
from marketplace.actions.deals import complete, delivered_of, end_deal
from marketplace.actions.disputes.steps import (
    ALL_BP,
    expect_share,
    expect_state,
    expect_words,
    locked_dispute,
)
from marketplace.disputing import rules
from marketplace.enums import DealState, DisputeState, EndReason
from marketplace.errors import WrongDisputeState
from marketplace.events import DisputeMoved
from marketplace.facts import facts_of
from marketplace.models import Deal, Dispute
from marketplace.transitions import check
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish


@transaction.atomic
def decide_dispute(
    *, dispute: Dispute, refund_bp: int, reasons: str, by: Actor, at: datetime | None = None
) -> Dispute:
    """Give this share of the price back (basis points of it) and say why. What is decided stays.

    All back undoes the deal. With less the deal counts as done when something was delivered or the whole price stands;
    else it is called off and the rest is owed. Before it the other side answered, or had its time.
    Raises NotAllowed, WrongDisputeState, DisputeIncomplete.
    """
    at = at or timezone.now()
    dispute = locked_dispute(dispute)
    if not rules.may_judge(dispute, by=by):
        raise NotAllowed(_("Somebody who has no part in it decides: ask another moderator."))
    expect_state(dispute, *rules.UNDECIDED)
    if not rules.can_be_decided(dispute, at):
        raise WrongDisputeState(
            _("The other side can still answer. Decide when it did, or when its time is over.")
        )
    check(dispute.deal, "settle", by=by, at=at)
    expect_share(refund_bp, "refund_bp")
    expect_words(reasons, "decision")
    _write(dispute, refund_bp, reasons, by, at)
    _settle(dispute.deal, dispute, by, at)
    publish(DisputeMoved(dispute.pk, "decided", by.membership_id))
    return dispute


def _write(dispute: Dispute, refund_bp: int, reasons: str, by: Actor, at: datetime) -> None:
    dispute.state, dispute.refund_bp, dispute.decision = DisputeState.DECIDED, refund_bp, reasons.strip()
    dispute.decided_by_id, dispute.decided_at = by.membership_id, at
    dispute.save(update_fields=["state", "refund_bp", "decision", "decided_by", "decided_at"])


def _settle(deal: Deal, dispute: Dispute, by: Actor, at: datetime) -> None:
    owed = cancelling.owed_minor(deal.price_minor, dispute.refund_bp or 0)
    is_charged = deal.confirmed_at is not None or bool(deal.owed_minor)
    is_charged_otherwise = is_charged and owed != _charged_price(deal)
    if is_charged_otherwise:
        reverse_charges(deal_id=deal.pk, at=at)
    if _counts_as_done(deal, dispute):
        deal.owed_minor = None if owed == deal.price_minor else owed
        deal = complete(deal, "settle", by=by, at=at)
    else:
        deal = end_deal(
            deal=deal,
            transition="settle",
            to=DealState.CANCELLED,
            by=by,
            at=at,
            because=EndReason.DISPUTE,
            owed_minor=owed,
        )
    if is_charged_otherwise and owed:
        _charge_anew(deal, dispute, at)


def _counts_as_done(deal: Deal, dispute: Dispute) -> bool:
    if dispute.refund_bp == ALL_BP:
        return False
    return not dispute.refund_bp or deal.delivered_at is not None or delivered_of(deal) > 0


def _charged_price(deal: Deal) -> int:
    return deal.price_minor if deal.owed_minor is None else deal.owed_minor


def _charge_anew(deal: Deal, dispute: Dispute, at: datetime) -> None:
    """What was charged before is taken back; the contributions follow what is owed now."""
    record_charges(
        deal_id=deal.pk,
        deal_label=deal.title,
        facts=facts_of(deal),
        frozen=deal.frozen_fees,
        completed_at=at,
        occasion=f"dispute:{dispute.pk}",
    )
