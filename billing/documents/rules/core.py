"""What a document must have at all (EN 16931-1, rules BR-01 to BR-65)."""

from django.utils.translation import gettext_lazy as _

from billing.documents.rules.reading import Document, rule
from billing.documents.ubl import CUSTOMIZATION

ITEM = "cac:Item/cac:ClassifiedTaxCategory"


@rule("BR-01", "A document names the specification it follows.")
def names_its_specification(document: Document) -> bool:
    return bool(document.text("cbc:CustomizationID"))


@rule("BR-02", "A document has a number.")
def has_a_number(document: Document) -> bool:
    return bool(document.text("cbc:ID"))


@rule("BR-03", "A document has a date.")
def has_a_date(document: Document) -> bool:
    return bool(document.text("cbc:IssueDate"))


@rule("BR-04", "A document says what kind it is.")
def has_a_kind(document: Document) -> bool:
    return bool(document.text("cbc:CreditNoteTypeCode" if document.is_credit else "cbc:InvoiceTypeCode"))


@rule("BR-05", "A document has a currency.")
def has_a_currency(document: Document) -> bool:
    return bool(document.text("cbc:DocumentCurrencyCode"))


@rule("BR-06", _("The name of the issuer is missing."))
def names_the_seller(document: Document) -> bool:
    return bool(document.seller("cac:PartyLegalEntity/cbc:RegistrationName"))


@rule("BR-07", _("The name of the payer is missing."))
def names_the_buyer(document: Document) -> bool:
    return bool(document.buyer("cac:PartyLegalEntity/cbc:RegistrationName"))


@rule("BR-09", _("The country of the issuer is missing."))
def says_the_sellers_country(document: Document) -> bool:
    return bool(document.seller("cac:PostalAddress/cac:Country/cbc:IdentificationCode"))


@rule("BR-11", _("The country of the payer is missing."))
def says_the_buyers_country(document: Document) -> bool:
    return bool(document.buyer("cac:PostalAddress/cac:Country/cbc:IdentificationCode"))


@rule("BR-16", "A document has at least one line.")
def has_a_line(document: Document) -> bool:
    return bool(document.lines)


@rule("BR-21", "Each line has a number.")
def lines_have_numbers(document: Document) -> bool:
    return all(document.text("cbc:ID", line) for line in document.lines)


@rule("BR-22", "Each line has a quantity.")
def lines_have_quantities(document: Document) -> bool:
    return all(document.text(document.quantity, line) for line in document.lines)


@rule("BR-23", "Each quantity has a unit.")
def quantities_have_units(document: Document) -> bool:
    found = [node for line in document.lines for node in document.nodes(document.quantity, line)]
    return all(node.get("unitCode") for node in found)


@rule("BR-24", "Each line has an amount.")
def lines_have_amounts(document: Document) -> bool:
    return all(document.text("cbc:LineExtensionAmount", line) for line in document.lines)


@rule("BR-25", "Each line says what it is for.")
def lines_have_words(document: Document) -> bool:
    return all(document.text("cac:Item/cbc:Name", line) for line in document.lines)


@rule("BR-26", "Each line has a price.")
def lines_have_prices(document: Document) -> bool:
    return all(document.text("cac:Price/cbc:PriceAmount", line) for line in document.lines)


@rule("BR-27", "A price is not below zero.")
def prices_are_not_negative(document: Document) -> bool:
    return all(document.amount("cac:Price/cbc:PriceAmount", line) >= 0 for line in document.lines)


@rule("BR-29", "A period does not end before it starts.")
def the_period_runs_forward(document: Document) -> bool:
    start, end = (
        document.text("cac:InvoicePeriod/cbc:StartDate"),
        document.text("cac:InvoicePeriod/cbc:EndDate"),
    )
    return not start or not end or start <= end


@rule("BR-49", "A way to pay has a code.")
def payment_means_have_codes(document: Document) -> bool:
    return all(document.text("cbc:PaymentMeansCode", means) for means in document.nodes("cac:PaymentMeans"))


@rule("BR-50", _("The bank account of the issuer is missing."))
def accounts_have_numbers(document: Document) -> bool:
    accounts = document.nodes("cac:PaymentMeans/cac:PayeeFinancialAccount")
    return all(document.text("cbc:ID", account) for account in accounts)


@rule("BR-55", "A reference to an earlier document has its number.")
def earlier_documents_have_numbers(document: Document) -> bool:
    earlier = document.nodes("cac:BillingReference/cac:InvoiceDocumentReference")
    return all(document.text("cbc:ID", reference) for reference in earlier)


@rule("BR-61", _("The bank account of the issuer is missing."))
def a_transfer_has_an_account(document: Document) -> bool:
    transfers = [
        means
        for means in document.nodes("cac:PaymentMeans")
        if document.text("cbc:PaymentMeansCode", means) in ("30", "58")
    ]
    return all(document.text("cac:PayeeFinancialAccount/cbc:ID", means) for means in transfers)


@rule("BR-62", "The issuer's electronic address has a scheme.")
def the_sellers_address_has_a_scheme(document: Document) -> bool:
    path = "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID"
    return not document.text(path) or bool(document.scheme(path))


@rule("BR-63", "The payer's electronic address has a scheme.")
def the_buyers_address_has_a_scheme(document: Document) -> bool:
    path = "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID"
    return not document.text(path) or bool(document.scheme(path))


@rule("BR-CO-04", "Each line has a category of VAT.")
def lines_have_categories(document: Document) -> bool:
    return all(document.text(f"{ITEM}/cbc:ID", line) for line in document.lines)


@rule("BR-CO-09", _("A VAT number begins with the two letters of its country."))
def vat_numbers_begin_with_a_country(document: Document) -> bool:
    path = "cac:PartyTaxScheme/cbc:CompanyID"
    numbers = [document.seller(path), document.buyer(path)]
    return all(not number or (number[:2].isalpha() and number[:2].isupper()) for number in numbers)


@rule("BR-CO-25", "Who has to pay is told before when.")
def says_when_to_pay(document: Document) -> bool:
    asks = not document.is_credit and document.total("PayableAmount") > 0
    return not asks or bool(document.text("cbc:DueDate") or document.text("cac:PaymentTerms/cbc:Note"))


@rule("BR-CO-26", _("The issuer has neither a KvK number nor a VAT number."))
def the_seller_can_be_recognised(document: Document) -> bool:
    paths = (
        "cac:PartyLegalEntity/cbc:CompanyID",
        "cac:PartyTaxScheme/cbc:CompanyID",
        "cac:PartyIdentification/cbc:ID",
    )
    return any(document.seller(path) for path in paths)


@rule("PEPPOL-EN16931-R004", "The document follows Peppol BIS Billing 3.0.")
def follows_peppol(document: Document) -> bool:
    return document.text("cbc:CustomizationID") == CUSTOMIZATION


@rule("PEPPOL-EN16931-R007", "The document names the process it belongs to.")
def names_its_process(document: Document) -> bool:
    return document.text("cbc:ProfileID").startswith("urn:fdc:peppol.eu:2017:poacc:billing:")


@rule("PEPPOL-EN16931-R008", "No element is empty.")
def has_no_empty_element(document: Document) -> bool:
    return all(len(node) or (node.text or "").strip() for node in document.root.iter())


@rule("PEPPOL-EN16931-R002", "A document has one note at most.")
def has_one_note(document: Document) -> bool:
    return len(document.nodes("cbc:Note")) <= 1


@rule("PEPPOL-EN16931-R003", _("The document has neither a reference of the payer nor an order number."))
def has_a_reference(document: Document) -> bool:
    return bool(document.text("cbc:BuyerReference") or document.text("cac:OrderReference/cbc:ID"))


@rule("PEPPOL-EN16931-R010", _("The payer has neither a KvK number, a VAT number nor an e-mail address."))
def the_buyer_can_be_reached(document: Document) -> bool:
    return bool(document.buyer("cbc:EndpointID"))


@rule("PEPPOL-EN16931-R020", _("The issuer has neither a KvK number, a VAT number nor an e-mail address."))
def the_seller_can_be_reached(document: Document) -> bool:
    return bool(document.seller("cbc:EndpointID"))


@rule("PEPPOL-EN16931-R061", "A direct debit names its mandate.")
def a_debit_has_a_mandate(document: Document) -> bool:
    debits = [
        means
        for means in document.nodes("cac:PaymentMeans")
        if document.text("cbc:PaymentMeansCode", means) in ("49", "59")
    ]
    return all(document.text("cac:PaymentMandate/cbc:ID", means) for means in debits)
