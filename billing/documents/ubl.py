"""UBL 2.1 as Peppol BIS Billing 3.0 and NLCIUS want it. Pure: from values to bytes.

https://docs.peppol.eu/poacc/billing/3.0/syntax/ubl-invoice/
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

from billing.documents.einvoice import EInvoice, Item, Rate, Trader
from weconomics.money import to_decimal

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:"
SPACES = {"cbc": CBC, "cac": CAC}
INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER, SEPA_DEBIT = "30", "59"
KVK, MAIL = "0106", "EM"
REVERSE_CHARGE_CODE = "VATEX-EU-AE"
# The schemes of electronic addresses that are VAT numbers (EAS code list).
VAT_SCHEMES = {
    "AT": "9914", "BE": "9925", "BG": "9926", "CY": "9928", "CZ": "9929", "DE": "9930", "EE": "9931", "EL": "9933",
    "ES": "9920", "FR": "9957", "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LT": "9937", "LU": "9938",
    "LV": "9939", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947", "SI": "9949", "SK": "9950",
}  # fmt: skip

for prefix, space in SPACES.items():
    ET.register_namespace(prefix, space)


def ubl_of(document: EInvoice) -> bytes:
    """The XML, UTF-8. Elements without a value are left out: PEPPOL-EN16931-R008 forbids empty ones."""
    name = "CreditNote" if document.is_credit else "Invoice"
    # Without a prefix for the document's own elements, as people are used to read it.
    root = ET.Element(name, {"xmlns": f"{ROOT}{name}-2"})
    _head(root, document)
    _party(root, "AccountingSupplierParty", document.seller)
    _party(root, "AccountingCustomerParty", document.buyer)
    if not document.is_credit:
        _payment(root, document)
    _taxes(root, document)
    _totals(root, document)
    for place, item in enumerate(document.items, start=1):
        _line(root, document, place, item)
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8")


def _head(root: ET.Element, document: EInvoice) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", document.number)
    _text(root, "IssueDate", document.issued_on.isoformat())
    if document.is_credit:
        _text(root, "CreditNoteTypeCode", CREDIT_NOTE)
    else:
        _text(root, "DueDate", document.due_on.isoformat())
        _text(root, "InvoiceTypeCode", INVOICE)
    _text(root, "Note", document.note)
    _text(root, "DocumentCurrencyCode", document.currency)
    _text(root, "BuyerReference", document.buyer_reference)
    period = _group(root, "InvoicePeriod")
    _text(period, "StartDate", document.starts_on.isoformat())
    _text(period, "EndDate", document.ends_on.isoformat())
    if document.order_reference:
        _text(_group(root, "OrderReference"), "ID", document.order_reference)
    if document.corrects:
        earlier = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _text(earlier, "ID", document.corrects[0])
        _text(earlier, "IssueDate", document.corrects[1].isoformat())


def _party(root: ET.Element, role: str, trader: Trader) -> None:
    party = _group(_group(root, role), "Party")
    scheme, address = _electronic_address(trader)
    _text(party, "EndpointID", address, schemeID=scheme)
    _text(_group(party, "PartyName"), "Name", trader.name)
    place = _group(party, "PostalAddress")
    _text(place, "StreetName", trader.street)
    _text(place, "CityName", trader.city)
    _text(place, "PostalZone", trader.postcode)
    _text(_group(place, "Country"), "IdentificationCode", trader.country)
    if trader.vat_id:
        tax = _group(party, "PartyTaxScheme")
        _text(tax, "CompanyID", trader.vat_id)
        _text(_group(tax, "TaxScheme"), "ID", "VAT")
    legal = _group(party, "PartyLegalEntity")
    _text(legal, "RegistrationName", trader.name)
    if trader.kvk:
        _text(legal, "CompanyID", trader.kvk, **({"schemeID": KVK} if trader.country == "NL" else {}))
    if trader.email:
        _text(_group(party, "Contact"), "ElectronicMail", trader.email)


def _electronic_address(trader: Trader) -> tuple[str, str]:
    """KvK number, VAT number or e-mail address: the first there is."""
    if trader.kvk and trader.country == "NL":
        return KVK, trader.kvk
    if trader.vat_id and trader.vat_id[:2] in VAT_SCHEMES:
        return VAT_SCHEMES[trader.vat_id[:2]], trader.vat_id
    return MAIL, trader.email


def _payment(root: ET.Element, document: EInvoice) -> None:
    means = _group(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", SEPA_DEBIT if document.mandate_reference else CREDIT_TRANSFER)
    _text(means, "PaymentID", document.number)
    if document.mandate_reference:
        _text(_group(means, "PaymentMandate"), "ID", document.mandate_reference)
    elif document.iban:
        account = _group(means, "PayeeFinancialAccount")
        _text(account, "ID", document.iban)
        _text(account, "Name", document.seller.name)


def _taxes(root: ET.Element, document: EInvoice) -> None:
    total = _group(root, "TaxTotal")
    _amount(total, "TaxAmount", document.vat_minor, document.currency)
    for rate in document.rates:
        part = _group(total, "TaxSubtotal")
        _amount(part, "TaxableAmount", rate.net_minor, document.currency)
        _amount(part, "TaxAmount", rate.vat_minor, document.currency)
        _category(part, "TaxCategory", rate.category, rate.vat_bp, rate)


def _category(parent: ET.Element, name: str, category: str, vat_bp: int, rate: Rate | None = None) -> None:
    group = _group(parent, name)
    _text(group, "ID", category)
    _text(group, "Percent", f"{Decimal(vat_bp) / 100:.2f}")
    if rate and rate.category == "AE":
        _text(group, "TaxExemptionReasonCode", REVERSE_CHARGE_CODE)
    if rate:
        _text(group, "TaxExemptionReason", rate.reason)
    _text(_group(group, "TaxScheme"), "ID", "VAT")


def _totals(root: ET.Element, document: EInvoice) -> None:
    totals, currency = _group(root, "LegalMonetaryTotal"), document.currency
    _amount(totals, "LineExtensionAmount", document.net_minor, currency)
    _amount(totals, "TaxExclusiveAmount", document.net_minor, currency)
    _amount(totals, "TaxInclusiveAmount", document.net_minor + document.vat_minor, currency)
    if document.rounding_minor:
        _amount(totals, "PayableRoundingAmount", document.rounding_minor, currency)
    _amount(totals, "PayableAmount", document.gross_minor, currency)


def _line(root: ET.Element, document: EInvoice, place: int, item: Item) -> None:
    """A price is never below zero (BR-27), so what is taken back is a quantity of minus one."""
    kind, quantity = (
        ("CreditNote", "CreditedQuantity") if document.is_credit else ("Invoice", "InvoicedQuantity")
    )
    line = _group(root, f"{kind}Line")
    _text(line, "ID", str(place))
    _text(line, quantity, "-1" if item.net_minor < 0 else "1", unitCode="C62")
    _amount(line, "LineExtensionAmount", item.net_minor, document.currency)
    about = _group(line, "Item")
    _text(about, "Description", item.note)
    _text(about, "Name", item.text)
    _category(about, "ClassifiedTaxCategory", item.category, item.vat_bp)
    _amount(_group(line, "Price"), "PriceAmount", abs(item.net_minor), document.currency)


def _group(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{CAC}}}{name}")


def _text(parent: ET.Element, name: str, value: str, **attributes: str) -> None:
    cleaned = " ".join(_readable(value).split())
    if cleaned:
        ET.SubElement(parent, f"{{{CBC}}}{name}", attributes).text = cleaned


def _amount(parent: ET.Element, name: str, minor: int, currency: str) -> None:
    _text(parent, name, str(to_decimal(minor, currency)), currencyID=currency)


def _readable(value: str) -> str:
    """XML 1.0 has no place for most control characters, nor for half of a pair or U+FFFE."""
    return "".join(
        letter
        for letter in value
        if letter in "\t\n\r"
        or " " <= letter <= "\ud7ff"
        or "\ue000" <= letter <= "\ufffd"
        or letter > "\uffff"
    )
