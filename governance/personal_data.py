"""What this app holds of a person."""

from typing import Any

from governance.models import ContextItem, ContextRating, Objection, Proposal, Response


def export(membership_id: int) -> dict[str, Any]:
    """Everything a member wrote, rated and answered here, as plain values."""
    items = ContextItem.objects.filter(author_id=membership_id)
    ratings = ContextRating.objects.filter(membership_id=membership_id)
    proposals = Proposal.objects.filter(proposer_id=membership_id)
    answers = Response.objects.filter(elector__membership_id=membership_id)
    objections = Objection.objects.filter(elector__membership_id=membership_id)
    return {
        "chances_and_threats": list(
            items.values("kind", "title", "description", "evidence_url", "created_at")
        ),
        "ratings": list(ratings.values("item__title", "impact", "likelihood", "rated_at")),
        "proposals": list(proposals.values("number", "title", "driver", "text", "state", "created_at")),
        "answers": list(
            answers.values("elector__proposal__title", "text_version", "kind", "argument", "given_at")
        ),
        "objections": list(objections.values("argument", "state", "resolution", "raised_at")),
    }
