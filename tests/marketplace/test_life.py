"""The life of allocations and deals as a state machine against PostgreSQL: whatever people do in whatever order.

After every step: no listing gives more than it has nor takes more than it needs, each deal holds exactly what its state
says, each step stands in the table of transitions, and the contributions follow what is owed. What is refused changes
nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing.models import Charge
from marketplace.actions import deals as verbs
from marketplace.actions.disputes import answer_dispute, decide_dispute, open_dispute, take_back_dispute
from marketplace.enums import AllocationState, DealState
from marketplace.holding import held_of, left_of, providers_of
from marketplace.models import Allocation, Deal, DealStep, Dispute, Listing
from marketplace.transitions import BY_NAME
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market, put_model_in_force
from weconomics.errors import DomainError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LATER = timedelta(hours=12)  # within the day in which calling off costs half
RATE_BP = 400
SIDES = st.sampled_from(["provider", "requester"])
AMOUNTS = st.sampled_from([Decimal(1), Decimal(2), Decimal(5)])
WHICH = st.integers(0, 5)

MOST_OPEN = 4

A, S = AllocationState, DealState
NEXT: dict[DealState, tuple[Callable[..., Deal], str]] = {
    S.PROPOSED: (verbs.accept_deal, "asked"),
    S.AGREED: (verbs.start_deal, "provider"),
    S.STARTED: (verbs.deliver_deal, "provider"),
    S.DELIVERED: (verbs.confirm_deal, "requester"),
}
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
}


class Life(RuleBasedStateMachine):
    """Two providers with an offer each; a requester with a need that takes one provider, several, or all or nothing."""

    market: Market

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = START
        self.offers = [self._listing("provider", 6), self._listing("third", 4, least_quantity=None)]
        self.requests = [
            self._listing("requester", 5, side="request", most_providers=1),
            self._listing("requester", 6, side="request"),
            self._listing("requester", 5, side="request", all_or_nothing=True),
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def _listing(self, who: str, quantity: int, **fields: Any) -> Listing:
        owner = getattr(self.market, who)
        fields = {"category": self.market.garden, "vat_bp": 0, "vat_category": "none", **fields}
        return make_listing(self.market.community, owner, quantity=quantity, **fields)

    # Who does what

    @precondition(lambda self: self._open() < MOST_OPEN)
    @rule(offer=WHICH, request=st.integers(0, 3), quantity=AMOUNTS)
    def ask_on_an_offer(self, offer: int, request: int, quantity: Decimal) -> None:
        """With one of the requester's own requests, or without."""
        own = (*self.requests, None)[request]
        self._try(lambda: self._propose(self.offers[offer % 2], own, "requester", quantity))

    @precondition(lambda self: self._open() < MOST_OPEN)
    @rule(offer=WHICH, request=WHICH, quantity=AMOUNTS)
    def quote_on_a_request(self, offer: int, request: int, quantity: Decimal) -> None:
        who = ("provider", "third")[offer % 2]
        self._try(lambda: self._propose(self.requests[request % 3], self.offers[offer % 2], who, quantity))

    @precondition(lambda self: not Deal.objects.filter(state=S.INQUIRY).exists())
    @rule(offer=WHICH)
    def ask_what_it_would_be(self, offer: int) -> None:
        self._try(
            lambda: verbs.ask_for_quote(
                listing=self.offers[offer % 2],
                party=self.market.ref("requester"),
                quantity=Decimal(2),
                by=self.market.actor("requester"),
                at=self.now,
            )
        )

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, side=SIDES, quantity=AMOUNTS)
    def counter(self, which: int, side: str, quantity: Decimal) -> None:
        deal = self._pick(which, S.INQUIRY, S.PROPOSED)
        price = int(quantity * 2500)
        more = {"quantity": quantity, "price_minor": price, "planned_on": (self.now + LATER).date()}
        self._try(
            lambda: verbs.counter_deal(
                deal=deal,
                by=self._side(deal, side),
                at=self.now,
                planned_at=(self.now + LATER).time(),
                **more,
            )
        )

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, side=SIDES)
    def accept(self, which: int, side: str) -> None:
        deal = self._pick(which, S.PROPOSED)
        self._accept(deal, self._side(deal, side))

    @precondition(lambda self: Deal.objects.filter(state__in=NEXT).exists())
    @rule(which=WHICH)
    def go_on_as_meant(self, which: int) -> None:
        """The step that is next on the way from proposed to confirmed, by the side whose step it is."""
        deal = self._pick(which + 1, *NEXT)
        if deal.state not in NEXT:
            return
        if deal.state == S.PROPOSED:
            self._accept(
                deal, self._side(deal, "requester" if deal.requester_accepted_at is None else "provider")
            )
            return
        verb, side = NEXT[S(deal.state)]
        self._try(lambda: verb(deal=deal, by=self._side(deal, side), at=self.now))

    @precondition(lambda self: Deal.objects.filter(state__in=NEXT).exists())
    @rule(which=WHICH)
    def go_on_further(self, which: int) -> None:
        """As above: what is meant happens more often than what is not."""
        self.go_on_as_meant(which)

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, side=SIDES, is_polite=st.booleans())
    def say_no(self, which: int, side: str, is_polite: bool) -> None:
        deal = self._pick(which, S.INQUIRY, S.PROPOSED)
        by = self._side(deal, side)
        if is_polite:
            self._let_go(deal, lambda: verbs.decline_deal(deal=deal, by=by, at=self.now))
        else:
            self._let_go(deal, lambda: verbs.cancel_deal(deal=deal, by=by, reason="", at=self.now))

    @precondition(lambda self: Deal.objects.filter(state__in=[S.AGREED, S.STARTED]).exists())
    @rule(which=WHICH, side=SIDES, has_waited=st.booleans())
    def end_what_runs(self, which: int, side: str, has_waited: bool) -> None:
        """Call it off, at a price; or say, after the moment, that the other did not come."""
        deal = self._pick(which + 1, S.AGREED, S.STARTED)
        by = self._side(deal, side)
        if has_waited:
            self.now += 2 * LATER
            self._let_go(deal, lambda: verbs.report_no_show(deal=deal, by=by, at=self.now))
        else:
            self._let_go(deal, lambda: verbs.cancel_deal(deal=deal, by=by, reason="Ziek", at=self.now))

    @precondition(lambda self: self._deals())
    @rule(which=WHICH)
    def start(self, which: int) -> None:
        deal = self._pick(which, S.AGREED)
        self._try(lambda: verbs.start_deal(deal=deal, by=self._side(deal, "provider"), at=self.now))

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, part=st.sampled_from([None, Decimal("0.5"), Decimal(1)]), is_last=st.booleans())
    def deliver(self, which: int, part: Decimal | None, is_last: bool) -> None:
        deal = self._pick(which, S.AGREED, S.STARTED)
        by = self._side(deal, "provider")
        self._try(lambda: verbs.deliver_deal(deal=deal, by=by, quantity=part, is_last=is_last, at=self.now))

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, side=SIDES)
    def confirm(self, which: int, side: str) -> None:
        deal = self._pick(which, S.DELIVERED)
        self._try(lambda: verbs.confirm_deal(deal=deal, by=self._side(deal, side), at=self.now))

    @precondition(lambda self: self._deals())
    @rule(which=WHICH, side=SIDES)
    def dispute(self, which: int, side: str) -> None:
        deal = self._pick(which, S.AGREED, S.STARTED, S.DELIVERED, S.CONFIRMED, S.CANCELLED)
        about = {"reason": "not_as_agreed", "text": "Het is maar half gedaan.", "wanted_bp": 5000}
        self._try(lambda: open_dispute(deal=deal, by=self._side(deal, side), at=self.now, **about))

    @precondition(lambda self: Dispute.objects.exclude(state__in=["decided", "withdrawn"]).exists())
    @rule(what=st.sampled_from(["answer", "take back", 0, 50, 100]))
    def go_on_with_a_dispute(self, what: str | int) -> None:
        found = Dispute.objects.exclude(state__in=["decided", "withdrawn"]).order_by("pk")[0]
        other = "provider" if found.opened_by == "requester" else "requester"
        if what == "answer":
            by = self._side(found.deal, other)
            self._try(lambda: answer_dispute(dispute=found, text="Niet waar.", by=by, at=self.now))
        elif what == "take back":
            by = self._side(found.deal, found.opened_by)
            self._try(lambda: take_back_dispute(dispute=found, by=by, at=self.now))
        else:
            by = self.market.actor("moderator")
            refund = {"refund_bp": int(what) * 100, "reasons": "De foto's laten het zien."}
            self._try(lambda: decide_dispute(dispute=found, by=by, at=self.now, **refund))

    @rule(hours=st.sampled_from([1, 30, 80]))
    def time_goes_by(self, hours: int) -> None:
        """And takes the steps that are its own, twice each: a job may come back."""
        self.now += timedelta(hours=hours)
        for deal in [*Deal.objects.order_by("pk")] * 2:
            verbs.lapse_deal(deal=deal, at=self.now)
            verbs.confirm_by_itself(deal=deal, at=self.now)

    # What holds after every step

    @invariant()
    def nobody_gives_or_takes_more_than_there_is(self) -> None:
        for listing in (*self.offers, *self.requests):
            held = held_of(listing, at=self.now)
            assert 0 <= held <= listing.quantity
            assert left_of(listing, at=self.now) == listing.quantity - held

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
                asked = {row.offer_quantity, row.request_quantity} - {None}
                assert asked == {deal.quantity}

    @invariant()
    def each_step_stands_in_the_table(self) -> None:
        for deal in Deal.objects.all():
            steps = list(DealStep.objects.filter(deal=deal).order_by("number"))
            assert [step.number for step in steps] == list(range(1, len(steps) + 1))
            assert steps[-1].state == deal.state
            for before, after in pairwise(steps):
                step = BY_NAME[after.transition]
                assert before.state in step.source
                assert after.state in step.target

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
        names = ("provider", "third", "requester")
        return self.market.actor(next(name for name in names if getattr(self.market, name).pk == wanted))

    def _propose(self, listing: Listing, own: Listing | None, who: str, quantity: Decimal) -> Deal:
        return verbs.propose_deal(
            listing=listing,
            counterpart=own,
            party=self.market.ref(who),
            quantity=quantity,
            price_minor=int(quantity * 2500),
            planned_on=(self.now + LATER).date(),
            planned_at=(self.now + LATER).time(),
            cancellation="flexible",
            by=self.market.actor(who),
            at=self.now,
        )

    def _try(self, verb: Callable[[], Any]) -> None:
        with _unchanged_when_refused():
            verb()

    def _let_go(self, deal: Deal, verb: Callable[[], Any]) -> None:
        """Ending gives back exactly what was held."""
        held = {row.pk: held_of(row, at=self.now) for row in (*self.offers, *self.requests)}
        row = Allocation.objects.filter(deal=deal, state__in=[A.PROPOSED, A.ACCEPTED, A.AGREED]).first()
        with _unchanged_when_refused() as outcome:
            verb()
        if outcome["refused"] or row is None:
            return
        expected = dict(held)
        for pk, quantity in ((row.offer_id, row.offer_quantity), (row.request_id, row.request_quantity)):
            if pk and _held_by(row, pk, self.now):
                expected[pk] -= quantity
        assert {one.pk: held_of(one, at=self.now) for one in (*self.offers, *self.requests)} == expected


def _held_by(row: Allocation, listing_id: int, at: datetime) -> bool:
    if row.state != A.PROPOSED:
        return True
    return listing_id == row.offer_id and row.held_until is not None and row.held_until > at


def _owed(deal: Deal) -> int:
    """What the requester pays for it, as the page says."""
    if deal.owed_minor is not None:
        return deal.owed_minor
    return deal.price_minor if deal.state == S.CONFIRMED else 0


def _agreed_on(request: Listing) -> Decimal:
    rows = Allocation.objects.filter(request=request, state__in=[A.AGREED, A.FULFILLED])
    return rows.aggregate(total=Sum("request_quantity"))["total"]


@contextmanager
def _unchanged_when_refused() -> Iterator[dict[str, bool]]:
    outcome, before = {"refused": False}, _everything()
    try:
        yield outcome
    except DomainError:
        outcome["refused"] = True
        assert _everything() == before


def _everything() -> list[Any]:
    rows: tuple[Any, ...] = (Deal, Allocation, DealStep, Dispute, Charge)
    return [sorted(model.objects.values_list(), key=str) for model in rows]


def test_whatever_people_do(market: Market) -> None:
    put_model_in_force(market.community, rate_bp=RATE_BP)
    life = type("LifeHere", (Life,), {"market": market})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
