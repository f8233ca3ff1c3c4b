"""What stands on an invoice, a receipt and a credit note."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.documents.setting import Page, Rows
from billing.enums import InvoiceKind, VatCategory
from billing.models import Invoice, InvoiceTax
from billing.queries import reference_of
from weconomics.money import format_money, format_rate
from weconomics.ui.templatetags.ui import day

UNTAXED = (VatCategory.EXEMPT, VatCategory.REVERSE_CHARGE)


def page_of(invoice: Invoice) -> Page:
    """In the payer's language. The same invoice gives the same words and numbers, always."""
    with override(invoice.language):
        return Page(
            language=invoice.language,
            title=str(invoice.get_kind_display()),
            number=invoice.label,
            issuer=address(invoice.issuer, invoice.issuer["legal_name"]),
            payer_heading=_("For"),
            payer=address(invoice.payer, invoice.payer["name"]),
            facts=_facts(invoice),
            columns=[_("Date"), _("Description"), _("VAT"), _("Amount")],
            widths=["left", "rest", "right", "right"],
            lines=_lines(invoice),
            totals=_before_the_total(invoice),
            total=[_total_words(invoice), format_money(invoice.gross_minor, invoice.currency)],
            below=_vat_rows(invoice) if invoice.kind == InvoiceKind.RECEIPT else [],
            notes=[words for words in (invoice.reason, invoice.mention) if words],
            closing=_closing(invoice),
            footer=f"{invoice.issuer['legal_name']} · {invoice.label}",
        )


def address(party: dict[str, Any], name: str) -> list[str]:
    lines = [name, party["street"], f"{party['postcode']}  {party['city']}".strip()]
    lines += [
        f"KvK {party['kvk']}" if party["kvk"] else "",
        _("VAT number %s") % party["vat_id"] if party["vat_id"] else "",
    ]
    return [line for line in lines if line]


def _lines(invoice: Invoice) -> Rows:
    return [
        [
            day(line.occurred_on),
            line.text,
            format_rate(line.vat_bp) + (_mode(line.vat_mode) if line.vat_bp else ""),
            format_money(line.amount_minor, invoice.currency),
        ]
        for line in invoice.lines.all()
    ]


def _mode(vat_mode: str) -> str:
    return " " + (_("incl.") if vat_mode == "incl" else _("excl."))


def _before_the_total(invoice: Invoice) -> Rows:
    """A consumer reads one amount, and below it the VAT in it; a business adds VAT to the net amount."""
    if invoice.kind == InvoiceKind.RECEIPT:
        return []
    return [
        [_("Total without VAT"), format_money(invoice.net_minor, invoice.currency)],
        *_vat_rows(invoice),
    ]


def _vat_rows(invoice: Invoice) -> Rows:
    def words(tax: InvoiceTax) -> str:
        if tax.category in UNTAXED:
            return str(tax.get_category_display())
        net = format_money(tax.net_minor, invoice.currency)
        about = {"rate": format_rate(tax.vat_bp), "net": net}
        if invoice.kind == InvoiceKind.RECEIPT:
            return _("Of which VAT %(rate)s on %(net)s") % about
        return _("VAT %(rate)s on %(net)s") % about

    return [[words(tax), format_money(tax.vat_minor, invoice.currency)] for tax in invoice.taxes.all()]


def _total_words(invoice: Invoice) -> str:
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return _("Credited")
    return _("Total, VAT included") if invoice.kind == InvoiceKind.RECEIPT else _("To pay")


def _facts(invoice: Invoice) -> Rows:
    facts = [
        [_("Number"), invoice.label],
        [_("Date"), day(invoice.issued_on)],
        [_("Period"), invoice.period.name],
    ]
    reference = reference_of(invoice)
    if reference and reference.buyer_reference:
        facts.append([_("Your reference"), reference.buyer_reference])
    if reference and reference.order_reference:
        facts.append([_("Order number"), reference.order_reference])
    if invoice.asks:
        return [*facts, [_("Pay before"), day(invoice.due_on)]]
    return [*facts, [_("Corrects"), invoice.corrects.label if invoice.corrects else ""]]


def _closing(invoice: Invoice) -> str:
    if invoice.corrects:
        if invoice.gross_minor + invoice.corrects.gross_minor == 0:
            return _("This takes %(number)s back. You have nothing to pay.") % {
                "number": invoice.corrects.label
            }
        return _("This takes a part of %(number)s back. You have nothing to pay for this note.") % {
            "number": invoice.corrects.label
        }
    return _("Please pay to %(iban)s, with number %(number)s, or online on your page of the community.") % {
        "iban": invoice.issuer["iban"],
        "number": invoice.label,
    }
