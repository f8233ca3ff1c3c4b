"""What Dutch documents must have beyond that (Peppol's NL-R rules, each of NLCIUS)."""

from django.utils.translation import gettext_lazy as _

from billing.documents.rules.reading import Document, rule

LEGAL_SCHEMES = ("0106", "0190")
MEANS = ("30", "48", "49", "57", "58", "59")
COUNTRY = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"
ADDRESS = ("cbc:StreetName", "cbc:CityName", "cbc:PostalZone")
LEGAL_ID = "cac:PartyLegalEntity/cbc:CompanyID"


def _is_dutch(document: Document) -> bool:
    return document.seller(COUNTRY) == "NL"


def _is_dutch_on_both_sides(document: Document) -> bool:
    return _is_dutch(document) and document.buyer(COUNTRY) == "NL"


@rule("NL-R-001", "A credit note names the invoice that it corrects.")
def credit_notes_name_their_invoice(document: Document) -> bool:
    asked = document.is_credit and _is_dutch(document)
    return not asked or bool(document.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"))


@rule("NL-R-002", _("The street, postcode or town of the issuer is missing."))
def the_seller_has_an_address(document: Document) -> bool:
    return not _is_dutch(document) or all(document.seller(f"cac:PostalAddress/{part}") for part in ADDRESS)


@rule("NL-R-003", _("The issuer's number in the trade register must be a KvK number or an OIN."))
def the_sellers_number_is_dutch(document: Document) -> bool:
    path = f"cac:AccountingSupplierParty/cac:Party/{LEGAL_ID}"
    return not _is_dutch(document) or not document.text(path) or document.scheme(path) in LEGAL_SCHEMES


@rule("NL-R-004", _("The street, postcode or town of the payer is missing."))
def the_buyer_has_an_address(document: Document) -> bool:
    there = all(document.buyer(f"cac:PostalAddress/{part}") for part in ADDRESS)
    return not _is_dutch_on_both_sides(document) or there


@rule("NL-R-005", _("The payer's number in the trade register must be a KvK number or an OIN."))
def the_buyers_number_is_dutch(document: Document) -> bool:
    path = f"cac:AccountingCustomerParty/cac:Party/{LEGAL_ID}"
    asked = _is_dutch_on_both_sides(document) and bool(document.text(path))
    return not asked or document.scheme(path) in LEGAL_SCHEMES


@rule("NL-R-007", "Who has to pay is told how.")
def says_how_to_pay(document: Document) -> bool:
    asks = not document.is_credit and document.total("PayableAmount") > 0
    return not (_is_dutch(document) and asks) or bool(document.nodes("cac:PaymentMeans"))


@rule("NL-R-008", "The way to pay is one that is used in the Netherlands.")
def pays_the_dutch_way(document: Document) -> bool:
    means = [document.text("cbc:PaymentMeansCode", node) for node in document.nodes("cac:PaymentMeans")]
    return not _is_dutch(document) or all(code in MEANS for code in means)


@rule("NL-R-009", "A line that names a line of an order has the number of the order.")
def order_lines_have_an_order(document: Document) -> bool:
    lines = document.nodes(".//cac:OrderLineReference/cbc:LineID")
    return not (_is_dutch(document) and lines) or bool(document.text("cac:OrderReference/cbc:ID"))
