"""Whether the books add up: each invariant is broken on purpose, and seen and named. A check that cannot fail is none."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from billing.actions.checking import check_books, check_books_and_tell
from billing.actions.invoices import credit_invoice
from billing.actions.payments import end_payment, record_bank_payment, start_payment
from billing.interface import freeze, record_charges, reverse_charges
from billing.invariants import INVARIANTS, Broken, find_broken
from billing.jobs import check_books_daily
from billing.models import Invoice
from communities.models import Notification
from tests.billing.conftest import World, make_world
from tests.billing.factories import (
    PER_DEAL,
    SIX_PERCENT,
    close_month,
    facts,
    last_month,
    make_charge,
    make_draft,
    make_invoice,
    make_model,
)
from tests.factories import actor_of
from tests.services import OWNER, TEMPLATE
from weconomics.events.tasks import deliver_event, sweep_events
from weconomics.jobs.running import daily_names
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope

APP = "weconomics_app"
SPLIT = {**SIX_PERCENT, "payer": "split", "split_bp": 4000, "text": "Half om half"}
Sabotage = Callable[[str], list[Broken]]

FIRST_ISSUED = "SELECT id FROM billing_invoice WHERE label LIKE 'F%-0001'"
BROKEN = {
    "I1 one posting is a cent higher": (
        "UPDATE billing_posting SET amount_minor = amount_minor + 1 WHERE account = 'bank'",
        "in EUR: 1",
    ),
    "I2 so are all together": (
        "UPDATE billing_posting SET amount_minor = amount_minor + 1 WHERE account = 'bank'",
        "all postings in EUR: 1",
    ),
    "I3 a document is dearer than its VAT says": (
        f"UPDATE billing_invoice SET net_minor = net_minor + 1, gross_minor = gross_minor + 1 WHERE id = ({FIRST_ISSUED})",
        "-0001: its VAT says",
    ),
    "I3 a line is dearer than the document": (
        f"UPDATE billing_invoiceline SET amount_minor = amount_minor + 1 WHERE invoice_id = ({FIRST_ISSUED})",
        "its lines say",
    ),
    "I3 a line is gone": (
        f"DELETE FROM billing_invoiceline WHERE invoice_id = ({FIRST_ISSUED})",
        "its lines say 0",
    ),
    "I4 a cent of VAT too many": (
        f"UPDATE billing_invoicetax SET vat_minor = vat_minor + 1 WHERE invoice_id = ({FIRST_ISSUED})",
        "-0001 at 2100",
    ),
    "I5 the counter ran ahead": ("UPDATE billing_numberseries SET last = last + 1 WHERE code LIKE 'F%'", "series F"),
    "I5 a document is gone": (f"DELETE FROM billing_invoice WHERE id = ({FIRST_ISSUED})", "from 2 to"),
    "I6 the second was issued first": (
        "UPDATE billing_invoice SET issued_at = issued_at - interval '1 day' WHERE label LIKE 'F%-0002'",
        "-0002: issued before",
    ),
    "I7 a charge is on no line": (
        "DELETE FROM billing_invoiceline WHERE charge_id = (SELECT min(charge_id) FROM billing_invoiceline)",
        "charge ",
    ),
    "I7 a charge is on two lines": (
        ("DROP INDEX invoice_line_charge_once; INSERT INTO billing_invoiceline (community_id, invoice_id, charge_id,"
        " position, text, occurred_on, amount_minor, vat_mode, vat_bp) SELECT community_id, invoice_id, charge_id, 99,"
        " text, occurred_on, 0, vat_mode, vat_bp FROM billing_invoiceline WHERE charge_id IS NOT NULL LIMIT 1"),
        "on 2 lines",
    ),
    "I9 one part of a split is a cent higher": (
        "UPDATE billing_charge SET amount_minor = amount_minor + 1 WHERE source_key LIKE 'deal:7:%:requester'",
        "deal 7",
    ),
    "I10 a fee is above the most": (
        ("UPDATE billing_charge SET amount_minor = 1501 WHERE deal_id = 7 AND rule_id IN"
        " (SELECT id FROM billing_feerule WHERE payer = 'provider')"),
        "1501 outside 25 to 1500",
    ),
    "I10 a fee is below the least": (
        ("UPDATE billing_charge SET amount_minor = 24 WHERE deal_id = 7 AND rule_id IN"
        " (SELECT id FROM billing_feerule WHERE payer = 'provider')"),
        "24 outside 25 to 1500",
    ),
    "I11 not all was taken back": (
        "UPDATE billing_charge SET amount_minor = amount_minor + 1 WHERE reverses_id IS NOT NULL",
        "taken back 1 times",
    ),
    "I12 a document was not booked": (
        f"DELETE FROM billing_ledgertransaction WHERE key = 'issue:' || ({FIRST_ISSUED})",
        "-0001: booked for 0",
    ),
    "I13 a payment is in no books": (
        ("DELETE FROM billing_posting WHERE transaction_id IN"
        " (SELECT id FROM billing_ledgertransaction WHERE key LIKE 'pay:%')"),
        "on documents",
    ),
    "I14 more was taken back than was asked": (
        "UPDATE billing_invoice SET net_minor = net_minor - 1, gross_minor = gross_minor - 1 WHERE kind = 'credit_note'",
        "taken back of",
    ),
    "I16 two payments run": (
        ("DROP INDEX payment_one_live_per_invoice; UPDATE billing_paymentattempt SET state = 'created';"
        " INSERT INTO billing_paymentattempt (community_id, public_id, invoice_id, sequence, gateway, amount_minor,"
        " currency, idempotency_key, provider_reference, state, reason, created_at) SELECT community_id, uuidv7(),"
        " invoice_id, 9, gateway, amount_minor, currency, 'nog een', '', 'processing', '', now()"
        " FROM billing_paymentattempt"),
        "2 payments at once",
    ),
    "I16 more was received than asked": (
        "UPDATE billing_paymentattempt SET amount_minor = amount_minor + 1 WHERE state = 'succeeded'",
        "received of",
    ),
    "I17 a payment in dollars": ("UPDATE billing_paymentattempt SET currency = 'USD'", "a payment in USD"),
    "I17 a charge in dollars": ("UPDATE billing_charge SET currency = 'USD'", "a charge in USD"),
    "I17 a booking in dollars": ("UPDATE billing_posting SET currency = 'USD'", "a posting in USD"),
    "I18 a day between two months": (
        "UPDATE billing_billingperiod SET from_at = from_at + interval '1 day' WHERE state = 'open'",
        "the one before ends",
    ),
    "I19 a month ends an hour late": (
        "UPDATE billing_billingperiod SET to_at = to_at + interval '1 hour' WHERE state = 'open'",
        "month ",
    ),
    "I20 two models in force": (
        ("UPDATE billing_revenuemodel SET state = 'superseded', active_from = '2001-01-01', decision_number = 'B-1'"
        " WHERE state = 'draft'"),
        "in force before",
    ),
    "I22 nobody heard of a document": ("DELETE FROM events_outboxevent WHERE name LIKE '%InvoiceIssued'", "-0001"),
    "I24 a payer of the neighbours": (
        f"UPDATE billing_invoice SET party_id = (SELECT max(id) FROM billing_party) WHERE id = ({FIRST_ISSUED})",
        "billing_invoice",
    ),
}  # fmt: skip


def trade(world: World) -> None:
    """A month in which all happens: split and other fees, one taken back, paid in two ways, credited, left open."""
    make_model(world.community, SPLIT, SIX_PERCENT)
    make_draft(world.community, PER_DEAL)
    deal = facts(world.member, world.other)
    with scope(world.community):
        frozen = freeze(deal)
        about = {"deal_label": "Honing", "facts": deal, "frozen": frozen, "completed_at": last_month()}
        for number in (7, 8):
            record_charges(deal_id=number, **about)
        reverse_charges(deal_id=8, at=last_month())
    for payer in (world.trader, world.partner, world.leader):
        make_charge(payer, 1000)
        make_charge(payer, 121, vat_mode="incl")
    close_month(world.community)
    treasurer = actor_of(world.treasurer)
    with scope(world.community):
        by_payer = {row.party.ref.id: row for row in Invoice.objects.select_related("party")}
        attempt = start_payment(invoice=by_payer[world.trader.pk], by=actor_of(world.trader))
        end_payment(attempt=attempt, succeeded=True)
        record_bank_payment(invoice=by_payer[world.leader.pk], by=treasurer)
        credit_invoice(invoice=by_payer[world.other.pk], by=treasurer)
    make_charge(world.neighbour)


def as_if_in_scope(administrator: "psycopg.Connection[Any]", world: World) -> list[Broken]:
    administrator.execute(
        "SELECT set_config('app.communities', %s, true), set_config('role', %s, true)",
        [f"{{{world.community.pk}}}", APP],
    )
    return list(find_broken(lambda query: administrator.execute(query.encode()).fetchall()))


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, World]]:
    """A database of its own: what is broken in it reaches no other test."""
    name = f"books_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"), name, TEMPLATE)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), _django_uses(name):
        for task in (run_job, deliver_event, sweep_events):
            patch.setattr(task, "delay", lambda *args: None)
        world = make_world()
        trade(world)
    yield name, world
    _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


@pytest.fixture
def sabotage(books: tuple[str, World]) -> Iterator[Sabotage]:
    """sabotage(statements) → what is found after a superuser did that, past all triggers; then it is undone."""
    name, world = books
    with _connect("postgres", name) as administrator, administrator.transaction(force_rollback=True):

        def destroy(statements: str) -> list[Broken]:
            administrator.execute("SET LOCAL session_replication_role = replica")
            administrator.execute(statements.encode())
            return as_if_in_scope(administrator, world)

        yield destroy


def test_a_month_in_which_all_happens_adds_up(sabotage: Sabotage) -> None:
    assert sabotage("SELECT 1") == []


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_seen_and_named(sabotage: Sabotage, case: str) -> None:
    statements, row = BROKEN[case]
    found = sabotage(statements)
    code = case.split()[0]
    assert [broken for broken in found if broken.code == code and row in broken.row], found


def test_each_invariant_is_broken_by_a_test_or_says_why_not() -> None:
    tested = {case.split()[0] for case in BROKEN}
    assert [invariant.code for invariant in INVARIANTS] == [f"I{number}" for number in range(1, 26)]
    assert {invariant.code for invariant in INVARIANTS if not invariant.why_not} == tested


def test_the_command_says_that_all_adds_up(world: World) -> None:
    make_invoice(world.member)
    said = StringIO()
    call_command("check_ledger", stdout=said)
    assert said.getvalue() == "Everything adds up.\n"


def test_the_command_names_each_broken_row_and_ends_with_an_error(world: World) -> None:
    break_the_counter(world)
    said = StringIO()
    with pytest.raises(CommandError, match="1 rows are broken"):
        call_command("check_ledger", community="oogstkring", stdout=said)
    assert said.getvalue().startswith("oogstkring I5 series F")
    call_command("check_ledger", community="buren", stdout=said)
    with pytest.raises(CommandError, match="No community has the address nergens"):
        call_command("check_ledger", community="nergens", stdout=said)


def test_the_command_says_what_is_looked_at_and_what_not() -> None:
    said = StringIO()
    call_command("check_ledger", list=True, stdout=said)
    lines = said.getvalue().splitlines()
    assert len(lines) == 25
    assert sum("Not looked at:" in line for line in lines) == 5


def test_treasurer_and_network_leader_hear_of_it_once_a_day(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    break_the_counter(world)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            with scope(world.community):
                check_books_daily()
    with scope(world.community):
        told = Notification.objects.filter(kind="books_broken")
        assert list(told.values_list("membership_id", flat=True)) == [world.treasurer.pk]
        assert told.get().url == "/c/oogstkring/desk/ledger/?check"
    letters = [letter for letter in mail.outbox if "I5 series F" in letter.body]
    assert [letter.to for letter in letters] == [["leider@voorbeeld.example"]]


def test_who_keeps_good_books_hears_nothing(inside: World) -> None:
    make_invoice(inside.member)
    assert check_books_and_tell() == check_books() == []
    assert not Notification.objects.exists()
    assert "check_books" in daily_names()


def break_the_counter(world: World) -> None:
    make_invoice(world.member)
    with scope(world.community), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_numberseries SET last = last + 1 WHERE code LIKE 'F%'")


def _connect(role: str, database: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(host=os.environ["PGHOST"], user=role, dbname=database, autocommit=True)


def _administer(command: sql.SQL, *names: str) -> None:
    with _connect(OWNER, "postgres") as owner:
        owner.execute(command.format(*map(sql.Identifier, names)))


@contextmanager
def _django_uses(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
