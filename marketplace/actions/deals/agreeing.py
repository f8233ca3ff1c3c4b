"""Yes or no: a deal is agreed when both sides said yes to the same version of its terms."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.interface import freeze
from marketplace.actions import allocations
from marketplace.actions.deals.ending import end_deal
from marketplace.actions.deals.steps import lock_deal, locked, move
from marketplace.actions.deals.terms import require_gate
from marketplace.enums import AllocationState, DealState, ExchangeType, Proposer
from marketplace.errors import PriceMissing, TermsChanged, WrongDealState
from marketplace.facts import facts_of
from marketplace.models import Allocation, Deal, Listing
from marketplace.rules import acts_for
from marketplace.transitions import check, sides_of
from marketplace.units import in_smallest
from marketplace.withdrawal_terms import keep_right
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

AGREED_OR_LATER = (DealState.AGREED, DealState.STARTED, DealState.DELIVERED, DealState.CONFIRMED)


@transaction.atomic
def accept_deal(*, deal: Deal, by: Actor, version: int | None = None, at: datetime | None = None) -> Deal:
    """Say yes to the terms on the table. With both yeses the deal is agreed: its fee rules are its own from now on.

    `version` is the one that was read: another one is refused. Every door names it. Of a coordinator's proposal the first
    yes holds the quantity hard. A request that asks all or nothing waits until its whole need is brought together; then all
    that wait are agreed at once. A repeated call changes nothing.
    Raises NotAllowed, WrongDealState, TermsChanged, NotEnoughLeft, DateMissing, TooManyProviders, GateClosed.
    """
    at = at or timezone.now()
    _expect_party(deal, by)
    deal, listings = locked(deal)
    if _has_said_yes(deal, by):
        return deal
    check(deal, "accept", by=by, at=at)
    if version is not None and version != deal.terms_version:
        raise TermsChanged(data={"version": deal.terms_version})
    if not by.is_system:
        require_gate(deal.exchange_type, deal.price_minor)
    _expect_price(deal)
    _say_yes(deal, by, at)
    row = allocations.allocation_of(deal)
    if row is None:
        raise WrongDealState
    allocations.accept(row, at=at)
    if deal.answering_refs:
        return move(deal, "accept", DealState.PROPOSED, by=by, at=at, fields=ACCEPTED)
    return agree_when_complete(deal, listings, row, by, at)


@transaction.atomic
def decline_deal(*, deal: Deal, by: Actor, reason: str = "", at: datetime | None = None) -> Deal:
    """Say no to a proposal or an inquiry. A repeated call changes nothing. Raises NotAllowed, WrongDealState."""
    at = at or timezone.now()
    _expect_party(deal, by)
    deal, _listings = locked(deal)
    if deal.state == DealState.DECLINED and sides_of(deal, by):
        return deal
    check(deal, "decline", by=by, at=at)
    return end_deal(deal=deal, transition="decline", to=DealState.DECLINED, by=by, at=at, reason=reason)


def bind(deal: Deal, *, at: datetime) -> None:
    """What becomes the deal's own at the moment of agreement. The caller saves it."""
    deal.agreed_at, deal.state = at, DealState.AGREED
    deal.provider_accepted_at = deal.provider_accepted_at or at
    deal.requester_accepted_at = deal.requester_accepted_at or at
    deal.frozen_fees = freeze(facts_of(deal))
    keep_right(deal)


ACCEPTED = ("provider_accepted_at", "requester_accepted_at")
BOUND = (*ACCEPTED, "agreed_at", "frozen_fees", "terms", "withdrawal_until")


def agree_when_complete(
    deal: Deal, listings: dict[int, Listing], row: Allocation, by: Actor, at: datetime
) -> Deal:
    """Agree a deal to which both said yes; of an all-or-nothing request only with all that bring its need together."""
    request = listings.get(deal.request_id or 0)
    waiting = _waiting_with(deal, request)
    if request is not None and request.all_or_nothing and not _is_complete(request):
        return move(deal, "accept", DealState.PROPOSED, by=by, at=at, fields=ACCEPTED)
    for other in waiting:
        _agree_with_the_rest(lock_deal(other), at)
    return _agree(deal, "accept", row, by, at)


def _agree_with_the_rest(deal: Deal, at: datetime) -> None:
    """One that waited for the whole. Time takes this step: both said yes before."""
    by, row = Actor.system(deal.community_id), allocations.allocation_of(deal)
    check(deal, "agree_together", by=by, at=at)
    if row is None:
        raise WrongDealState
    _agree(deal, "agree_together", row, by, at)


def _agree(deal: Deal, step: str, row: Allocation, by: Actor, at: datetime) -> Deal:
    bind(deal, at=at)
    allocations.agree(row)
    about = {"version": deal.terms_version}
    return move(deal, step, DealState.AGREED, by=by, at=at, fields=BOUND, about=about)


def _waiting_with(deal: Deal, request: Listing | None) -> list[Deal]:
    """The other deals of an all-or-nothing request to which both sides said yes already, in order of id."""
    if request is None or not request.all_or_nothing:
        return []
    rows = Deal.objects.filter(request=request, state=DealState.PROPOSED).exclude(pk=deal.pk).order_by("pk")
    return list(rows.filter(provider_accepted_at__isnull=False, requester_accepted_at__isnull=False))


def _is_complete(request: Listing) -> bool:
    """Deals to which both said yes bring the whole need together. Under the lock of the request."""
    rows = Allocation.objects.filter(request=request)
    agreed = rows.filter(state__in=[AllocationState.AGREED, AllocationState.FULFILLED])
    both = rows.filter(
        state=AllocationState.ACCEPTED,
        deal__provider_accepted_at__isnull=False,
        deal__requester_accepted_at__isnull=False,
    )
    total = sum((row.amount for row in [*agreed, *both]), Decimal(0))
    return request.quantity is None or total >= in_smallest(request.quantity, request.unit)


def _expect_price(deal: Deal) -> None:
    """A coordinator proposes where the two have not spoken of a price yet: one of them says it before it is agreed."""
    if (
        deal.proposed_by == Proposer.COORDINATOR
        and deal.exchange_type == ExchangeType.PAID
        and not deal.price_minor
    ):
        raise PriceMissing(_("First say what the price is: choose “Propose something else”."))


def _has_said_yes(deal: Deal, by: Actor) -> bool:
    """A repeated yes: of the side that answers for itself already, while the deal waits or is agreed."""
    if deal.state in AGREED_OR_LATER:
        return deal.state == DealState.AGREED and bool(sides_of(deal, by))
    mine = [ref for ref in deal.refs if acts_for(ref, by=by)]
    is_coordinators = deal.proposed_by == Proposer.COORDINATOR
    return is_coordinators and bool(mine) and not set(mine) & set(deal.answering_refs)


def _say_yes(deal: Deal, by: Actor, at: datetime) -> None:
    if deal.provider_accepted_at is None and acts_for(deal.provider_ref, by=by):
        deal.provider_accepted_at = at
    if deal.requester_accepted_at is None and acts_for(deal.requester_ref, by=by):
        deal.requester_accepted_at = at
    deal.save(update_fields=list(ACCEPTED))


def _expect_party(deal: Deal, by: Actor) -> None:
    """Before any lock: who has no part in it learns nothing of its state."""
    if not sides_of(deal, by):
        raise NotAllowed
