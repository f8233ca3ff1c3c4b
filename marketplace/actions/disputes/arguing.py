"""When the two disagree: one opens a dispute, the other answers, both show what they have, somebody else decides."""

from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.actions.deals import locked, move, take_later
from marketplace.actions.deals.steps import days_of
from marketplace.actions.disputes.steps import expect_share, expect_state, expect_words, locked_dispute, watch
from marketplace.disputing import rules
from marketplace.enums import DealState, DisputeState
from marketplace.errors import DisputeIncomplete
from marketplace.events import DisputeMoved
from marketplace.models import Deal, Dispute, DisputeEvidence
from marketplace.settings import market_settings
from marketplace.talking.attachments import clean_attachment
from marketplace.transitions import check, side_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.ids import uuid7

MOST_EVIDENCE_EACH = 20


@transaction.atomic
def open_dispute(
    *, deal: Deal, reason: str, text: str, wanted_bp: int, by: Actor, at: datetime | None = None
) -> Dispute:
    """Say that something is wrong, and which share of the price should go back (basis points).

    The deal stands still until somebody decides: nothing is confirmed by itself meanwhile. The other side has a term to
    answer, who judges has one to decide. Raises NotAllowed, WrongDealState, DisputeIncomplete.
    """
    at = at or timezone.now()
    deal, _listings = locked(deal)
    check(deal, "dispute", by=by, at=at)
    if by.membership_id is None:
        raise NotAllowed
    expect_words(text, "text")
    expect_share(wanted_bp, "wanted_bp")
    settings = market_settings()
    answer_until = at + timedelta(days=settings.dispute_answer_days)
    dispute = Dispute.objects.create(
        deal=deal,
        opened_by=side_of(deal, by),
        opener_id=by.membership_id,
        reason=reason,
        text=text.strip(),
        wanted_bp=wanted_bp,
        deal_state_before=deal.state,
        opened_at=at,
        answer_until=answer_until,
        decide_until=answer_until + timedelta(days=settings.dispute_decide_days),
    )
    move(deal, "dispute", DealState.DISPUTED, by=by, at=at)
    watch(dispute, "answer", dispute.answer_until)
    watch(dispute, "decide", dispute.decide_until)
    publish(DisputeMoved(dispute.pk, "opened", by.membership_id))
    return dispute


@transaction.atomic
def answer_dispute(*, dispute: Dispute, text: str, by: Actor, at: datetime | None = None) -> Dispute:
    """The other side says its part, once; late too, as long as nothing is decided.

    From here the time to decide runs. Raises NotAllowed, WrongDisputeState, DisputeIncomplete.
    """
    at = at or timezone.now()
    dispute = locked_dispute(dispute)
    if not rules.may_answer_dispute(dispute, by=by):
        raise NotAllowed(_("Only the other side answers a dispute."))
    expect_state(dispute, DisputeState.OPEN)
    expect_words(text, "answer")
    dispute.state, dispute.answer, dispute.answered_at = DisputeState.ANSWERED, text.strip(), at
    due = at + timedelta(days=market_settings().dispute_decide_days)
    if due < dispute.decide_until:
        dispute.decide_until = due
        watch(dispute, "decide", due)
    dispute.save(update_fields=["state", "answer", "answered_at", "decide_until"])
    publish(DisputeMoved(dispute.pk, "answered", by.membership_id))
    return dispute


@transaction.atomic
def add_evidence(
    *,
    dispute: Dispute,
    by: Actor,
    text: str = "",
    upload: IO[bytes] | None = None,
    at: datetime | None = None,
) -> DisputeEvidence:
    """Show words, a picture or a PDF, until it is decided. A picture is stored anew, without what hides in it.

    Raises NotAllowed, WrongDisputeState, DisputeIncomplete, AttachmentRefused.
    """
    at = at or timezone.now()
    dispute = locked_dispute(dispute)
    if not rules.is_party(dispute, by=by) or by.membership_id is None:
        raise NotAllowed(_("Only the two sides give evidence."))
    expect_state(dispute, *rules.UNDECIDED)
    if upload is None:
        expect_words(text, "text")
    if dispute.evidence.filter(membership_id=by.membership_id).count() >= MOST_EVIDENCE_EACH:
        raise DisputeIncomplete(
            _("You gave %(most)s pieces of evidence already.") % {"most": MOST_EVIDENCE_EACH}
        )
    row = DisputeEvidence(dispute=dispute, membership_id=by.membership_id, text=text.strip(), at=at)
    if upload is not None:
        _attach(row, upload)
    row.save()
    publish(DisputeMoved(dispute.pk, "evidence", by.membership_id))
    return row


@transaction.atomic
def take_back_dispute(*, dispute: Dispute, by: Actor, at: datetime | None = None) -> Dispute:
    """Who opened it takes it back: the deal goes on where it stood. A repeated call changes nothing.

    Raises NotAllowed, WrongDisputeState.
    """
    at = at or timezone.now()
    dispute = locked_dispute(dispute)
    if not rules.may_take_back(dispute, by=by):
        raise NotAllowed(_("Only who opened a dispute takes it back."))
    if dispute.state == DisputeState.WITHDRAWN:
        return dispute
    expect_state(dispute, *rules.UNDECIDED)
    check(dispute.deal, "drop_dispute", by=by, at=at)
    dispute.state = DisputeState.WITHDRAWN
    dispute.save(update_fields=["state"])
    _go_on(dispute, by, at)
    return dispute


def _go_on(dispute: Dispute, by: Actor, at: datetime) -> None:
    """The deal stands where it stood; what was delivered gets its whole time to be confirmed again."""
    deal = dispute.deal
    fields: tuple[str, ...] = ()
    if dispute.deal_state_before == DealState.DELIVERED:
        deal.confirm_by, fields = at + days_of("confirm_by_itself"), ("confirm_by",)
        take_later(deal, "confirm_by_itself", deal.confirm_by)
    move(deal, "drop_dispute", dispute.deal_state_before, by=by, at=at, fields=fields)
    publish(DisputeMoved(dispute.pk, "taken_back", by.membership_id))


def _attach(row: DisputeEvidence, upload: IO[bytes]) -> None:
    """Judged by content; the stored name cannot be guessed, the shown one is what the person called it."""
    clean = clean_attachment(upload, name=getattr(upload, "name", "") or "")
    ending = clean.name.rsplit(".", 1)[-1]
    row.name, row.content_type = clean.name, clean.content_type
    row.file.save(f"{uuid7()}.{ending}", ContentFile(clean.content), save=False)
