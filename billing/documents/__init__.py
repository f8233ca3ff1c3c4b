"""Documents as PDF/A where their characters allow it, set by typst from the frozen data of the invoice."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.enums import InvoiceKind
from billing.models import Invoice, InvoiceTax
from weconomics.money import format_money, format_rate
from weconomics.ui.templatetags.ui import day

TEMPLATE = Path(__file__).parent / "invoice.typ"


def invoice_pdf(invoice: Invoice) -> bytes:
    """The document in the payer's language. The same invoice gives the same words and numbers, always."""
    with override(invoice.language):
        content = {"content": json.dumps(_content(invoice))}
    try:
        return typst.compile(TEMPLATE, sys_inputs=content, pdf_standards=["a-3b"])
    except typst.TypstError:
        # PDF/A refuses a character that no font has, an emoji in a title: a plain PDF draws a box for it.
        return typst.compile(TEMPLATE, sys_inputs=content)


def _content(invoice: Invoice) -> dict[str, Any]:
    def amount(minor: int) -> str:
        return format_money(minor, invoice.currency)

    return {
        "language": invoice.language,
        "title": str(invoice.get_kind_display()),
        "number": invoice.label,
        "facts": _facts(invoice),
        "issuer": _address(invoice.issuer, invoice.issuer["legal_name"]),
        "payer": _address(invoice.payer, invoice.payer["name"]),
        "columns": [_("Date"), _("Description"), _("VAT"), _("Amount")],
        "lines": [
            [
                day(line.occurred_on),
                line.text,
                format_rate(line.vat_bp) + _mode(line.vat_mode),
                amount(line.amount_minor),
            ]
            for line in invoice.lines.all()
        ],
        "totals": [[_("Total without VAT"), amount(invoice.net_minor)], *_vat_rows(invoice)],
        "total": [_("To pay"), amount(invoice.gross_minor)],
        "mention": invoice.mention,
        "closing": _closing(invoice),
    }


def _vat_rows(invoice: Invoice) -> list[list[str]]:
    def words(tax: InvoiceTax) -> str:
        net = format_money(tax.net_minor, invoice.currency)
        return _("VAT %(rate)s on %(net)s") % {"rate": format_rate(tax.vat_bp), "net": net}

    return [[words(tax), format_money(tax.vat_minor, invoice.currency)] for tax in invoice.taxes.all()]


def _mode(vat_mode: str) -> str:
    return " " + (_("incl.") if vat_mode == "incl" else _("excl."))


def _facts(invoice: Invoice) -> list[list[str]]:
    facts = [
        [_("Number"), invoice.label],
        [_("Date"), day(invoice.issued_on)],
        [_("Period"), invoice.period.name],
    ]
    if invoice.kind == InvoiceKind.INVOICE:
        return [*facts, [_("Pay before"), day(invoice.due_on)]]
    return [*facts, [_("Corrects"), invoice.corrects.label if invoice.corrects else ""]]


def _address(party: dict[str, Any], name: str) -> list[str]:
    lines = [name, party["street"], f"{party['postcode']}  {party['city']}".strip()]
    lines += [
        f"KvK {party['kvk']}" if party["kvk"] else "",
        _("VAT number %s") % party["vat_id"] if party["vat_id"] else "",
    ]
    return [line for line in lines if line]


def _closing(invoice: Invoice) -> str:
    if invoice.kind != InvoiceKind.INVOICE:
        return _("This takes the document above back. You have nothing to pay.")
    return _("Please pay to %(iban)s, with number %(number)s, or online on your page of the community.") % {
        "iban": invoice.issuer["iban"],
        "number": invoice.label,
    }
