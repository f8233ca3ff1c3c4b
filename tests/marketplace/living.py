"""The ground of the state machine over allocations and deals: its market, and what holds after every step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)

from billing.models import Charge
from marketplace.actions import deals as verbs
from marketplace.enums import AllocationState, DealState
from marketplace.holding import held_by_day, held_of, left_of, providers_of
from marketplace.models import Allocation, Deal, DealStep, Dispute, Listing
from marketplace.transitions import BY_NAME, NEW
from marketplace.units import from_smallest, in_smallest
from tests.api.rows import make_listing, make_match
from tests.marketplace.conftest import Market
from weconomics.errors import DomainError

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LATER = timedelta(hours=12)  # within the day in which calling off costs half
RATE_BP = 400
SIDES = st.sampled_from(["provider", "requester"])
AMOUNTS = st.sampled_from([Decimal(1), Decimal(2), Decimal(5)])
WHICH = st.integers(0, 5)
HAS_DAY = st.sampled_from([True, True, True, False])

MOST_OPEN = 5
MOST_ROUNDS, MOST_ORDERS = 2, 3

A, S = AllocationState, DealState
# What a deal in a state can hold. None: nothing that holds.
HOLDS: dict[str, set[str | None]] = {
    S.INQUIRY: {None},
    S.PROPOSED: {A.PROPOSED, A.ACCEPTED},
    S.AGREED: {A.AGREED},
    S.STARTED: {A.AGREED},
    S.DELIVERED: {A.AGREED},
    S.CONFIRMED: {A.FULFILLED, None},  # None: decided so after it was called off
    S.DISPUTED: {A.AGREED, A.FULFILLED, None},
    S.DECLINED: {None},
    S.LAPSED: {None},
    S.CANCELLED: {None},
    S.WITHDRAWN: {None},
}


class Ground(RuleBasedStateMachine):
    """Two providers with an offer each and a room; a requester with a need that takes one provider, several, or all."""

    market: Market
    seen: ClassVar[dict[str, set[str]]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = START
        self.offers = [self._listing("provider", 6), self._listing("third", 4)]
        self.room = self._listing("third", 2, quantity_per="day")
        self.requests = [
            self._listing("requester", 5, side="request", most_providers=1),
            self._listing("requester", 6, side="request"),
            self._listing("requester", 5, side="request", all_or_nothing=True),
        ]
        for offer in (*self.offers, self.room):
            for request in self.requests:
                make_match(offer, request, score=50 + offer.pk % 7 + request.pk % 11)
        self.rounds = self.orders = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def _listing(self, who: str, quantity: int, **fields: Any) -> Listing:
        owner = getattr(self.market, who)
        fields = {"category": self.market.garden, "vat_bp": 0, "vat_category": "none", **fields}
        return make_listing(self.market.community, owner, quantity=quantity, **fields)

    # What holds after every step

    @invariant()
    def nobody_gives_or_takes_more_than_there_is(self) -> None:
        for listing in (*self.offers, *self.requests):
            held = held_of(listing, at=self.now)
            assert 0 <= held <= listing.quantity
            assert left_of(listing, at=self.now) == listing.quantity - held

    @invariant()
    def no_day_of_the_room_gives_more_than_it_has(self) -> None:
        held = held_by_day(self.room, at=self.now)
        assert None not in held
        assert all(0 < amount <= in_smallest(self.room.quantity, self.room.unit) for amount in held.values())

    @invariant()
    def a_request_takes_of_no_more_providers_than_it_says(self) -> None:
        assert len(providers_of(self.requests[0], at=self.now)) <= 1

    @invariant()
    def each_deal_holds_what_its_state_says(self) -> None:
        for deal in Deal.objects.all():
            rows = Allocation.objects.filter(
                deal=deal, state__in=[A.PROPOSED, A.ACCEPTED, A.AGREED, A.FULFILLED]
            )
            [row] = rows or [None]
            assert (row and row.state) in HOLDS[deal.state]
            if row and deal.state not in (S.CONFIRMED, S.DISPUTED):
                assert row.amount == in_smallest(deal.quantity, deal.unit)

    @invariant()
    def each_step_stands_in_the_table(self) -> None:
        for deal in Deal.objects.all():
            steps = list(DealStep.objects.filter(deal=deal).order_by("number"))
            assert [step.number for step in steps] == list(range(1, len(steps) + 1))
            assert steps[-1].state == deal.state
            for before, after in pairwise([NEW, *steps]):
                step = BY_NAME[after.transition]
                assert getattr(before, "state", NEW) in step.source
                assert after.state in step.target
            self.seen["states"] |= {step.state for step in steps}
            self.seen["steps"] |= {step.transition for step in steps}

    @invariant()
    def contributions_follow_what_is_owed(self) -> None:
        for deal in Deal.objects.exclude(state=S.DISPUTED):
            charged = Charge.objects.filter(deal_id=deal.pk).aggregate(total=Sum("amount_minor"))["total"]
            assert (charged or 0) * 10_000 == _owed(deal) * RATE_BP

    # How it is done

    def _open(self) -> int:
        return Deal.objects.filter(state__in=[S.INQUIRY, S.PROPOSED]).count()

    def _accept(self, deal: Deal, by: Any) -> None:
        """Twice: the second time changes nothing. Of all or nothing, what is agreed then is all."""
        for _again in range(2):
            self._try(lambda: verbs.accept_deal(deal=deal, by=by, version=deal.terms_version, at=self.now))
        deal.refresh_from_db()
        if deal.state == S.AGREED and deal.request and deal.request.all_or_nothing:
            assert _agreed_on(deal.request) == deal.request.quantity

    def _deals(self) -> bool:
        return Deal.objects.exists()

    def _pick(self, which: int, *states: DealState) -> Deal:
        """One in a state where the step can be taken; now and then any other, which is refused."""
        rows = Deal.objects.select_related("community", "request").order_by("pk")
        fitting = list(rows.filter(state__in=states)) if which else []
        found = fitting or list(rows)
        return found[which % len(found)]

    def _side(self, deal: Deal, side: str) -> Any:
        wanted = getattr(deal, f"{side}_membership_id")
        names = ("provider", "third", "requester", "coordinator")
        return self.market.actor(next(name for name in names if getattr(self.market, name).pk == wanted))

    def _day(self, has_day: bool) -> dict[str, Any]:
        moment = self.now + LATER
        return {"planned_on": moment.date(), "planned_at": moment.time()} if has_day else {}

    def _propose(
        self,
        listing: Listing,
        own: Listing | None,
        who: str,
        quantity: Decimal,
        *,
        has_day: bool,
        **more: Any,
    ) -> Deal:
        return verbs.propose_deal(
            listing=listing,
            counterpart=own,
            party=self.market.ref(who),
            quantity=quantity,
            price_minor=int(quantity * 2500),
            cancellation="flexible",
            by=self.market.actor(who),
            at=self.now,
            **self._day(has_day),
            **more,
        )

    def _try(self, verb: Callable[[], Any]) -> None:
        with unchanged_when_refused():
            verb()

    def _let_go(self, deal: Deal, verb: Callable[[], Any]) -> None:
        """Ending gives back exactly what was held."""
        held = self._held()
        row = Allocation.objects.filter(deal=deal, state__in=[A.PROPOSED, A.ACCEPTED, A.AGREED]).first()
        with unchanged_when_refused() as outcome:
            verb()
        if outcome["refused"] or row is None:
            return
        expected = dict(held)
        for pk, quantity in ((row.offer_id, row.offer_quantity), (row.request_id, row.request_quantity)):
            if pk and _held_by(row, pk, self.now):
                expected[pk, row.on if pk == self.room.pk else None] -= quantity
        assert self._held() == {key: quantity for key, quantity in expected.items() if quantity}

    def _held(self) -> dict[tuple[int, Any], Decimal]:
        """What is held of each listing, of the room by day; what holds nothing is left out."""
        rows = {(one.pk, None): held_of(one, at=self.now) for one in (*self.offers, *self.requests)}
        factor = in_smallest(Decimal(1), self.room.unit)
        rows |= {
            (self.room.pk, day): amount / factor
            for day, amount in held_by_day(self.room, at=self.now).items()
        }
        return {key: quantity for key, quantity in rows.items() if quantity}


def _held_by(row: Allocation, listing_id: int, at: datetime) -> bool:
    if row.state != A.PROPOSED:
        return True
    is_soft = listing_id == row.offer_id or row.round_id is not None
    return is_soft and row.held_until is not None and row.held_until > at


def _owed(deal: Deal) -> int:
    """What the requester pays for it, as the page says."""
    if deal.owed_minor is not None:
        return deal.owed_minor
    return deal.price_minor if deal.state == S.CONFIRMED else 0


def _agreed_on(request: Listing) -> Decimal:
    rows = Allocation.objects.filter(request=request, state__in=[A.AGREED, A.FULFILLED])
    return from_smallest(rows.aggregate(total=Sum("amount"))["total"], request.unit)


@contextmanager
def unchanged_when_refused() -> Iterator[dict[str, bool]]:
    outcome, before = {"refused": False}, _everything()
    try:
        yield outcome
    except DomainError:
        outcome["refused"] = True
        assert _everything() == before


def _everything() -> list[Any]:
    rows: tuple[Any, ...] = (Deal, Allocation, DealStep, Dispute, Charge)
    return [sorted(model.objects.values_list(), key=str) for model in rows]
