"""The treasurer's figures: to the cent, each amount once, and lists that hold with many rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from billing.actions.invoices import credit_invoice
from billing.actions.payments import record_bank_payment
from billing.errors import NoOperator
from billing.interface import reverse_charges
from billing.models import BillingPeriod, Invoice
from billing.queries import charges_by_payer, open_by_age, totals_of_invoices, vat_by_rate
from billing.views.desk import _quarter
from communities.models import OperatorOfRecord
from tests.billing.conftest import Login, World
from tests.billing.factories import last_month, make_charge, make_invoice, url
from tests.factories import actor_of, make_member
from weconomics.jobs.models import Job
from weconomics.tenancy.scope import scope

FAR = (date(2000, 1, 1), date(2100, 1, 1))


def test_what_is_invoiced_is_paid_or_open(inside: World) -> None:
    """A credited document and its note are nothing together."""
    by = actor_of(inside.treasurer)
    paid, credited, _still_open = (
        make_invoice(who, 1000) for who in (inside.member, inside.other, inside.trader)
    )
    record_bank_payment(invoice=paid, by=by)
    credit_invoice(invoice=credited, by=by)
    assert totals_of_invoices() == {"invoiced": 2420, "paid": 1210, "open": 1210}


def test_before_the_first_invoice_all_is_nothing(inside: World) -> None:
    assert totals_of_invoices() == {"invoiced": 0, "paid": 0, "open": 0}
    assert (open_by_age(date(2026, 1, 1)), vat_by_rate(*FAR), charges_by_payer()) == ([], [], [])


def test_vat_stands_by_rate_with_notes_taken_off(inside: World) -> None:
    make_invoice(inside.member, 264, 25, 1500, 750)
    make_invoice(inside.other, 1000, vat_bp=900)
    make_invoice(inside.trader, 2400, vat_mode="incl")
    credit_invoice(invoice=make_invoice(inside.leader, 5000), by=actor_of(inside.treasurer))
    OperatorOfRecord.objects.update(vat_status="exempt")
    make_invoice(inside.colleague, 100)
    rows = [
        (row["category"], row["vat_bp"], row["net"], row["vat"], row["documents"])
        for row in vat_by_rate(*FAR)
    ]
    assert rows == [("S", 2100, 2539 + 1983, 533 + 417, 4), ("S", 900, 1000, 90, 1), ("E", 0, 100, 0, 1)]


def test_vat_belongs_to_the_quarter_of_the_document(inside: World) -> None:
    issued_on = make_invoice(inside.member, 1000).issued_on
    day = timedelta(days=1)
    assert vat_by_rate(issued_on, issued_on + day)[0]["vat"] == 210
    assert vat_by_rate(issued_on - day, issued_on) == []
    assert vat_by_rate(issued_on + day, issued_on + 9 * day) == []


@pytest.mark.parametrize(
    ("today", "start", "end"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarters_touch(today: date, start: date, end: date) -> None:
    assert _quarter(today) == (start, end)


@pytest.mark.parametrize(("late", "bucket"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (900, 3)])
def test_open_amounts_stand_by_how_late_they_are(inside: World, late: int, bucket: int) -> None:
    invoice = make_invoice(inside.member, 1000)
    paid = make_invoice(inside.other, 7000)
    record_bank_payment(invoice=paid, by=actor_of(inside.treasurer))
    today = invoice.due_on + timedelta(days=late)
    assert open_by_age(today) == [{"bucket": bucket, "amount": 1210, "count": 1}]


def test_what_waits_is_summed_without_vat(inside: World) -> None:
    """2.64 without VAT and 1.50 with VAT in it are 3.88 without, not 4.14."""
    make_charge(inside.member, 264)
    make_charge(inside.member, 150, vat_mode="incl")
    make_charge(inside.other, 1000, deal_id=3)
    reverse_charges(deal_id=3, at=last_month())
    make_invoice(inside.trader, 5000)
    rows = [(row["party__name"], row["count"], row["amount"]) for row in charges_by_payer()]
    assert rows == [("Mies Maker", 2, 388), ("Otto Ander", 2, 0)]


def labels_on(client: Client, path: str, **asked: Any) -> set[str]:
    page = client.get(path, asked)
    assert page.status_code == 200
    return {invoice.label for invoice in page.context["page_obj"].object_list}


def test_invoices_are_found_by_month_and_state(world: World, login: Login) -> None:
    client, path = login(world.treasurer), url(world, "desk_invoices")
    old = make_invoice(world.member, at=last_month() - timedelta(days=400))
    new, paid = make_invoice(world.member), make_invoice(world.other)
    with scope(world.community):
        record_bank_payment(invoice=paid, by=actor_of(world.treasurer))
    month = new.period.label
    assert labels_on(client, path) == {old.label, new.label, paid.label}
    assert labels_on(client, path, month=month) == {new.label, paid.label}
    assert labels_on(client, path, month=month, state="paid") == {paid.label}
    assert labels_on(client, path, state="issued") == {old.label, new.label}


def test_a_credit_note_is_not_among_the_open_ones(world: World, login: Login) -> None:
    client, path, invoice = login(world.treasurer), url(world, "desk_invoices"), make_invoice(world.member)
    with scope(world.community):
        note = credit_invoice(invoice=invoice, by=actor_of(world.treasurer))
    assert labels_on(client, path, state="issued") == set()
    assert labels_on(client, path, state="credited") == {invoice.label}
    assert labels_on(client, path) == {invoice.label, note.label}


@pytest.mark.parametrize(
    "asked", [{"month": "\0"}, {"month": "2026-13"}, {"state": "\0"}, {"page": "veel"}, {"page": "-1"}]
)
def test_a_question_that_makes_no_sense_is_answered(
    world: World, login: Login, asked: dict[str, str]
) -> None:
    make_invoice(world.member)
    assert login(world.treasurer).get(url(world, "desk_invoices"), asked).status_code == 200


def test_the_next_page_of_a_month_stays_in_the_month(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.views.desk.INVOICES_A_PAGE", 2)
    for _number in range(3):
        month = make_invoice(make_member(world.community)).period.label
    page = login(world.treasurer).get(url(world, "desk_invoices"), {"month": month})
    assert (
        f"month={month}&amp;page=2" in page.content.decode()
        or f"page=2&amp;month={month}" in page.content.decode()
    )
    assert len(labels_on(login(world.treasurer), url(world, "desk_invoices"), month=month, page=2)) == 1


def test_a_member_with_many_invoices_leafs_through_them(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.views.invoices.INVOICES_A_PAGE", 2)
    made = {
        make_invoice(world.member, at=last_month().replace(year=year, day=2)).label
        for year in (2021, 2022, 2023)
    }
    client, path = login(world.member), url(world, "my_invoices")
    first, second = labels_on(client, path), labels_on(client, path, page=2)
    assert (first | second, len(first), len(second)) == (made, 2, 1)


def test_the_desk_offers_the_month_that_is_over(world: World, login: Login) -> None:
    make_charge(world.member)
    desk = login(world.treasurer).get(url(world, "desk"))
    assert desk.context["can_close"]
    assert desk.context["period"].label == f"{timezone.localtime(last_month()):%Y-%m}"
    leader = login(world.leader).get(url(world, "desk"))
    assert not leader.context["can_close"]
    assert url(world, "close_month") not in leader.content.decode()
    assert url(world, "test_route") not in leader.content.decode()
    with scope(world.community):
        assert not Invoice.objects.exists()
        assert not BillingPeriod.objects.exclude(state="open").exists()


def test_closing_without_an_operator_says_what_is_missing(world: World, login: Login) -> None:
    make_charge(world.member)
    with scope(world.community):
        OperatorOfRecord.objects.all().delete()
    answer = login(world.treasurer).post(url(world, "close_month"))
    assert 400 <= answer.status_code < 500
    assert str(NoOperator.message) in answer.content.decode()
    with scope(world.community):
        assert not Job.objects.filter(kind="billing.close_month").exists()
