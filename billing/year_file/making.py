"""Putting a year into a ZIP, step by step: each step reads in a transaction of its own, and nothing is held in memory."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from billing.documents import (
    invoice_pdf,
    invoice_ubl,
    platform_pdf,
    platform_ubl,
    settlement_pdf,
)
from billing.errors import NotAnElectronicInvoice
from billing.models import Invoice, PlatformInvoice, SettlementNote
from billing.tables import BYTE_ORDER_MARK, lines
from billing.year_file import contents
from billing.year_file.sums import Tie, Year, ties_of

DOCUMENTS_A_STEP = 20
Step = Callable[[], Any]
Tell = Callable[[int, str], None]


@dataclass
class Made:
    """What came of it."""

    document_count: int
    sha256: str
    ties: list[Tie] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        return not any(tie.difference_minor for tie in self.ties)


def make_year_file(number: int, file: IO[bytes], *, step: Step, tell: Tell) -> Made:
    """Write the year into the file. `step()` opens a transaction in the community. May be repeated from the start."""
    with step():
        year = Year.of(number)
        ids = list(year.documents().values_list("pk", flat=True))
        ties = ties_of(year)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        tell(2, _("Writing the journal"))
        _journal(archive, year, step)
        _documents(archive, ids, step, tell)
        with step():
            _small_tables(archive, year, ties)
            _other_documents(archive, year)
            words = {
                "year": year,
                "ties": ties,
                "count": len(ids),
                "adds_up": not any(t.difference_minor for t in ties),
            }
            archive.writestr("README.txt", render_to_string("billing/year_file.txt", words))
    tell(98, _("Keeping the file"))
    return Made(len(ids), _fingerprint(file), ties)


def _journal(archive: ZipFile, year: Year, step: Step) -> None:
    with archive.open("journal.csv", "w", force_zip64=True) as entry:
        entry.write((BYTE_ORDER_MARK + lines([contents.journal_head()])).encode())
        after, more = 0, True
        while more:
            with step():
                rows, last = contents.journal_rows(year, after)
            entry.write(lines(rows).encode())
            more, after = last != after, last


def _documents(archive: ZipFile, ids: list[int], step: Step, tell: Tell) -> None:
    """The table is kept beside the documents, a step at a time: a ZIP takes one entry at once."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as table:
        table.write(BYTE_ORDER_MARK + lines([contents.invoice_head()]))
        for done in range(0, len(ids), DOCUMENTS_A_STEP):
            with step():
                for invoice in _invoices(ids[done : done + DOCUMENTS_A_STEP]):
                    table.write(lines([contents.invoice_row(invoice)]))
                    _put(archive, invoice)
            made = min(done + DOCUMENTS_A_STEP, len(ids))
            tell(
                5 + 90 * made // len(ids),
                _("%(made)s of %(all)s documents") % {"made": made, "all": len(ids)},
            )
        table.seek(0)
        archive.writestr("invoices.csv", table.read())


def _invoices(ids: list[int]) -> Iterable[Invoice]:
    rows = Invoice.objects.select_related("community", "party", "period", "corrects").prefetch_related(
        "lines", "taxes", "party__references"
    )
    return rows.filter(pk__in=ids).order_by("series", "number")


def _put(archive: ZipFile, invoice: Invoice) -> None:
    """A document as PDF, and as XML where it is whole."""
    archive.writestr(f"documents/{invoice.label}.pdf", invoice_pdf(invoice))
    try:
        archive.writestr(f"documents/{invoice.label}.xml", invoice_ubl(invoice))
    except NotAnElectronicInvoice:
        return


def _small_tables(archive: ZipFile, year: Year, ties: list[Tie]) -> None:
    tables = {
        "vat.csv": contents.vat_rows(year),
        "decisions.csv": contents.decision_rows(year),
        "totals.csv": contents.total_rows(ties),
    }
    for name, rows in tables.items():
        archive.writestr(name, BYTE_ORDER_MARK + lines(rows))


def _other_documents(archive: ZipFile, year: Year) -> None:
    days = {"issued_on__gte": year.first_day, "issued_on__lt": year.next_first_day}
    notes = list(
        SettlementNote.objects.filter(**days)
        .select_related("period")
        .prefetch_related("lines")
        .order_by("number")
    )
    bills = list(PlatformInvoice.objects.filter(**days).order_by("pk"))
    archive.writestr("settlement-notes.csv", BYTE_ORDER_MARK + lines(contents.settlement_rows(notes)))
    archive.writestr("platform-invoices.csv", BYTE_ORDER_MARK + lines(contents.platform_rows(bills)))
    for note in notes:
        archive.writestr(f"settlement-notes/{note.label}.pdf", settlement_pdf(note))
    for bill in bills:
        archive.writestr(f"platform-invoices/{bill.label}.pdf", platform_pdf(bill))
        try:
            archive.writestr(f"platform-invoices/{bill.label}.xml", platform_ubl(bill))
        except NotAnElectronicInvoice:
            continue


def _fingerprint(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest
