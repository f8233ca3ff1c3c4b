"""What the marketplace holds of a member, for the file a person may ask for (GDPR art. 15 and 20)."""

from typing import Any

from django.db.models import Q

from marketplace.models import (
    Appeal,
    Block,
    Deal,
    Dispute,
    DisputeEvidence,
    GroupOrderLine,
    Listing,
    MatchNews,
    Measure,
    Message,
    MessageAttachment,
    Notice,
    Review,
    SavedSearch,
    StandingDeal,
    StandingSkip,
    Thanks,
    Withdrawal,
)

ABOUT_DEALS = ("title", "quantity", "unit", "price_minor", "currency", "state", "proposed_at", "confirmed_at")
ABOUT_DISPUTES = ("deal__title", "reason", "text", "answer", "state", "opened_at", "decision", "decided_at")
REPORT = (
    "number",
    "subject_kind",
    "ground_kind",
    "law",
    "ground",
    "text",
    "state",
    "received_at",
    "decided_at",
)
MEASURE = ("number", "kind", "subject_kind", "ground_kind", "law", "ground", "facts", "is_automated", "decided_at", "until",
           "lifted_at", "lifted_because")  # fmt: skip
REVIEW = ("deal__title", "stars", "text", "written_at", "visible_at", "answer", "answered_at")


def data_of_member(membership_id: int) -> dict[str, Any]:
    """Each part by the name of what it is; each app's part stands beside the others in the file."""
    return {
        **_trade(membership_id),
        **_together(membership_id),
        **_quarrels(membership_id),
        **_talk(membership_id),
        **_trust(membership_id),
        **_moderation(membership_id),
    }


def _trade(membership_id: int) -> dict[str, Any]:
    listings = Listing.objects.filter(owner_membership_id=membership_id)
    provided = Deal.objects.filter(provider_membership_id=membership_id)
    received = Deal.objects.filter(requester_membership_id=membership_id)
    searches = SavedSearch.objects.filter(membership_id=membership_id)
    told = MatchNews.objects.filter(membership_id=membership_id, told_at__isnull=False).order_by("pk")
    return {
        "matches_told": list(told.values("offer__title", "request__title", "told_at", "mailed_at")),
        "saved_searches": list(searches.values("name", "query", "alert", "made_at", "last_told_at")),
        "listings": list(listings.values("side", "title", "text", "state", "published_at")),
        "deals_as_provider": list(provided.values(*ABOUT_DEALS)),
        "deals_as_requester": list(received.values(*ABOUT_DEALS)),
    }


def _together(membership_id: int) -> dict[str, Any]:
    """What the member took part in with others, and what they agreed on for every week or month."""
    lines = GroupOrderLine.objects.filter(membership_id=membership_id)
    either = Q(provider_membership_id=membership_id) | Q(requester_membership_id=membership_id)
    standing = StandingDeal.objects.filter(either)
    skips = StandingSkip.objects.filter(by_id=membership_id)
    return {
        "group_orders": list(
            lines.values("group_order__title", "wanted", "least", "allotted", "state", "joined_at")
        ),
        "standing_deals": list(
            standing.values("title", "quantity", "unit", "price_minor", "state", "starts_on", "ends_on")
        ),
        "times_skipped": list(skips.values("standing__title", "on", "reason", "at")),
    }


def _quarrels(membership_id: int) -> dict[str, Any]:
    """Disputes that the member opened, answered or decided, what they showed, and what they withdrew from."""
    either = Q(deal__provider_membership_id=membership_id) | Q(deal__requester_membership_id=membership_id)
    disputes = Dispute.objects.filter(either | Q(opener_id=membership_id) | Q(decided_by_id=membership_id))
    shown = DisputeEvidence.objects.filter(membership_id=membership_id)
    withdrawn = Withdrawal.objects.filter(membership_id=membership_id)
    return {
        "disputes": list(disputes.values(*ABOUT_DISPUTES)),
        "evidence_shown": list(shown.values("dispute__deal__title", "text", "name", "at")),
        "withdrawals": list(withdrawn.values("deal__title", "statement", "reason", "received_at")),
    }


def _talk(membership_id: int) -> dict[str, Any]:
    """What the member wrote and sent. What others wrote is theirs to ask for."""
    messages = Message.objects.filter(author_id=membership_id)
    files = MessageAttachment.objects.filter(message__author_id=membership_id)
    blocked = Block.objects.filter(blocker_id=membership_id)
    return {
        "messages": list(messages.values("text", "sent_at", "hidden_at")),
        "attachments": list(files.values("name", "content_type", "size_bytes", "message__sent_at")),
        "members_blocked": list(blocked.values("blocked__display_name", "at")),
    }


def _trust(membership_id: int) -> dict[str, Any]:
    """What was written about the member only once it shows: before, it is the other's alone."""
    written = Review.objects.filter(author_id=membership_id)
    about = Review.objects.filter(
        about_membership_id=membership_id, about_organisation=None, visible_at__isnull=False
    )
    given = Thanks.objects.filter(giver_id=membership_id)
    received = Thanks.objects.filter(membership_id=membership_id)
    return {
        "reviews_written": list(written.values(*REVIEW)),
        "reviews_received": list(about.values(*REVIEW)),
        "thanks_given": list(given.values("text", "at", "membership__display_name")),
        "thanks_received": list(received.values("text", "at", "giver__display_name")),
    }


def _moderation(membership_id: int) -> dict[str, Any]:
    """What the member reported and what was decided about them; never who reported it."""
    reported = Notice.objects.filter(reporter_id=membership_id).order_by("pk")
    measures = Measure.objects.filter(membership_id=membership_id).order_by("pk")
    appeals = Appeal.objects.filter(appellant_id=membership_id).order_by("pk")
    decided = Measure.objects.filter(decided_by_id=membership_id).order_by("pk")
    return {
        "reports_made": list(reported.values(*REPORT)),
        "measures_about_me": list(measures.values(*MEASURE)),
        "appeals_made": list(
            appeals.values("measure__number", "text", "state", "made_at", "judgement", "judged_at")
        ),
        "measures_decided": list(decided.values("number", "kind", "facts", "decided_at")),
    }
