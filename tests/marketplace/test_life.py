"""The life of allocations and deals as a state machine against PostgreSQL: whatever people do in whatever order.

Two ask, quote, award, order together, repeat each week and are brought together by rounds; of one room each day has its own
capacity. After every step: no listing gives more than it has nor takes more than it needs, on no day; each deal holds exactly
what its state says, each step stands in the table of transitions, and the contributions follow what is owed. What is refused
changes nothing. At the end of all examples every state was reached, so that a market that refuses everything fails too.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from communities.models import Membership
from marketplace.actions import deals as verbs
from marketplace.actions.awards import award_quotes
from marketplace.actions.disputes import answer_dispute, decide_dispute, open_dispute, take_back_dispute
from marketplace.actions.group_orders import Terms as GroupTerms
from marketplace.actions.group_orders import decide_group_order, join_group_order, open_group_order
from marketplace.actions.rounds import keep_plan, send_lines, send_round, start_round
from marketplace.actions.standing import Arrangement, accept_standing_deal, propose_standing_deal
from marketplace.actions.withdrawals import withdraw_from_deal
from marketplace.enums import DealState
from marketplace.group_orders.sharing import Step
from marketplace.models import Deal, Dispute, Listing
from marketplace.planning import plan
from marketplace.quotes.awarding import suggest
from marketplace.quotes.comparing import compare
from marketplace.rounds.market import market_of
from tests.marketplace.conftest import Market, put_model_in_force
from tests.marketplace.living import (
    AMOUNTS,
    HAS_DAY,
    LATER,
    MOST_OPEN,
    MOST_ORDERS,
    MOST_ROUNDS,
    RATE_BP,
    SIDES,
    WHICH,
    Ground,
    S,
    unchanged_when_refused,
)
from weconomics.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]

NEXT: dict[DealState, tuple[Callable[..., Deal], str]] = {
    S.PROPOSED: (verbs.accept_deal, "asked"),
    S.AGREED: (verbs.start_deal, "provider"),
    S.STARTED: (verbs.deliver_deal, "provider"),
    S.DELIVERED: (verbs.confirm_deal, "requester"),
}
# Each of these must have happened in some example.
REACHED_STATES = set(DealState.values)
REACHED_STEPS = {
    *("inquire", "propose", "propose_for_both", "counter", "accept", "decline", "cancel", "lapse"),
    *("start", "deliver", "confirm", "dispute", "withdraw", "agree_standing"),
}


class Life(Ground):
    """What people, coordinators and time do, in whatever order."""

    # Who does what

    @precondition(lambda self: self._open() < MOST_OPEN)
    @rule(offer=WHICH, request=st.integers(0, 3), quantity=AMOUNTS, has_day=HAS_DAY)
    def ask_on_an_offer(self, offer: int, request: int, quantity: Decimal, has_day: bool) -> None:
        """With one of the requester's own requests, or without."""
        own = (*self.requests, None)[request]
        listing = (*self.offers, self.room)[offer % 3]
        self._try(lambda: self._propose(listing, own, "requester", quantity, has_day=has_day))

    @precondition(lambda self: self._open() < MOST_OPEN)
    @rule(offer=WHICH, request=WHICH, quantity=AMOUNTS, has_day=HAS_DAY)
    def quote_on_a_request(self, offer: int, request: int, quantity: Decimal, has_day: bool) -> None:
        who, own = ("provider", "third", "third")[offer % 3], (*self.offers, self.room)[offer % 3]
        more = {"has_day": has_day, "least_quantity": Decimal(1)}
        self._try(lambda: self._propose(self.requests[request % 3], own, who, quantity, **more))

    @precondition(lambda self: self._deals())
    @rule(request=WHICH, parts=st.lists(AMOUNTS, min_size=1, max_size=2), is_filled_in=st.booleans())
    def award_quotes(self, request: int, parts: list[Decimal], is_filled_in: bool) -> None:
        """Parts of the quotes that wait, or what the page fills in; with the need met the others get a no."""
        asked = self.requests[request % 3]
        if is_filled_in:
            table = compare(asked, at=self.now)
            by_key = {row.key: row.deal.pk for row in table.open}
            chosen = {by_key[take.quoted.key]: take.quantity for take in suggest(table.quotes, table.need)}
            self._award(asked, chosen)
            return
        waiting = Deal.objects.filter(request=asked, state=S.PROPOSED, requester_accepted_at=None).order_by(
            "pk"
        )
        self._award(asked, dict(zip([deal.pk for deal in waiting], parts, strict=False)))

    def _award(self, asked: Listing, takes: dict[int, Decimal]) -> None:
        by = self.market.actor("requester")
        self._try(lambda: award_quotes(request=asked, takes=takes, by=by, at=self.now))

    @precondition(lambda self: self.rounds < MOST_ROUNDS and self._open() < MOST_OPEN)
    @rule()
    def plan_and_send_a_round(self) -> None:
        """What it proposes holds on both sides, or is left out and named."""
        by = self.market.actor("coordinator")
        self.rounds += 1
        round_ = start_round(by=by, at=self.now)
        found = market_of(round_, at=self.now)
        keep_plan(round_=round_, market=found, made=plan(found.problem()), at=self.now)
        send_round(round_=round_, by=by, at=self.now)
        while send_lines(round_=round_, at=self.now):
            pass

    @precondition(lambda self: self.orders < MOST_ORDERS)
    @rule(wanted=st.lists(AMOUNTS, min_size=1, max_size=2), least=AMOUNTS)
    def order_together(self, wanted: list[Decimal], least: Decimal) -> None:
        """Opened, joined by one or two, and decided when it closes: a deal with each, or nothing at all."""
        self.orders += 1
        terms = GroupTerms(
            title="Samen",
            least_quantity=least,
            closes_at=self.now + LATER,
            steps=(Step(Decimal(0), 2500),),
        )
        with unchanged_when_refused():
            with transaction.atomic():
                about = {"by": self.market.actor("provider"), "at": self.now}
                order = open_group_order(offer=self.offers[0], terms=terms, **about)
                for name, quantity in zip(("requester", "third"), wanted, strict=False):
                    party, by = self.market.ref(name), self.market.actor(name)
                    join_group_order(order=order, party=party, wanted=quantity, by=by, at=self.now)
            self.now += LATER
            decide_group_order(order=order, by=Actor.system(self.market.community.pk), at=self.now)

    @precondition(lambda self: self.orders < MOST_ORDERS)
    @rule(quantity=AMOUNTS, of_room=st.booleans())
    def repeat_each_week(self, quantity: Decimal, of_room: bool) -> None:
        """Agreed once; the deals of the coming week are made, or left out with a reason."""
        self.orders += 1
        offer = self.room if of_room else self.offers[1]
        terms = Arrangement(quantity=quantity, starts_on=(self.now + LATER + LATER).date())
        party, by = self.market.ref("requester"), self.market.actor("requester")
        with unchanged_when_refused():
            standing = propose_standing_deal(listing=offer, party=party, terms=terms, by=by, at=self.now)
            accept_standing_deal(standing=standing, by=self.market.actor("third"), at=self.now)

    @precondition(lambda self: Deal.objects.filter(agreed_at__isnull=False).exists())
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        """The first provider is a trader: a consumer undoes the agreement within its term."""
        deal = self._pick(which + 1, S.AGREED, S.STARTED, S.DELIVERED, S.CONFIRMED, S.DISPUTED)
        by = self._side(deal, "requester")
        self._try(lambda: withdraw_from_deal(deal=deal, by=by, at=self.now))

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
    @rule(which=WHICH, side=SIDES, quantity=AMOUNTS, has_day=HAS_DAY)
    def counter(self, which: int, side: str, quantity: Decimal, has_day: bool) -> None:
        deal = self._pick(which, S.INQUIRY, S.PROPOSED)
        more = {"quantity": quantity, "price_minor": int(quantity * 2500), **self._day(has_day)}
        by = self._side(deal, side)
        self._try(lambda: verbs.counter_deal(deal=deal, by=by, at=self.now, **more))

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
            if found.state == "open":
                by = self._side(found.deal, other)
                self._try(lambda: answer_dispute(dispute=found, text="Niet waar.", by=by, at=self.now))
            by = self.market.actor("moderator")
            refund = {"refund_bp": int(what) * 100, "reasons": "De foto's laten het zien."}
            self._try(lambda: decide_dispute(dispute=found, by=by, at=self.now, **refund))

    @rule(hours=st.sampled_from([1, 30, 80, 200, 800]))
    def time_goes_by(self, hours: int) -> None:
        """And takes the steps that are its own, twice each: a job may come back."""
        self.now += timedelta(hours=hours)
        for deal in [*Deal.objects.order_by("pk")] * 2:
            verbs.lapse_deal(deal=deal, at=self.now)
            verbs.confirm_by_itself(deal=deal, at=self.now)


def test_whatever_people_do(market: Market) -> None:
    put_model_in_force(market.community, rate_bp=RATE_BP)
    Membership.objects.filter(pk=market.provider.pk).update(trader_status="trader")
    seen: dict[str, set[str]] = {"states": set(), "steps": set()}
    life = type("LifeHere", (Life,), {"market": market, "seen": seen})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=20,
            stateful_step_count=45,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert REACHED_STATES - seen["states"] == set()
    assert REACHED_STEPS - seen["steps"] == set()
