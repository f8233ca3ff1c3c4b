"""Numbered documents: complete, numbered without a gap, taxed once per rate, booked in balance, never changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from billing.actions.invoices import credit_invoice, issue_invoice
from billing.actions.ledger import book
from billing.actions.payments import record_bank_payment, start_payment
from billing.errors import NoOperator, NotCreditable, PaymentRunning
from billing.models import (
    Charge,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LedgerTransaction,
    NumberSeries,
    Posting,
)
from communities.models import OperatorOfRecord, PartnerOrganisation
from tests.billing.conftest import World
from tests.billing.factories import make_charge, make_invoice, period_of
from tests.factories import actor_of
from weconomics.errors import NotAllowed


def books() -> dict[str, int]:
    rows = Posting.objects.values_list("account").annotate(total=Sum("amount_minor"))
    return dict(rows.order_by("account"))


def test_the_month_of_the_worked_figures(inside: World) -> None:
    """2.64, 0.25, 15.00 and 7.50: VAT on the sum is 5.33; per line it would have been 5.34."""
    invoice = make_invoice(inside.member, 264, 25, 1500, 750)
    assert (invoice.net_minor, invoice.vat_minor, invoice.gross_minor) == (2539, 533, 3072)
    tax = invoice.taxes.get()
    assert (tax.category, tax.vat_bp, tax.net_minor, tax.vat_minor) == ("S", 2100, 2539, 533)
    assert [line.position for line in invoice.lines.all()] == [1, 2, 3, 4]


def test_each_rate_and_mode_is_taxed_once(inside: World) -> None:
    charges = [
        make_charge(inside.member, amount, vat_mode=mode, vat_bp=rate)
        for amount, mode, rate in (
            (12, "excl", 2100), (12, "excl", 2100), (12, "excl", 2100), (2400, "incl", 2100), (100, "excl", 900),
        )
    ]  # fmt: skip
    invoice = issue_invoice(
        period=period_of(timezone.now()), party=charges[0].party, charges=charges, issued_at=timezone.now()
    )
    rows = invoice.taxes.order_by("-vat_bp", "vat_mode").values_list(
        "vat_bp", "vat_mode", "net_minor", "vat_minor"
    )
    assert list(rows) == [(2100, "excl", 36, 8), (2100, "incl", 1983, 417), (900, "excl", 100, 9)]
    assert invoice.gross_minor == 36 + 8 + 2400 + 109


@pytest.mark.parametrize(
    ("operator", "payer", "mode", "expected"),
    [
        pytest.param({"vat_status": "kor"}, {}, "excl", ("E", 2539, 0), id="small-business scheme"),
        pytest.param({"vat_status": "exempt"}, {}, "excl", ("E", 2539, 0), id="exempt"),
        pytest.param(
            {"vat_status": "kor"}, {}, "incl", ("E", 2539, 0), id="what was said with VAT stays the price"
        ),
        pytest.param(
            {}, {"country": "DE", "vat_id": "DE136695976"}, "excl", ("AE", 2539, 0), id="EU business"
        ),
        pytest.param(
            {}, {"country": "DE", "vat_id": "DE136695976"}, "incl", ("AE", 2098, 0), id="its net part"
        ),
        pytest.param({}, {"country": "DE", "vat_id": "DE123"}, "excl", ("S", 2539, 533), id="number is none"),
        pytest.param({}, {"country": "DE", "vat_id": ""}, "excl", ("S", 2539, 533), id="no number"),
        pytest.param(
            {}, {"country": "NL", "vat_id": "NL000000024B01"}, "excl", ("S", 2539, 533), id="at home"
        ),
    ],
)
def test_vat_between_issuer_and_payer(
    inside: World, operator: dict[str, str], payer: dict[str, str], mode: str, expected: tuple[str, int, int]
) -> None:
    OperatorOfRecord.objects.update(**operator)
    PartnerOrganisation.objects.update(**payer)
    inside.partner.refresh_from_db()
    invoice = make_invoice(inside.partner, 2539, vat_mode=mode)
    tax = invoice.taxes.get()
    assert (tax.category, invoice.net_minor, invoice.vat_minor) == expected
    assert bool(invoice.mention) == (expected[0] != "S")


def test_a_member_abroad_pays_the_vat_of_here(inside: World) -> None:
    type(inside.member).objects.filter(pk=inside.member.pk).update(country="DE", vat_id="DE136695976")
    assert make_invoice(inside.member, 1000).vat_minor == 210


def test_numbers_follow_each_other_by_series(inside: World) -> None:
    year = timezone.localdate().year
    labels = [make_invoice(payer).label for payer in (inside.member, inside.other, inside.partner)]
    series = {label.split("-")[0] for label in labels}
    assert len(series) == 1
    assert [label.split("-")[1] for label in labels] == ["0001", "0002", "0003"]
    note = credit_invoice(invoice=Invoice.objects.get(label=labels[0]), by=actor_of(inside.treasurer))
    assert note.label == f"C{year}-0001"
    assert make_invoice(inside.trader).label.endswith("-0004")


def test_a_new_year_begins_at_one(inside: World) -> None:
    first = make_invoice(inside.member, at=timezone.now() - timedelta(days=800))
    second = make_invoice(inside.member)
    assert first.series != second.series
    assert (first.number, second.number) == (1, 1)


def test_the_year_and_the_days_are_those_of_the_community(inside: World) -> None:
    """Half past midnight on New Year's Day there is still the old year in UTC."""
    charge = make_charge(inside.member, at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    invoice = issue_invoice(
        period=period_of(charge.occurred_at), party=charge.party, charges=[charge], issued_at=new_year
    )
    assert (invoice.label, invoice.issued_on, invoice.due_on) == (
        "F2027-0001",
        date(2027, 1, 1),
        date(2027, 1, 15),
    )
    assert (invoice.period.label, invoice.lines.get().occurred_on) == ("2026-12", date(2026, 12, 31))


def test_an_issue_that_fails_leaves_no_gap(inside: World) -> None:
    """Three are issued, two are rolled back after they took a number, two more are issued: 1 to 5."""
    payers = [inside.member, inside.other, inside.partner, inside.trader, inside.leader]
    for payer in payers[:3]:
        make_invoice(payer)
    for payer in payers[3:]:
        with transaction.atomic():
            make_invoice(payer)
            transaction.set_rollback(True)
    for payer in payers[3:]:
        make_invoice(payer)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert NumberSeries.objects.get(code__startswith="F").last == 5


def test_a_payer_has_one_invoice_a_month(inside: World) -> None:
    make_invoice(inside.member)
    with pytest.raises(IntegrityError, match="invoice_one_per_payer_and_period"), transaction.atomic():
        make_invoice(inside.member)


def test_an_invoice_asks_and_never_gives(inside: World) -> None:
    charge = make_charge(inside.member, 100)
    back = make_charge(inside.member, -100, reverses=charge)
    about = {"period": period_of(timezone.now()), "party": charge.party, "issued_at": timezone.now()}
    with pytest.raises(IntegrityError, match="invoice_asks_and_credit_note_gives_back"), transaction.atomic():
        issue_invoice(charges=[back], **about)
    assert issue_invoice(charges=[charge], **about).number == 1


def test_a_charge_is_billed_once(inside: World) -> None:
    line = make_invoice(inside.member).lines.get()
    other = make_invoice(inside.other)
    about = {"text": "Nog eens", "occurred_on": timezone.localdate(), "amount_minor": 1, "vat_bp": 0}
    with pytest.raises(IntegrityError, match="invoice_line_charge_once"), transaction.atomic():
        InvoiceLine.objects.create(
            invoice=other, charge_id=line.charge_id, position=9, vat_mode="excl", **about
        )


def test_both_parties_are_kept_as_they_were(inside: World) -> None:
    invoice = make_invoice(inside.partner)
    PartnerOrganisation.objects.update(name="Bakkerij Kruim", street="Elders 9")
    OperatorOfRecord.objects.update(legal_name="Stichting Anders")
    invoice.refresh_from_db()
    assert invoice.payer["name"] == "Bakkerij Korst"
    assert invoice.issuer["legal_name"] == "Coöperatie Voorbeeld U.A."
    assert invoice.due_on == invoice.issued_on + timedelta(days=14)


def test_without_an_operator_nothing_is_issued(inside: World) -> None:
    OperatorOfRecord.objects.all().delete()
    with pytest.raises(NoOperator):
        make_invoice(inside.member)
    assert not NumberSeries.objects.filter(code__startswith="F").exists()


def test_an_issued_document_stays(inside: World) -> None:
    invoice = make_invoice(inside.member)
    own = Invoice.objects.filter(pk=invoice.pk)
    for write in (
        lambda: own.update(gross_minor=1, net_minor=1, vat_minor=0),
        lambda: own.update(label="F2026-9999"),
        lambda: own.update(payer={}),
        lambda: own.update(due_on=timezone.localdate()),
        lambda: own.delete(),
        lambda: InvoiceLine.objects.update(amount_minor=1),
        lambda: InvoiceLine.objects.all().delete(),
        lambda: InvoiceTax.objects.update(vat_minor=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert own.update(state="paid", paid_at=timezone.now()) == 1


@pytest.mark.parametrize("end", ["paid", "credited"])
def test_what_was_paid_or_credited_stays_so(inside: World, end: str) -> None:
    invoice, by = make_invoice(inside.member), actor_of(inside.treasurer)
    if end == "paid":
        record_bank_payment(invoice=invoice, by=by)
    else:
        credit_invoice(invoice=invoice, by=by)
    own = Invoice.objects.filter(pk=invoice.pk)
    changes = [
        {"state": "issued"},
        {"state": "issued", "paid_at": None},
        {"state": "paid" if end == "credited" else "credited", "paid_at": timezone.now()},
        {"paid_at": timezone.now()},
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
            own.update(**change)
    assert own.update(mailed_at=timezone.now()) == 1
    assert own.get().state == end


def test_a_document_of_nothing_is_paid_already(inside: World) -> None:
    assert make_invoice(inside.member, 0).state == "paid"
    assert not Posting.objects.exists()


def test_issue_and_payment_are_booked_in_balance(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    assert books() == {"fee_income": -1000, "receivable": 1210, "vat_payable": -210}
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    assert books() == {"bank": 1210, "fee_income": -1000, "receivable": 0, "vat_payable": -210}
    assert sum(books().values()) == 0


def test_a_credit_note_takes_all_of_it_back(inside: World) -> None:
    invoice = make_invoice(inside.member, 264, 25, 1500, 750)
    note = credit_invoice(invoice=invoice, by=actor_of(inside.treasurer))
    assert (note.kind, note.corrects_id) == ("credit_note", invoice.pk)
    assert (note.net_minor, note.vat_minor, note.gross_minor) == (-2539, -533, -3072)
    assert [line.amount_minor for line in note.lines.all()] == [-264, -25, -1500, -750]
    invoice.refresh_from_db()
    assert invoice.state == "credited"
    assert set(books().values()) == {0}
    assert not note.is_open
    assert Charge.objects.filter(lines=None).count() == 0


def test_what_was_paid_or_credited_is_not_credited(inside: World) -> None:
    by = actor_of(inside.treasurer)
    paid, credited = make_invoice(inside.member), make_invoice(inside.other)
    record_bank_payment(invoice=paid, by=by)
    note = credit_invoice(invoice=credited, by=by)
    for document in (paid, credited, note):
        with pytest.raises(NotCreditable):
            credit_invoice(invoice=document, by=by)
    assert Invoice.objects.filter(kind="credit_note").count() == 1


def test_what_is_being_paid_is_not_credited(inside: World) -> None:
    invoice = make_invoice(inside.member)
    start_payment(invoice=invoice, by=actor_of(inside.member))
    with pytest.raises(PaymentRunning):
        credit_invoice(invoice=invoice, by=actor_of(inside.treasurer))


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_only_the_treasurer_credits(inside: World, who: str) -> None:
    invoice = make_invoice(inside.member)
    with pytest.raises(NotAllowed):
        credit_invoice(invoice=invoice, by=inside.actor(who))
    assert list(Invoice.objects.values_list("state", flat=True)) == ["issued"]


def test_the_books_take_no_transaction_out_of_balance(inside: World) -> None:
    about = {"text": "Scheef", "at": timezone.now(), "currency": "EUR"}
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        book(key="scheef", entries=[("bank", None, 100), ("receivable", None, -99)], **about)
    assert not LedgerTransaction.objects.exists()


def test_refuses_a_posting_of_nothing(inside: World) -> None:
    made = LedgerTransaction.objects.create(key="niets", text="", at=timezone.now())
    with pytest.raises(IntegrityError, match="posting_not_zero"), transaction.atomic():
        Posting.objects.create(transaction=made, account="bank", amount_minor=0, currency="EUR")


def test_a_booking_happens_once_and_stays(inside: World) -> None:
    about = {"text": "Eén keer", "at": timezone.now(), "currency": "EUR"}
    for _twice in range(2):
        book(key="een", entries=[("bank", None, 100), ("receivable", None, -100)], **about)
    assert Posting.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.all().delete()


def test_issuing_tells_the_others(inside: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("billing.actions.invoices.publish", told.append)
    assert make_invoice(inside.member).pk == told[0].invoice_id
