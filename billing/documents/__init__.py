"""Documents as people and programs get them: a PDF for the archive with the XML inside, and the XML by itself.

All of it is made from what the document froze when it was issued, never from what somebody is called today.
"""

from billing.documents.einvoice import einvoice_of, einvoice_of_platform
from billing.documents.invoices import page_of
from billing.documents.platform import page_of_platform
from billing.documents.rules import Broken, broken_rules
from billing.documents.setting import pdf_of
from billing.documents.settlement import page_of_settlement
from billing.documents.ubl import ubl_of
from billing.errors import NotAnElectronicInvoice
from billing.models import Invoice, PlatformInvoice, SettlementNote

__all__ = ["invoice_pdf", "invoice_ubl", "platform_pdf", "platform_ubl", "settlement_pdf", "what_is_missing"]


def invoice_pdf(invoice: Invoice) -> bytes:
    """The document in the payer's language, with the XML inside where it keeps all rules."""
    xml = ubl_of(einvoice_of(invoice))
    return pdf_of(page_of(invoice), b"" if broken_rules(xml) else xml)


def invoice_ubl(invoice: Invoice) -> bytes:
    """The document as UBL. Raises NotAnElectronicInvoice, with what is missing, where it would be refused elsewhere."""
    return _whole(ubl_of(einvoice_of(invoice)))


def what_is_missing(invoice: Invoice) -> list[Broken]:
    """Why the document cannot be sent as an e-invoice; nothing means that it can."""
    return broken_rules(ubl_of(einvoice_of(invoice)))


def platform_pdf(invoice: PlatformInvoice) -> bytes:
    xml = ubl_of(einvoice_of_platform(invoice))
    return pdf_of(page_of_platform(invoice), b"" if broken_rules(xml) else xml)


def platform_ubl(invoice: PlatformInvoice) -> bytes:
    """Raises NotAnElectronicInvoice."""
    return _whole(ubl_of(einvoice_of_platform(invoice)))


def settlement_pdf(note: SettlementNote) -> bytes:
    """No XML: a settlement note is no invoice."""
    return pdf_of(page_of_settlement(note))


def _whole(xml: bytes) -> bytes:
    broken = broken_rules(xml)
    if broken:
        raise NotAnElectronicInvoice.because(broken)
    return xml
