"""The tables of a year file, row by row."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from billing.enums import Account, InvoiceState, VatCategory
from billing.models import Invoice, InvoiceTax, PlatformInvoice, RevenueModel, SettlementNote
from billing.tables import Amount
from billing.year_file.sums import Tie, Year
from weconomics.money import format_rate

Row = list[Any]
POSTINGS_A_STEP = 5_000


def journal_head() -> Row:
    return [_("Date"), _("Entry"), _("Document"), _("Account"), _("Name of the account"), _("Payer"), _("Debit"),
            _("Credit"), _("Currency")]  # fmt: skip


def journal_rows(year: Year, after_id: int) -> tuple[list[Row], int]:
    """The next postings after this one, oldest first, and the last of them; the same one again where there are no more."""
    rows = year.postings().filter(pk__gt=after_id).select_related("transaction", "party").order_by("pk")
    found = list(rows[:POSTINGS_A_STEP])
    return [_posting(row, year) for row in found], found[-1].pk if found else after_id


def _posting(row: Any, year: Year) -> Row:
    amount = row.amount_minor
    return [
        row.transaction.at.astimezone(year.start.tzinfo).date(),
        row.transaction.key,
        row.transaction.text,
        row.account,
        Account(row.account).label,
        row.party.name if row.party else "",
        Amount(amount, row.currency) if amount > 0 else "",
        Amount(-amount, row.currency) if amount < 0 else "",
        row.currency,
    ]


def invoice_head() -> Row:
    return [_("Number"), _("Kind"), _("Date"), _("Pay before"), _("Period"), _("Payer"), _("VAT number"), _("Without VAT"),
            _("VAT"), _("Total"), _("Credited"), _("Currency"), _("State"), _("Paid"), _("Corrects")]  # fmt: skip


def invoice_row(invoice: Invoice) -> Row:
    def amount(minor: int) -> Amount:
        return Amount(minor, invoice.currency)

    return [
        invoice.label,
        invoice.get_kind_display(),
        invoice.issued_on,
        invoice.due_on,
        invoice.period.label,
        invoice.payer["name"],
        invoice.payer["vat_id"],
        amount(invoice.net_minor),
        amount(invoice.vat_minor),
        amount(invoice.gross_minor),
        amount(invoice.credited_minor),
        invoice.currency,
        InvoiceState(invoice.state).label if invoice.asks else "",
        invoice.paid_at.date() if invoice.paid_at else "",
        invoice.corrects.label if invoice.corrects else "",
    ]


def vat_rows(year: Year) -> Iterator[Row]:
    yield [
        _("Quarter"),
        _("Category"),
        _("VAT rate"),
        _("Without VAT"),
        _("VAT"),
        _("Documents"),
        _("Currency"),
    ]
    days = {"invoice__issued_on__gte": year.first_day, "invoice__issued_on__lt": year.next_first_day}
    keys = ("invoice__issued_on__quarter", "category", "vat_bp", "invoice__currency")
    sums = {"net": Sum("net_minor"), "vat": Sum("vat_minor"), "documents": Count("invoice", distinct=True)}
    for row in InvoiceTax.objects.filter(**days).order_by().values(*keys).annotate(**sums).order_by(*keys):
        currency = row["invoice__currency"]
        yield [
            f"{year.number}-Q{row['invoice__issued_on__quarter']}",
            f"{row['category']} {VatCategory(row['category']).label}",
            format_rate(row["vat_bp"]),
            Amount(row["net"], currency),
            Amount(row["vat"], currency),
            row["documents"],
            currency,
        ]


def decision_rows(year: Year) -> Iterator[Row]:
    """Each revenue model that was in force for some time of the year, with the decision that put it there."""
    yield [_("Version"), _("Name"), _("Decision"), _("In force from"), _("In force until")]
    rows = RevenueModel.objects.exclude(state="draft").filter(active_from__lt=year.end).order_by("number")
    for model in rows:
        if model.active_to is None or model.active_to > year.start:
            yield [model.number, model.name, model.decision_number, model.active_from, model.active_to]


def settlement_rows(notes: list[SettlementNote]) -> Iterator[Row]:
    yield [
        _("Number"),
        _("Date"),
        _("Period"),
        _("Seller"),
        _("Sold"),
        _("Fees, VAT included"),
        _("Currency"),
    ]
    for note in notes:
        sold, fees = Amount(note.sold_minor, note.currency), Amount(note.fees_minor, note.currency)
        yield [note.label, note.issued_on, note.period.label, note.seller["name"], sold, fees, note.currency]


def platform_rows(invoices: list[PlatformInvoice]) -> Iterator[Row]:
    yield [
        _("Number"),
        _("Date"),
        _("Period"),
        _("Issuer"),
        _("Without VAT"),
        _("VAT"),
        _("Total"),
        _("Currency"),
    ]
    for invoice in invoices:
        amounts = [invoice.net_minor, invoice.vat_minor, invoice.gross_minor]
        yield [
            invoice.label,
            invoice.issued_on,
            invoice.month,
            invoice.issuer["legal_name"],
            *(Amount(minor, invoice.currency) for minor in amounts),
            invoice.currency,
        ]


def total_rows(ties: list[Tie]) -> Iterator[Row]:
    yield [_("What"), _("By the documents"), _("By the ledger"), _("Difference"), _("Currency")]
    for tie in ties:
        amounts = (tie.documents_minor, tie.ledger_minor, tie.difference_minor)
        yield [tie.words, *(Amount(minor, tie.currency) for minor in amounts), tie.currency]
