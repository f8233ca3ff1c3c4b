"""Taking a document back in part: never above what is left, and to the cent at the end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from billing.actions.closing import close_period, period_of
from billing.actions.credit_notes import credit_invoice, credit_part
from billing.actions.invoices import issue_invoice
from billing.actions.payments import record_bank_payment, start_payment
from billing.errors import MoreThanIsLeft, NotCreditable, NothingChosen, PaymentRunning
from billing.models import Charge, Invoice, InvoiceLine, InvoiceTax, Posting
from billing.pricing import TaxLine, totals
from billing.pricing.crediting import totals_of_part
from billing.queries import open_by_age, taxes_left, totals_of_invoices
from tests.billing.conftest import World
from tests.billing.factories import make_charge, make_invoice
from tests.factories import actor_of
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope


def books() -> dict[str, int]:
    rows = Posting.objects.values_list("account").annotate(total=Sum("amount_minor"))
    return dict(rows.order_by("account"))


def credit(world: World, invoice: Invoice, *amounts: int, reason: str = "") -> Invoice:
    """These amounts of its lines, in their order."""
    ids = invoice.lines.values_list("pk", flat=True)
    chosen = dict(zip(ids, amounts, strict=False))
    return credit_part(invoice=invoice, amounts=chosen, by=actor_of(world.treasurer), reason=reason)


def test_a_part_of_a_line_is_taken_back_with_its_vat(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000, 500)
    note = credit(inside, invoice, 400, reason="Half geleverd")
    assert (note.net_minor, note.vat_minor, note.gross_minor) == (-400, -84, -484)
    [line] = note.lines.all()
    assert (line.amount_minor, line.charge_id, line.credits.text) == (-400, None, "Bijdrage")
    assert note.reason == "Half geleverd"
    invoice.refresh_from_db()
    assert (invoice.state, invoice.credited_minor, invoice.open_minor) == ("issued", 484, 1331)
    assert books() == {"fee_income": -1100, "receivable": 1331, "vat_payable": -231}


def test_several_notes_sum_to_the_invoice_exactly(inside: World) -> None:
    """Three cents ten times: each note alone would round its VAT up, and together they would take back too much."""
    invoice = make_invoice(inside.member, *[3] * 10)
    lines = list(invoice.lines.values_list("pk", flat=True))
    by = actor_of(inside.treasurer)
    notes = [credit_part(invoice=invoice, amounts={line: 3}, by=by) for line in lines]
    assert [note.vat_minor for note in notes] == [-1, -1, -1, -1, -1, -1, 0, 0, 0, 0]
    invoice.refresh_from_db()
    assert invoice.state == "credited"
    assert set(books().values()) == {0}
    assert {(tax.net_minor, tax.vat_minor) for tax in taxes_left(invoice)} == {(0, 0)}


def test_the_last_note_takes_the_remainder(inside: World) -> None:
    invoice = make_invoice(inside.member, *[2] * 10)  # VAT of 0.042 is 0.04; each line alone has none
    for line in list(invoice.lines.all())[:9]:
        assert (
            credit_part(invoice=invoice, amounts={line.pk: 2}, by=actor_of(inside.treasurer)).vat_minor == 0
        )
    last = credit_invoice(invoice=invoice, by=actor_of(inside.treasurer))
    assert (last.net_minor, last.vat_minor) == (-2, -4)


def test_inclusive_amounts_are_taken_back_as_they_stand(inside: World) -> None:
    invoice = make_invoice(inside.member, 2400, 150, vat_mode="incl")
    note = credit(inside, invoice, 1200)
    assert (note.net_minor, note.vat_minor, note.gross_minor) == (-992, -208, -1200)
    rest = credit_invoice(invoice=invoice, by=actor_of(inside.treasurer))
    assert (note.gross_minor + rest.gross_minor, note.vat_minor + rest.vat_minor) == (
        -2550,
        -invoice.vat_minor,
    )


def test_a_paid_invoice_leaves_the_payer_a_balance(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    record_bank_payment(invoice=invoice, by=actor_of(inside.treasurer))
    credit(inside, invoice, 400)
    assert books() == {
        "bank": 1210,
        "credit_balance": -484,
        "fee_income": -600,
        "receivable": 0,
        "vat_payable": -126,
    }
    invoice.refresh_from_db()
    assert (invoice.state, invoice.credited_minor, invoice.open_minor) == ("paid", 484, 0)


def test_what_was_credited_in_part_is_paid_for_the_rest(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    credit(inside, invoice, 400)
    invoice.refresh_from_db()
    assert start_payment(invoice=invoice, by=actor_of(inside.member)).amount_minor == 726
    other = make_invoice(inside.other, 1000)
    credit(inside, other, 400)
    record_bank_payment(invoice=other, by=actor_of(inside.treasurer))
    assert books()["bank"] == 726
    assert books()["receivable"] == 726


def test_figures_of_what_is_open_take_credit_notes_off(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    credit(inside, invoice, 400)
    assert totals_of_invoices() == {"invoiced": 726, "paid": 0, "open": 726}
    [row] = open_by_age(invoice.issued_on)
    assert (row["amount"], row["count"]) == (726, 1)


@pytest.mark.parametrize("amount", [1001, -1])
def test_refuses_more_than_a_line_says(inside: World, amount: int) -> None:
    invoice = make_invoice(inside.member, 1000)
    with pytest.raises(MoreThanIsLeft):
        credit(inside, invoice, amount)
    assert not Invoice.objects.filter(kind="credit_note").exists()
    invoice.refresh_from_db()
    assert invoice.credited_minor == 0


def test_refuses_more_than_is_left_of_a_line(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    credit(inside, invoice, 600)
    with pytest.raises(MoreThanIsLeft):
        credit(inside, invoice, 401)
    assert credit(inside, invoice, 400).gross_minor == -484
    with pytest.raises(NotCreditable):
        credit(inside, invoice, 1)


def test_refuses_a_line_that_alone_is_more_than_the_rate(inside: World) -> None:
    """Ten euros and four back make six: the ten alone cannot be taken back."""
    owed = make_charge(inside.member, 1000)
    old = make_charge(inside.member, 400, at=owed.occurred_at - timedelta(days=40))
    back = Charge.objects.create(
        party=old.party, rule=old.rule, source_key="terug", text="Terug", amount_minor=-400, currency="EUR",
        vat_mode="excl", vat_bp=2100, occurred_at=owed.occurred_at, reverses=old,
    )  # fmt: skip
    invoice = issue_invoice(
        period=period_of(owed.occurred_at), party=owed.party, charges=[owed, back], issued_at=timezone.now()
    )
    with pytest.raises(MoreThanIsLeft):
        credit(inside, invoice, 1000)
    assert credit(inside, invoice, 600).gross_minor == -726


@pytest.mark.parametrize("amounts", [{}, {0: 100}])
def test_refuses_a_note_of_nothing_or_of_another_document(inside: World, amounts: dict[int, int]) -> None:
    invoice, other = make_invoice(inside.member, 1000), make_invoice(inside.other, 1000)
    chosen = {line.pk: amount for amount in amounts.values() for line in other.lines.all()}
    with pytest.raises(NothingChosen):
        credit_part(invoice=invoice, amounts=chosen, by=actor_of(inside.treasurer))
    assert Invoice.objects.count() == 2


def test_what_is_being_paid_is_not_credited_in_part(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    start_payment(invoice=invoice, by=actor_of(inside.member))
    with pytest.raises(PaymentRunning):
        credit(inside, invoice, 100)


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_only_the_treasurer_credits_in_part(inside: World, who: str) -> None:
    invoice = make_invoice(inside.member, 1000)
    with pytest.raises(NotAllowed):
        credit_part(invoice=invoice, amounts={invoice.lines.get().pk: 100}, by=inside.actor(who))
    invoice.refresh_from_db()
    assert invoice.credited_minor == 0


def test_a_credited_charge_is_billed_anew_by_a_new_charge_only(world: World) -> None:
    invoice = make_invoice(world.member, 1000)
    with scope(world.community):
        credit_invoice(invoice=invoice, by=actor_of(world.treasurer))
        assert not Charge.objects.filter(lines=None).exists()
    make_charge(world.member, 700, at=invoice.period.to_at)
    with scope(world.community):
        assert Charge.objects.filter(lines=None).count() == 1
    close_period(
        period_id=invoice.period_id, step=lambda: scope(world.community), tell=lambda percent, text: None
    )
    with scope(world.community):
        assert Invoice.objects.exclude(kind="credit_note").count() == 1


def test_the_database_refuses_a_line_above_what_is_left(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    note = credit(inside, invoice, 600)
    line = invoice.lines.get()
    for amount in (-401, 100):
        with pytest.raises(IntegrityError, match="never above"), transaction.atomic():
            InvoiceLine.objects.create(
                invoice=note, credits=line, position=2, text="x", occurred_on=line.occurred_on, amount_minor=amount,
                vat_mode="excl", vat_bp=2100,
            )  # fmt: skip


def test_what_was_credited_never_shrinks(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    credit(inside, invoice, 600)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(credited_minor=0)


@pytest.mark.django_db(transaction=True)
def test_two_notes_at_once_take_no_more_than_there_is(world: World) -> None:
    invoice = make_invoice(world.member, 1000)
    by = actor_of(world.treasurer)
    line = invoice.lines.model.objects
    with scope(world.community):
        line_id = line.get(invoice=invoice).pk
    answers = at_once(
        world.community, [lambda: credit_part(invoice=invoice, amounts={line_id: 600}, by=by)] * 4
    )
    assert [isinstance(answer, Invoice) for answer in answers].count(True) == 1
    assert sum(isinstance(answer, MoreThanIsLeft) for answer in answers) == 3
    with scope(world.community):
        assert Invoice.objects.get(pk=invoice.pk).credited_minor == 726
        assert InvoiceTax.objects.filter(invoice__kind="credit_note").count() == 1


AMOUNTS = st.lists(st.integers(1, 500), min_size=1, max_size=8)


@given(AMOUNTS, st.sampled_from(["excl", "incl"]), st.sampled_from([2100, 900, 0]), st.randoms())
def test_notes_of_any_parts_sum_to_the_document(
    amounts: list[int], mode: str, bp: int, chance: object
) -> None:
    """Whatever is taken back in whatever order: no note turns its sign, and together they are the document."""
    lines = [TaxLine(amount, mode, bp) for amount in amounts]
    [left] = totals(lines)
    staying = list(amounts)
    while any(staying):
        parts = [chance.randint(0, amount) for amount in staying]  # type: ignore[attr-defined]
        if not any(parts):
            parts = list(staying)
        staying = [amount - part for amount, part in zip(staying, parts, strict=True)]
        [taken] = totals_of_part(
            [left],
            [TaxLine(part, mode, bp) for part in parts],
            [TaxLine(amount, mode, bp) for amount in staying],
        )
        assert taken.net_minor >= 0
        assert taken.vat_minor >= 0
        left = type(left)(
            left.category, bp, mode, left.net_minor - taken.net_minor, left.vat_minor - taken.vat_minor
        )
    assert (left.net_minor, left.vat_minor) == (0, 0)
