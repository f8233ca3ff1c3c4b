"""The written agreement as people read it: the words both say yes to, who said yes when, and the mark over it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from communities.interface import PartyCard
from marketplace.enums import ExchangeType
from marketplace.models import Deal, DealTerms
from marketplace.quantities import plain

MARK_SHOWN = 16
BP_A_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Agreement:
    """`texts` are the title and words of the offer and the request; `yeses` who agreed to this version, and when."""

    title: str
    exchange: str
    vat_percent: str
    texts: list[dict[str, str]]
    yeses: list[tuple[str, datetime]]
    mark: str


def agreement_shown(
    deal: Deal, terms: DealTerms, *, provider: PartyCard, requester: PartyCard
) -> Agreement | None:
    """Of a version of before all of it was kept: None."""
    kept: dict[str, Any] = terms.agreement
    if not kept:
        return None
    said = ((provider.name, deal.provider_accepted_at), (requester.name, deal.requester_accepted_at))
    return Agreement(
        title=kept["title"],
        exchange=str(ExchangeType(kept["exchange_type"]).label),
        vat_percent=plain(Decimal(kept["vat_bp"]) / BP_A_PERCENT) if kept["vat_bp"] else "",
        texts=[kept[side] for side in ("offer", "request") if kept[side]],
        yeses=[(name, at) for name, at in said if at],
        mark=terms.fingerprint[:MARK_SHOWN],
    )
