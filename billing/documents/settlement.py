"""What stands on a settlement note: what somebody sold, and what the fees for it were. It charges no VAT."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.documents.invoices import address
from billing.documents.setting import Page
from billing.models import SettlementNote
from weconomics.money import format_money
from weconomics.ui.templatetags.ui import day


def page_of_settlement(note: SettlementNote) -> Page:
    def amount(minor: int) -> str:
        return format_money(minor, note.currency)

    with override(note.language):
        return Page(
            language=note.language,
            title=_("Settlement note"),
            number=note.label,
            issuer=address(note.issuer, note.issuer["legal_name"]),
            payer_heading=_("Sold by"),
            payer=address(note.seller, note.seller["name"]),
            facts=[
                [_("Number"), note.label],
                [_("Date"), day(note.issued_on)],
                [_("Period"), note.period.name],
                [_("Deals"), str(len(note.lines.all()))],
            ],
            columns=[_("Date"), _("Description"), _("Price"), _("Fees")],
            widths=["left", "rest", "right", "right"],
            lines=[
                [day(line.completed_on), line.text, amount(line.price_minor), amount(line.fees_minor)]
                for line in note.lines.all()
            ],
            totals=[[_("Sold"), amount(note.sold_minor)], [_("Fees, VAT included"), amount(note.fees_minor)]],
            total=[_("Left for you"), amount(note.sold_minor - note.fees_minor)],
            notes=[_("You sold as a private person. No VAT was charged on the price.")],
            closing=_(
                "The buyers paid you directly. The fees stand on your own document of this period; "
                "this note asks you for nothing."
            ),
            footer=f"{note.issuer['legal_name']} · {note.label}",
        )
