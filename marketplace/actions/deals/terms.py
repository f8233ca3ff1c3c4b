"""The terms that lie on the table: written as a version, which becomes the written agreement when both say yes to it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from marketplace.actions import allocations
from marketplace.actions.deals.steps import days_of, take_later
from marketplace.enums import DealState, ExchangeType, Proposer
from marketplace.errors import DateMissing, NotEnoughLeft, PriceMissing, TermsIncomplete
from marketplace.models import Allocation, Deal, DealTerms, Listing
from marketplace.quantities import in_units
from marketplace.units import in_smallest
from weconomics.actor import Actor
from weconomics.registry import gates
from weconomics.tenancy.community import community_in_scope

COPIED = (
    "proposed_by", "quantity", "unit", "price_minor", "currency", "planned_on", "planned_at", "cancellation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one side lays on the table. Price in minor units, for the whole quantity, VAT in it.

    `unit`: another one of the family of the deal's, where the quantity is not exact in that.
    """

    quantity: Decimal
    price_minor: int | None = None
    planned_on: date | None = None
    planned_at: time | None = None
    conditions: str = ""
    valid_until: datetime | None = None
    cancellation: str = ""
    least_quantity: Decimal | None = None
    unit: str = ""


def lay(
    deal: Deal,
    listings: dict[int, Listing],
    wanted: Wanted,
    *,
    side: str,
    by: Actor,
    at: datetime,
    start: Allocation | None = None,
) -> DealTerms:
    """Write the next version of the terms, hold its quantity, and set the clock. Whoever lays it has said yes to it.

    Raises TermsIncomplete, NotEnoughLeft, DateMissing, UnitsDiffer.
    """
    until = wanted.valid_until or at + days_of("lapse")
    _check_sense(wanted, until, at)
    deal.terms_version += 1
    deal.state, deal.proposed_by, deal.proposal_until = DealState.PROPOSED, side, until
    deal.quantity, deal.price_minor = wanted.quantity, wanted.price_minor or 0
    deal.unit = wanted.unit or deal.unit
    deal.planned_on, deal.planned_at = wanted.planned_on, wanted.planned_at
    deal.cancellation = wanted.cancellation or deal.cancellation
    deal.provider_accepted_at = at if side == Proposer.PROVIDER else None
    deal.requester_accepted_at = at if side == Proposer.REQUESTER else None
    deal.save()
    allocations.allocate(deal, listings, held_until=until, at=at, start=start)
    take_later(deal, "lapse", until)
    return write_terms(
        deal,
        by_id=by.membership_id,
        at=at,
        valid_until=until,
        conditions=wanted.conditions.strip(),
        least_quantity=wanted.least_quantity,
    )


def write_terms(deal: Deal, *, by_id: int | None, at: datetime, **more: Any) -> DealTerms:
    """The version that the deal has now, with all that both agree to and a mark over it."""
    terms = DealTerms(deal=deal, version=deal.terms_version, by_id=by_id, made_at=at, **more)
    for name in COPIED:
        setattr(terms, name, getattr(deal, name))
    terms.agreement = agreement_of(deal)
    terms.fingerprint = fingerprint_of(terms)
    terms.save()
    return terms


def agreement_of(deal: Deal) -> dict[str, Any]:
    """What the two agree to beside the figures of a version: who with whom, what it is, how it is exchanged and taxed.

    Parties as `member:7`, for names are theirs to change; words of the listings as they were read on that day.
    """
    return {
        "provider": str(deal.provider_ref),
        "requester": str(deal.requester_ref),
        "title": deal.title,
        "exchange_type": deal.exchange_type,
        "vat_bp": deal.vat_bp,
        "offer": _words_of(deal.offer),
        "request": _words_of(deal.request),
    }


def fingerprint_of(terms: DealTerms) -> str:
    """SHA-256 over what both agree to: the same text has the same mark, any other text another one."""
    content: dict[str, Any] = {
        name: str(getattr(terms, name)) for name in COPIED if name not in ("proposed_by", "quantity")
    }
    content |= {"quantity": f"{terms.quantity:.3f}", "conditions": terms.conditions}
    content |= {"least_quantity": f"{terms.least_quantity:.3f}" if terms.least_quantity else ""}
    content |= {"agreement": terms.agreement}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def check_quantity(wanted: Wanted, unit: str, listings: Iterable[Listing]) -> None:
    """More than nothing, a day where each has its own, and no less at a time than these listings say.

    Raises NotEnoughLeft, DateMissing.
    """
    if wanted.quantity <= 0:
        raise NotEnoughLeft(_("Choose a quantity above zero."), data={"field": "quantity"})
    amount = in_smallest(wanted.quantity, unit)
    for listing in listings:
        if wanted.planned_on is None and listing.is_per_day:
            raise DateMissing(data={"field": "planned_on"})
        least = listing.least_quantity
        if least and amount < in_smallest(least, listing.unit):
            sentence = _("At least %(least)s at a time.") % {"least": in_units(least, listing.unit)}
            raise NotEnoughLeft(sentence, data={"field": "quantity"})


def price_of(listing: Listing, quantity: Decimal, proposed_minor: int | None) -> int:
    """The listing's own price where it has one; else what is proposed. Raises PriceMissing."""
    own = listing.price_of(quantity)
    if own is not None:
        return own
    if proposed_minor is None or proposed_minor < 0:
        raise PriceMissing(data={"field": "price_minor"})
    return proposed_minor


def require_gate(exchange_type: str, price_minor: int) -> None:
    """Money needs the step Trade, exchange without money the step Coordinate, what is free the step Connect."""
    needed = {ExchangeType.PAID.value: "G3", ExchangeType.FREE.value: "G1", ExchangeType.COMMONS.value: "G1"}
    gate = "G3" if price_minor else needed.get(exchange_type, "G2")
    gates.require(gate, community_in_scope())


def _check_sense(wanted: Wanted, until: datetime, at: datetime) -> None:
    if until < at:
        raise TermsIncomplete(_("Choose a moment that is still to come."), data={"field": "valid_until"})
    least = wanted.least_quantity
    if least is not None and not 0 < least <= wanted.quantity:
        raise TermsIncomplete(_("Choose at most the whole quantity."), data={"field": "least_quantity"})


def _words_of(listing: Listing | None) -> dict[str, str] | None:
    return {"title": listing.title, "text": listing.text} if listing else None
