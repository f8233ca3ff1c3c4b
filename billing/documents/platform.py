"""What stands on the invoice of a network leader to a community."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.documents.invoices import address
from billing.documents.setting import Page
from billing.models import PlatformInvoice
from billing.months import name_of
from weconomics.money import format_money, format_rate
from weconomics.ui.templatetags.ui import day


def page_of_platform(invoice: PlatformInvoice) -> Page:
    with override(invoice.language):
        net, vat, gross = (
            format_money(minor, invoice.currency)
            for minor in (invoice.net_minor, invoice.vat_minor, invoice.gross_minor)
        )
        rate = format_rate(invoice.vat_bp)
        return Page(
            language=invoice.language,
            title=_("Invoice"),
            number=invoice.label,
            issuer=address(invoice.issuer, invoice.issuer["legal_name"]),
            payer_heading=_("For"),
            payer=address(invoice.payer, invoice.payer["legal_name"]),
            facts=[
                [_("Number"), invoice.label],
                [_("Date"), day(invoice.issued_on)],
                [_("Period"), name_of(invoice.month)],
                [_("Pay before"), day(invoice.due_on)],
            ],
            columns=[_("Description"), _("VAT"), _("Amount")],
            widths=["rest", "right", "right"],
            lines=[[invoice.text, rate + " " + _("excl."), net]],
            totals=[
                [_("Total without VAT"), net],
                [_("VAT %(rate)s on %(net)s") % {"rate": rate, "net": net}, vat],
            ],
            total=[_("To pay"), gross],
            notes=[invoice.mention] if invoice.mention else [],
            closing=_("Please pay to %(iban)s, with number %(number)s.")
            % {"iban": invoice.issuer["iban"], "number": invoice.label},
            footer=f"{invoice.issuer['legal_name']} · {invoice.label}",
        )
