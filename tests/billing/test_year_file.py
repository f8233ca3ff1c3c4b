"""The year file: all documents and postings of a year, sums that tie them, and a door that asks who comes."""

import csv
import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from billing.actions.credit_notes import credit_invoice, credit_part
from billing.actions.payments import record_bank_payment
from billing.actions.year_files import ask_year_file
from billing.errors import NoSuchYear
from billing.models import LedgerTransaction, Party, Posting, YearFile
from billing.tables import Amount, lines
from billing.year_file import Year
from billing.year_file.sums import ties_of
from tests.billing.conftest import Login, World
from tests.billing.factories import SIX_PERCENT, make_invoice, make_model, url
from tests.factories import actor_of
from weconomics.errors import NotAllowed
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

THIS_YEAR = timezone.localdate().year


def a_year(world: World) -> None:
    """Some invoices, of which one is paid, one credited and one credited in part."""
    make_model(world.community, SIX_PERCENT)
    by = actor_of(world.treasurer)
    now = timezone.now()
    invoices = [
        make_invoice(payer, 1000 + place, at=now, text="=SOM(A1:A9)")
        for place, payer in enumerate((world.member, world.other, world.partner, world.trader))
    ]
    with scope(world.community):
        record_bank_payment(invoice=invoices[0], by=by)
        credit_invoice(invoice=invoices[0], by=by)
        credit_invoice(invoice=invoices[1], by=by)
        line = invoices[2].lines.get()
        credit_part(invoice=invoices[2], amounts={line.pk: 300}, by=by)


def make_file(world: World, year: int = THIS_YEAR) -> YearFile:
    with scope(world.community), translation.override("nl"):
        wanted = ask_year_file(year=year, by=actor_of(world.treasurer))
    run_job_now(world.community.pk, wanted.job_id)
    with scope(world.community):
        wanted.refresh_from_db()
    return wanted


def opened(made: YearFile) -> ZipFile:
    with default_storage.open(made.file_name) as file:
        return ZipFile(io.BytesIO(file.read()))


def table(archive: ZipFile, name: str) -> list[list[str]]:
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def cents(text: str) -> int:
    return round(float(text.replace(",", ".")) * 100) if text else 0


def test_it_holds_every_document_and_every_posting(world: World) -> None:
    a_year(world)
    made = make_file(world)
    assert (made.document_count, made.adds_up) == (7, True)
    archive = opened(made)
    names = archive.namelist()
    assert sum(name.startswith("documents/") and name.endswith(".pdf") for name in names) == 7
    assert {name for name in names if "/" not in name} == {
        "journal.csv", "invoices.csv", "vat.csv", "decisions.csv", "totals.csv", "settlement-notes.csv",
        "platform-invoices.csv", "README.txt",
    }  # fmt: skip
    journal = table(archive, "journal.csv")[1:]
    with scope(world.community):
        assert len(journal) == Posting.objects.count()
    assert sum(cents(row[6]) for row in journal) == sum(cents(row[7]) for row in journal) > 0


def test_the_sums_tie_documents_and_ledger(world: World) -> None:
    a_year(world)
    archive = opened(make_file(world))
    invoices = table(archive, "invoices.csv")
    head, rows = invoices[0], invoices[1:]
    assert len(rows) == 7
    gross = head.index("Totaal") if "Totaal" in head else 9
    totals = table(archive, "totals.csv")[1:]
    assert cents(totals[0][1]) == cents(totals[0][2]) == sum(cents(row[gross]) for row in rows)
    assert {row[3] for row in totals} == {"0,00"}
    vat = table(archive, "vat.csv")[1:]
    assert sum(cents(row[4]) for row in vat) == cents(totals[1][1])


def test_it_names_the_decision_behind_the_money_rules(world: World) -> None:
    a_year(world)
    [_head, row] = table(opened(make_file(world)), "decisions.csv")
    assert row[2].startswith("B-2026-")


def test_a_difference_is_said_and_not_hidden(world: World) -> None:
    a_year(world)
    with scope(world.community):
        party = Party.objects.first()
        stray = LedgerTransaction.objects.create(key="issue:verdwaald", text="Verdwaald", at=timezone.now())
        about = {"transaction": stray, "currency": "EUR"}
        Posting.objects.bulk_create(
            [
                Posting(account="receivable", party=party, amount_minor=121, **about),
                Posting(account="fee_income", amount_minor=-121, **about),
            ]
        )
        assert [tie.difference_minor for tie in ties_of(Year.of(THIS_YEAR))] == [-121, 0, -121, 0]
    assert make_file(world).adds_up is False


def test_what_is_of_another_year_is_not_in_it(world: World) -> None:
    make_invoice(world.member, 1000, at=timezone.now() - timedelta(days=800))
    made = make_file(world)
    assert made.document_count == 0
    assert len(table(opened(made), "journal.csv")) == 1


def test_no_cell_is_a_formula(world: World) -> None:
    assert lines([["=1+1", "+31", "-x", "@a", "\tx", "gewoon", Amount(-1210, "EUR")]]) in {
        "'=1+1;'+31;'-x;'@a;'\tx;gewoon;-12,10\r\n",
        "'=1+1,'+31,'-x,'@a,'\tx,gewoon,-12.10\r\n",
    }


def test_who_asks_twice_waits_for_the_same(inside: World) -> None:
    by = actor_of(inside.treasurer)
    assert ask_year_file(year=THIS_YEAR, by=by) == ask_year_file(year=THIS_YEAR, by=by)
    assert YearFile.objects.count() == 1


def test_a_year_that_has_not_begun_has_no_file(inside: World) -> None:
    with pytest.raises(NoSuchYear):
        ask_year_file(year=THIS_YEAR + 1, by=actor_of(inside.treasurer))
    assert not YearFile.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "colleague"])
def test_others_do_not_ask_for_it(inside: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask_year_file(year=THIS_YEAR, by=inside.actor(who))
    assert not YearFile.objects.exists()


READERS = {
    "treasurer": 200,
    "leader": 200,
    "network_person": 200,
    "member": 403,
    "colleague": 403,
    "neighbour": 302,
}


@pytest.mark.parametrize("who", READERS)
def test_who_fetches_it(world: World, login: Login, who: str) -> None:
    make_invoice(world.member, 1000, at=timezone.now())
    made = make_file(world)
    client: Client = login(getattr(world, who))
    answer: Any = client.get(url(world, "year_file", made.public_id))
    assert answer.status_code == READERS[who]
    if answer.status_code == 200:
        assert answer.content[:2] == b"PK"
        assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(url(world, "year_files")).status_code == READERS[who]


def test_no_address_serves_the_file_by_its_name(world: World, login: Login) -> None:
    made = make_file(world)
    client = login(world.treasurer)
    for path in (f"/media/{made.file_name}", f"/c/oogstkring/pictures/{made.file_name}"):
        assert client.get(path).status_code == 404


def test_the_treasurer_asks_on_the_page_and_downloads(world: World, login: Login) -> None:
    make_invoice(world.member, 1000, at=timezone.now())
    client = login(world.treasurer)
    answer = client.post(url(world, "year_files"), {"year": THIS_YEAR})
    assert "/jobs/" in answer.headers["Location"]
    with scope(world.community):
        wanted = YearFile.objects.get()
    run_job_now(world.community.pk, wanted.job_id)
    page = client.get(url(world, "year_files")).content.decode()
    assert url(world, "year_file", wanted.public_id) in page


def test_a_year_of_more_documents_takes_no_more_queries(world: World) -> None:
    def queries() -> int:
        with scope(world.community), translation.override("nl"):
            wanted = ask_year_file(year=THIS_YEAR, by=actor_of(world.treasurer))
        with CaptureQueriesContext(connection) as asked:
            run_job_now(world.community.pk, wanted.job_id)
        return len(asked)

    make_invoice(world.member, 100, at=timezone.now())
    before = queries()
    for payer in (world.other, world.partner, world.trader):
        make_invoice(payer, 100, 200, at=timezone.now())
    assert queries() == before
