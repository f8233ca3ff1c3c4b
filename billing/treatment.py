"""How VAT stands between issuer and payer, and which document the payer gets."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat

from billing.enums import InvoiceKind, VatCategory
from communities.interface import BillingIdentity, OperatorIdentity


@dataclass(frozen=True)
class Treatment:
    """How VAT stands between issuer and payer, and what the document must say about it."""

    category: str
    is_taxed: bool
    mention: str = ""


def kind_of(payer: BillingIdentity) -> InvoiceKind:
    """A business gets an invoice, with what it needs to deduct the VAT; a consumer gets a receipt."""
    return InvoiceKind.INVOICE if payer.is_business else InvoiceKind.RECEIPT


def treatment_of(issuer: OperatorIdentity, payer: BillingIdentity) -> Treatment:
    """The issuer's small-business scheme or exemption first, then reverse charge in the EU (art. 196 VAT Directive).

    The mention is in the language that is active: that of the payer, for a document.
    """
    if issuer.vat_status == "kor":
        return Treatment(
            VatCategory.EXEMPT, False, _("Exempt from VAT under the small-business scheme (art. 25 Wet OB).")
        )
    if issuer.vat_status == "exempt":
        return Treatment(VatCategory.EXEMPT, False, _("Exempt from VAT."))
    if _is_eu_business_abroad(issuer, payer):
        return Treatment(VatCategory.REVERSE_CHARGE, False, _("VAT reverse-charged (btw verlegd)."))
    return Treatment(VatCategory.STANDARD, True)


def _is_eu_business_abroad(issuer: OperatorIdentity, payer: BillingIdentity) -> bool:
    abroad = payer.country != issuer.country and payer.is_business
    return abroad and bool(payer.vat_id) and eu_vat.is_valid(payer.vat_id)
