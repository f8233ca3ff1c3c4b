"""Statements out of the ledger: who sees whose, and that every cent on them is a booking."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing import statements
from billing.actions.chunks import plan_chunks
from billing.actions.closing import period_of
from billing.actions.invoices import credit_invoice
from billing.actions.payments import record_bank_payment
from billing.models import BillingRun, Invoice, Party, RunChunk
from communities.models import LocalGroup, LocalGroupMembership
from tests.billing.conftest import Login, World
from tests.billing.factories import close_month, last_month, make_charge, make_invoice, ref_of, url
from tests.factories import actor_of, make_local_group, make_member
from weconomics.jobs.models import Job
from weconomics.tenancy.scope import scope

ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), "EUR")


def text_of(page: Any) -> str:
    return str(page.content.decode().replace("\xa0", " ").replace("\u202f", " "))


def test_a_statement_is_what_was_asked_paid_and_taken_back(inside: World) -> None:
    by = actor_of(inside.treasurer)
    paid = make_invoice(inside.member, 1000, at=last_month() - timedelta(days=40))
    taken_back = make_invoice(inside.member, 500)
    record_bank_payment(invoice=paid, by=by)
    note = credit_invoice(invoice=taken_back, by=by)
    make_invoice(inside.other, 9999)
    found = statements.statement_of([ref_of(inside.member)], *ALWAYS)
    assert [(row.text, row.amount_minor, row.balance_minor) for row in found.movements] == [
        (paid.label, 1210, 1210), (taken_back.label, 605, 1815), (paid.label, -1210, 605), (note.label, -605, 0),
    ]  # fmt: skip
    assert (found.opening_minor, found.closing_minor) == (0, 0)


def test_what_was_before_is_the_balance_at_the_start(inside: World) -> None:
    early = make_invoice(inside.member, 1000, at=last_month() - timedelta(days=40))
    make_invoice(inside.member, 100)
    found = statements.statement_of([ref_of(inside.member)], early.issued_at + timedelta(1), *ALWAYS[1:])
    assert (found.opening_minor, len(found.movements), found.closing_minor) == (1210, 1, 1331)


def test_the_books_of_the_community_are_in_balance_and_those_of_its_operator(inside: World) -> None:
    record_bank_payment(invoice=make_invoice(inside.member, 1000), by=actor_of(inside.treasurer))
    make_invoice(inside.partner, 200)
    rows = {
        row["account"]: (row["debit"], row["credit"], row["balance"])
        for row in statements.accounts(*ALWAYS[:2])
    }
    assert rows == {
        "bank": (1210, 0, 1210), "fee_income": (0, -1200, -1200), "receivable": (1452, -1210, 242),
        "vat_payable": (0, -252, -252),
    }  # fmt: skip


def test_a_local_group_has_its_members_and_the_partners_that_came_through_it(inside: World) -> None:
    group = make_local_group(inside.community, "Eefde")
    LocalGroupMembership.objects.create(membership=inside.member, local_group=group)
    theirs = LocalGroup.objects.get(partnerships__organisation=inside.partner)
    for payer, amount in ((inside.member, 100), (inside.other, 200), (inside.partner, 300)):
        make_invoice(payer, amount)
    owed = {
        name: [(row["party__name"], row["balance"]) for row in statements.balances(group_id)]
        for name, group_id in (("group", group.pk), ("partners", theirs.pk), ("all", None))
    }
    assert owed == {
        "group": [("Mies Maker", 121)],
        "partners": [("Bakkerij Korst", 363)],
        "all": [("Bakkerij Korst", 363), ("Otto Ander", 242), ("Mies Maker", 121)],
    }


def test_a_spreadsheet_takes_no_name_for_a_formula(inside: World) -> None:
    make_invoice(inside.member, 100)
    Party.objects.update(name="=SUM(A1)")
    lines = statements.balances_as_csv(statements.balances()).splitlines()
    assert lines[1] == "'=SUM(A1),1.21,EUR"


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("member", "member", 200),
        ("colleague", "partner", 200),
        ("treasurer", "member", 200),
        ("treasurer", "partner", 200),
        ("leader", "member", 200),
        ("other", "member", 404),
        ("member", "partner", 404),
        ("member", "neighbour", 404),
        ("treasurer", "neighbour", 404),
    ],
)
def test_who_sees_whose_statement(world: World, login: Login, who: str, whose: str, status: int) -> None:
    for payer in (world.member, world.partner):
        make_invoice(payer, 100)
    page = login(getattr(world, who)).get(
        url(world, "account_statement"), {"of": str(ref_of(getattr(world, whose)))}
    )
    assert page.status_code == status
    assert ("1,21" in text_of(page)) == (status == 200)


@pytest.mark.parametrize(
    "of", ["member:x", "niemand", "member:999999999999", "member:99999999999999999999", "organisation:1\0"]
)
def test_a_payer_that_is_none_is_not_found(world: World, login: Login, of: str) -> None:
    assert login(world.treasurer).get(url(world, "account_statement"), {"of": of}).status_code == 404


def test_who_is_no_payer_here_has_no_statement(world: World, login: Login) -> None:
    assert login(world.network_person).get(url(world, "account_statement")).status_code == 404


def test_a_member_takes_the_statement_along_as_a_file(world: World, login: Login) -> None:
    invoice = make_invoice(world.member, 1000)
    answer = login(world.member).get(
        url(world, "account_statement"), {"format": "csv", "year": invoice.issued_at.year}
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = answer.content.decode().splitlines()
    assert rows[1].endswith(",0.00,EUR")
    assert rows[2] == f"{invoice.issued_at:%Y-%m-%d},{invoice.label},12.10,12.10,EUR"
    assert rows[3].endswith(",12.10,EUR")


def test_the_treasurer_looks_through_the_books(world: World, login: Login) -> None:
    make_invoice(world.member, 1000)
    client = login(world.treasurer)
    page = text_of(client.get(url(world, "desk_ledger")))
    assert "Mies Maker" in page
    assert "€ 12,10" in page
    group = make_local_group(world.community, "Leeg")
    assert "Mies Maker" not in text_of(client.get(url(world, "desk_ledger"), {"group": str(group.public_id)}))
    file = client.get(url(world, "desk_ledger"), {"format": "csv"})
    assert file.content.decode().splitlines()[1] == "Mies Maker,12.10,EUR"


def test_the_books_are_checked_on_the_page(world: World, login: Login) -> None:
    make_invoice(world.member)
    client = login(world.treasurer)
    assert "wc-alert-success" in text_of(client.get(url(world, "desk_ledger"), {"check": ""}))
    with scope(world.community), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_numberseries SET last = last + 1")
    page = text_of(client.get(url(world, "desk_ledger"), {"check": ""}))
    assert "I5 · series F" in page
    assert "wc-alert-success" not in page


def test_balances_take_the_same_queries_for_one_and_for_three(world: World, login: Login) -> None:
    client, counts = login(world.treasurer), []
    for number in (1, 2):
        for _n in range(number):
            make_invoice(make_member(world.community), 100)
        client.get(url(world, "desk_ledger"))
        with CaptureQueriesContext(connection) as caught:
            client.get(url(world, "desk_ledger"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_the_treasurer_sees_a_month_as_it_would_be(world: World, login: Login) -> None:
    make_charge(world.member, 1000)
    page = text_of(login(world.treasurer).get(url(world, "preview_close")))
    assert "Mies Maker" in page
    assert "€ 12,10" in page
    with scope(world.community):
        assert not Invoice.objects.exists()
        assert not BillingRun.objects.exists()


def test_a_large_community_is_sent_to_the_command(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.views.books.PAYERS_FOR_A_PAGE", 0)
    make_charge(world.member, 1000)
    page = text_of(login(world.treasurer).get(url(world, "preview_close")))
    assert "close_month" in page
    assert "Mies Maker" not in page


def test_who_was_left_out_stands_on_the_desk_with_the_reason_and_is_billed_once_more(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_charge(world.member, 1000)
    with scope(world.community):
        run = BillingRun.objects.create(period=period_of(last_month()))
        plan_chunks(run_id=run.pk)
        RunChunk.objects.update(state="parked", reason="Het adres ontbreekt")
    close_month(world.community)
    client = login(world.treasurer)
    page = text_of(client.get(url(world, "desk")))
    assert "Mies Maker" in page
    assert "Het adres ontbreekt" in page
    label = f"{last_month():%Y-%m}"
    assert url(world, "retry_parked", label) in page
    monkeypatch.setattr("weconomics.jobs.tasks.run_job.delay", lambda *args: None)
    assert client.post(url(world, "retry_parked", label)).status_code == 302
    with scope(world.community):
        assert Job.objects.filter(kind="billing.close_month").count() == 1
    assert "Het adres ontbreekt" not in text_of(client.get(url(world, "desk")))
    assert client.post(url(world, "retry_parked", "1999-01")).status_code == 404
    assert login(world.leader).post(url(world, "retry_parked", label)).status_code == 403
