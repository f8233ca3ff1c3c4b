"""Awarding quotes: how much of each, all in one transaction, and a polite no to the rest once the need is met."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace import rules
from marketplace.actions import allocations
from marketplace.actions.deals import accept_deal, counter_deal, end_deal
from marketplace.actions.deals.agreeing import agree_when_complete
from marketplace.actions.deals.terms import Wanted, lay, require_gate
from marketplace.enums import DealState, EndReason, Proposer
from marketplace.errors import WrongDealState
from marketplace.models import Deal, DealTerms, Listing
from marketplace.queries import lock_listings
from marketplace.quotes.awarding import Take, check_award
from marketplace.quotes.comparing import OPEN, is_awardable, need_of, quoted_of
from marketplace.transitions import check
from marketplace.units import exact_in, in_smallest
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Award:
    """What came of it: `agreed` bind or wait for the whole, `asked` were asked for a part, `declined` got a no."""

    agreed: list[Deal] = field(default_factory=list)
    asked: list[Deal] = field(default_factory=list)
    declined: list[Deal] = field(default_factory=list)


@transaction.atomic
def award_quotes(
    *, request: Listing, takes: Mapping[int, Decimal], by: Actor, at: datetime | None = None
) -> Award:
    """Take so much of each quote (deal id to quantity, in `Quoted.unit`); all of it, or nothing happens.

    A whole quote, and a part its provider allowed beforehand, is a deal at once. Of any other part the provider is asked,
    by a counter-proposal. When the need is met, every other quote is declined with a friendly word.
    Raises NotAllowed, AwardRefused, WrongDealState, NotEnoughLeft, TooManyProviders, GateClosed.
    """
    at = at or timezone.now()
    if not rules.may_change_listing(request, by=by):
        raise NotAllowed(_("Only who asked for it awards quotes."))
    listings, deals = _lock(request)
    request = listings[request.pk]
    chosen = _chosen(request, deals, takes, at)
    check_award(list(chosen.values()), need_of(request, at=at))
    award = Award()
    for pk, take in chosen.items():
        _take(deals[pk], take, listings, award, by, at)
    if need_of(request, at=at).left == 0:
        award.declined.extend(decline_rest(request=request, by=by, at=at))
    return award


def decline_rest(*, request: Listing, by: Actor, at: datetime) -> list[Deal]:
    """Say a friendly no to everybody who still waits: the need was met. In the caller's transaction, under its locks."""
    waiting = Deal.objects.select_for_update(of=("self",)).filter(request=request, state__in=OPEN)
    rest = [deal for deal in waiting.select_related("community").order_by("pk") if not _both_said_yes(deal)]
    return [_decline(deal, by, at) for deal in rest]


def _decline(deal: Deal, by: Actor, at: datetime) -> Deal:
    check(deal, "need_met", by=by, at=at)
    return end_deal(
        deal=deal,
        transition="need_met",
        to=DealState.DECLINED,
        by=by,
        at=at,
        because=EndReason.NEED_MET,
        reason=_friendly_no(deal),
    )


def _lock(request: Listing) -> tuple[dict[int, Listing], dict[int, Deal]]:
    """The request and every offer quoted on it, in order of id; then the deals, in order of id.

    Who quotes locks the request first, so after this no quote comes in; one that came in between is read first.
    """
    waiting = Deal.objects.filter(request=request, state__in=OPEN)
    before = {pk for pk in waiting.values_list("offer_id", flat=True) if pk}
    listings = lock_listings({request.pk, *before})
    rows = Deal.objects.select_for_update(of=("self",)).filter(request=request, state__in=OPEN)
    deals = {deal.pk: deal for deal in rows.select_related("community").order_by("pk")}
    if any(deal.offer_id and deal.offer_id not in listings for deal in deals.values()):
        raise WrongDealState(_("A quote came in just now. Look at it first."))
    return listings, deals


def _chosen(
    request: Listing, deals: Mapping[int, Deal], takes: Mapping[int, Decimal], at: datetime
) -> dict[int, Take]:
    """In order of id. Raises WrongDealState for a quote that cannot be awarded any more."""
    chosen = {}
    for pk, quantity in sorted(takes.items()):
        deal = deals.get(pk)
        if deal is None or not is_awardable(deal, at):
            raise WrongDealState(_("One of these quotes was changed or has ended. Look again."))
        chosen[pk] = Take(quoted_of(deal, _terms(deal), request), quantity)
    return chosen


def _take(
    deal: Deal, take: Take, listings: dict[int, Listing], award: Award, by: Actor, at: datetime
) -> None:
    if take.is_whole:
        award.agreed.append(accept_deal(deal=deal, version=deal.terms_version, by=by, at=at))
    elif take.is_agreed_beforehand:
        award.agreed.append(_agree_to_part(deal, take, listings, by, at))
    else:
        award.asked.append(counter_deal(deal=deal, by=by, at=at, **_wanted(deal, take)))


def _agree_to_part(deal: Deal, take: Take, listings: dict[int, Listing], by: Actor, at: datetime) -> Deal:
    """A new version of the terms, to which both said yes: the provider when they allowed parts, the requester now."""
    check(deal, "accept", by=by, at=at)
    own = {pk: listings[pk] for pk in deal.listing_ids}
    said_yes_at = deal.provider_accepted_at
    if not by.is_system:
        require_gate(deal.exchange_type, take.price_minor)
    lay(deal, own, Wanted(**_wanted(deal, take)), side=Proposer.REQUESTER, by=by, at=at)
    deal.provider_accepted_at = said_yes_at
    deal.save(update_fields=["provider_accepted_at"])
    row = allocations.allocation_of(deal)
    if row is None:
        raise WrongDealState
    allocations.accept(row, at=at)
    return agree_when_complete(deal, own, row, by, at)


def _wanted(deal: Deal, take: Take) -> dict[str, Any]:
    """The same terms for less, at the same price a unit; in the unit of the deal where that says it exactly."""
    terms = _terms(deal)
    quantity, unit = exact_in(in_smallest(take.quantity, take.quoted.unit), deal.unit, take.quoted.unit)
    return {
        "quantity": quantity,
        "unit": unit,
        "price_minor": take.price_minor,
        "planned_on": deal.planned_on,
        "planned_at": deal.planned_at,
        "conditions": terms.conditions if terms else "",
        "cancellation": deal.cancellation,
        "valid_until": deal.proposal_until,
    }


def _terms(deal: Deal) -> DealTerms | None:
    return DealTerms.objects.filter(deal=deal, version=deal.terms_version).first()


def _both_said_yes(deal: Deal) -> bool:
    return deal.provider_accepted_at is not None and deal.requester_accepted_at is not None


def _friendly_no(deal: Deal) -> str:
    with override(deal.community.default_language):
        return _("Others already give all that was needed. Thank you for your quote.")
