"""The ledger as a machine: any order of charging, taking back, closing, paying and crediting keeps the books right.

A model in Python says what each payer owes; after each step the database must say the same, and every invariant holds.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing.actions.checking import check_books
from billing.actions.closing import close_period, period_of
from billing.actions.invoices import credit_invoice
from billing.actions.payments import end_payment, record_bank_payment, start_payment
from billing.interface import reverse_charges
from billing.models import BillingPeriod, Charge, Invoice, Posting
from billing.pricing import TaxLine, totals
from tests.billing.conftest import World, make_world
from tests.billing.factories import make_charge, ref_of
from tests.factories import actor_of
from weconomics.tenancy.scope import scope

FIRST = datetime(2020, 1, 15, 12, tzinfo=UTC)
PAYERS = ("member", "other", "partner")
Line = tuple[int, str, int]


class Ledger(RuleBasedStateMachine):
    """One community, three payers, month after month."""

    @initialize()
    def open_the_books(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.world: World = make_world()
        self.inside = scope(self.world.community)
        self.inside.__enter__()
        self.moment, self.deals, self.closed = FIRST, 0, 0
        self.waiting: dict[str, list[Line]] = {name: [] for name in PAYERS}
        self.owed = dict.fromkeys(PAYERS, 0)
        self.of_deal: dict[int, tuple[str, Line]] = {}

    def teardown(self) -> None:
        self.inside.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(
        name=st.sampled_from(PAYERS),
        amount=st.integers(0, 10**7),
        mode=st.sampled_from(["incl", "excl"]),
        rate=st.sampled_from([0, 900, 2100]),
    )
    def charge(self, name: str, amount: int, mode: str, rate: int) -> None:
        self.deals += 1
        payer = getattr(self.world, name)
        make_charge(payer, amount, at=self.moment, vat_mode=mode, vat_bp=rate, deal_id=self.deals)
        self.waiting[name].append((amount, mode, rate))
        self.of_deal[self.deals] = (name, (amount, mode, rate))

    @precondition(lambda self: self.of_deal)
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        deal = data.draw(st.sampled_from(sorted(self.of_deal)))
        name, (amount, mode, rate) = self.of_deal.pop(deal)
        assert reverse_charges(deal_id=deal, at=self.moment) is None
        assert Charge.objects.filter(deal_id=deal).aggregate(sum=Sum("amount_minor"))["sum"] == 0
        self.waiting[name].append((-amount, mode, rate))

    @rule()
    def close_the_month(self) -> None:
        period = period_of(self.moment)
        close_period(
            period_id=period.pk,
            step=transaction.atomic,
            tell=lambda percent, text: None,
            issued_at=period.to_at + timedelta(hours=9),
        )
        made = {row.party.ref: row for row in Invoice.objects.filter(period=period).select_related("party")}
        for name in PAYERS:
            found = made.get(ref_of(getattr(self.world, name)))
            asked = sum(total.gross_minor for total in totals(TaxLine(*line) for line in self.waiting[name]))
            assert (found.gross_minor if found else 0) == max(asked, 0)
            if found:
                self.owed[name] += asked
                self.waiting[name] = []
        self.closed += 1
        self.moment += timedelta(days=31) - timedelta(days=self.moment.day - 15)

    def _some_open(self, data: Any) -> Invoice:
        ids = Invoice.objects.filter(state="issued").exclude(kind="credit_note").order_by("pk")
        pk = data.draw(st.sampled_from(list(ids.values_list("pk", flat=True))))
        return Invoice.objects.select_related("party").get(pk=pk)

    @precondition(lambda self: any(self.owed.values()))
    @rule(data=st.data(), succeeds=st.booleans())
    def pay_online(self, data: Any, succeeds: bool) -> None:
        invoice = self._some_open(data)
        name = self._name_of(invoice)
        by = actor_of(self.world.colleague if name == "partner" else getattr(self.world, name))
        attempt = start_payment(invoice=invoice, by=by)
        for _answer in range(2):
            end_payment(attempt=attempt, succeeded=succeeds)
        self.owed[name] -= invoice.gross_minor if succeeds else 0

    @precondition(lambda self: any(self.owed.values()))
    @rule(data=st.data())
    def pay_by_bank(self, data: Any) -> None:
        invoice = self._some_open(data)
        record_bank_payment(invoice=invoice, by=actor_of(self.world.treasurer))
        self.owed[self._name_of(invoice)] -= invoice.gross_minor

    @precondition(lambda self: any(self.owed.values()))
    @rule(data=st.data())
    def credit(self, data: Any) -> None:
        invoice = self._some_open(data)
        credit_invoice(invoice=invoice, by=actor_of(self.world.treasurer))
        self.owed[self._name_of(invoice)] -= invoice.gross_minor

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        rows = (
            Posting.objects.filter(account="receivable")
            .values_list("party__name")
            .annotate(sum=Sum("amount_minor"))
        )
        booked = dict(rows.order_by("party__name"))
        names = {"member": "Mies Maker", "other": "Otto Ander", "partner": "Bakkerij Korst"}
        assert {name: booked.get(names[name], 0) for name in PAYERS} == self.owed

    @invariant()
    def every_invariant_holds(self) -> None:
        assert check_books() == []
        assert BillingPeriod.objects.filter(state="closed").count() == self.closed

    def _name_of(self, invoice: Invoice) -> str:
        return next(name for name in PAYERS if ref_of(getattr(self.world, name)) == invoice.party.ref)


@pytest.mark.django_db
def test_whatever_happens_the_books_are_right() -> None:
    calm = settings(
        max_examples=8,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Ledger, settings=calm)
