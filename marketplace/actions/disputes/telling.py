"""What time and events tell about a dispute: to the other side, and to those who judge."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.interface import notify
from marketplace.actions.disputes.steps import locked_dispute
from marketplace.disputing.queries import involved_ids, judge_ids
from marketplace.disputing.rules import UNDECIDED
from marketplace.enums import DisputeState
from marketplace.events import DisputeMoved
from marketplace.models import Dispute
from weconomics.actor import Role
from weconomics.events import publish

TO_JUDGES: dict[str, Any] = {
    "answered": _("Both sides of the dispute about “{title}” have spoken. You can decide it."),
    "silent": _("Nobody answered the dispute about “{title}” in time. You can decide it."),
    "overdue": _("The dispute about “{title}” should have been decided by now."),
}
TO_SIDES: dict[str, Any] = {
    "answered": _("There is an answer in the dispute about “{title}”."),
    "evidence": _("There is new evidence in the dispute about “{title}”."),
}


@transaction.atomic
def tell_what_is_due(*, dispute_id: int, at: datetime | None = None) -> None:
    """When a term is over: tell once that nobody answered, and once that a decision is late.

    The jobs of the dispute call this; what came in between makes it say nothing.
    """
    at = at or timezone.now()
    dispute = locked_dispute(Dispute.objects.get(pk=dispute_id))
    if dispute.state == DisputeState.OPEN and at >= dispute.answer_until and not dispute.silence_told_at:
        _tell_once(dispute, "silence_told_at", "silent", at)
    if dispute.state in UNDECIDED and at >= dispute.decide_until and not dispute.overdue_told_at:
        _tell_once(dispute, "overdue_told_at", "overdue", at)


@transaction.atomic
def tell_of_dispute(*, dispute_id: int, what: str, by_membership_id: int | None) -> None:
    """Tell the judges what they can do now, and each side what the other did. Steps of the deal tell of themselves."""
    dispute = Dispute.objects.select_related("deal__community").get(pk=dispute_id)
    if what in TO_JUDGES:
        roles = (Role.MODERATOR, Role.DOMAIN_LEADER) if what == "overdue" else (Role.MODERATOR,)
        _notify(dispute, judge_ids(dispute, roles), TO_JUDGES[what])
    if what in TO_SIDES:
        _notify(dispute, sorted(involved_ids(dispute) - {by_membership_id}), TO_SIDES[what])


def _tell_once(dispute: Dispute, mark: str, what: str, at: datetime) -> None:
    setattr(dispute, mark, at)
    dispute.save(update_fields=[mark])
    publish(DisputeMoved(dispute.pk, what, None))


def _notify(dispute: Dispute, membership_ids: list[int], sentence: Any) -> None:
    url = reverse("marketplace:dispute", args=[dispute.deal.community.slug, dispute.deal.public_id])
    text = format_lazy(sentence, title=dispute.deal.title)
    notify(membership_ids, kind="dispute", text=text, url=url)
