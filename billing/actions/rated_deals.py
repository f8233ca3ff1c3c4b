"""Keeping each completed deal as it was, so that it can be reckoned anew and reported."""

from datetime import datetime

from django.db import transaction

from billing.facts import DealFacts
from billing.models import DealReversal, Party, RatedDeal, RevenueModel

LONGEST_LABEL = 200
# What a row takes over from the facts as it stands.
SAME = (
    "price_minor", "delivery_minor", "currency", "vat_bp", "quantity", "weight_g", "exchange_type", "activity",
    "category_id", "listing_id", "local_group_id", "provider_type", "requester_type", "agreed_at",
)  # fmt: skip


@transaction.atomic
def keep_rated_deal(
    *,
    deal_id: int,
    label: str,
    occasion: str,
    facts: DealFacts,
    parties: dict[str, Party],
    model_id: int | None,
    completed_at: datetime,
) -> RatedDeal:
    """Write the deal down. The caller holds the parties' locks and knows that it is not there yet."""
    known = model_id is not None and RevenueModel.objects.filter(pk=model_id).exists()
    return RatedDeal.objects.create(
        deal_id=deal_id,
        label=label[:LONGEST_LABEL],
        occasion=occasion,
        revenue_model_id=model_id if known else None,
        provider=parties["provider"],
        requester=parties["requester"],
        completed_at=completed_at,
        **{name: getattr(facts, name) for name in SAME},
    )


@transaction.atomic
def take_rated_deal_back(*, deal_id: int, at: datetime) -> None:
    """Every occasion of the deal that still stands counts no more from this moment. A repeated call changes nothing."""
    standing = RatedDeal.objects.filter(deal_id=deal_id, reversals=None)
    DealReversal.objects.bulk_create([DealReversal(rated_deal=deal, reversed_at=at) for deal in standing])
