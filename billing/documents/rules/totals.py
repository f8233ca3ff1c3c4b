"""That the amounts add up (EN 16931-1, rules BR-12 to BR-15 and BR-CO-10 to BR-CO-18)."""

from billing.documents.rules.reading import NOTHING, Document, cents, rule


@rule("BR-12", "A document has the sum of its lines.")
def has_the_sum_of_lines(document: Document) -> bool:
    return bool(document.text("cac:LegalMonetaryTotal/cbc:LineExtensionAmount"))


@rule("BR-13", "A document has a total without VAT.")
def has_a_net_total(document: Document) -> bool:
    return bool(document.text("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount"))


@rule("BR-14", "A document has a total with VAT.")
def has_a_gross_total(document: Document) -> bool:
    return bool(document.text("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount"))


@rule("BR-15", "A document has an amount to pay.")
def has_an_amount_to_pay(document: Document) -> bool:
    return bool(document.text("cac:LegalMonetaryTotal/cbc:PayableAmount"))


@rule("BR-CO-10", "The sum of the lines is what the lines sum to.")
def lines_sum_up(document: Document) -> bool:
    lines = sum((document.amount("cbc:LineExtensionAmount", line) for line in document.lines), NOTHING)
    return lines == document.total("LineExtensionAmount")


@rule("BR-CO-13", "Without allowances the total without VAT is the sum of the lines.")
def the_net_total_is_the_lines(document: Document) -> bool:
    return document.total("TaxExclusiveAmount") == document.total("LineExtensionAmount")


@rule("BR-CO-14", "The VAT is what the VAT of the rates sums to.")
def vat_sums_up(document: Document) -> bool:
    rates = sum((document.amount("cbc:TaxAmount", rate) for rate in document.rates), NOTHING)
    return rates == document.amount("cac:TaxTotal/cbc:TaxAmount")


@rule("BR-CO-15", "The total with VAT is the total without and the VAT.")
def the_gross_total_is_net_and_vat(document: Document) -> bool:
    vat = document.amount("cac:TaxTotal/cbc:TaxAmount")
    return document.total("TaxInclusiveAmount") == document.total("TaxExclusiveAmount") + vat


@rule("BR-CO-16", "What is to be paid is the total with VAT and the rounding.")
def the_amount_to_pay_is_the_rest(document: Document) -> bool:
    asked = document.total("TaxInclusiveAmount") - document.total("PrepaidAmount")
    return document.total("PayableAmount") == asked + document.total("PayableRoundingAmount")


@rule("BR-CO-17", "The VAT of a rate is the rate of its net amount, to the cent.")
def vat_is_the_rate_of_the_net(document: Document) -> bool:
    def exact(rate: object) -> bool:
        percent = document.amount("cac:TaxCategory/cbc:Percent", rate)  # type: ignore[arg-type]
        net = document.amount("cbc:TaxableAmount", rate)  # type: ignore[arg-type]
        return document.amount("cbc:TaxAmount", rate) == cents(net * percent / 100)  # type: ignore[arg-type]

    return all(exact(rate) for rate in document.rates)


@rule("BR-CO-18", "A document has at least one rate.")
def has_a_rate(document: Document) -> bool:
    return bool(document.rates)


@rule("PEPPOL-EN16931-R120", "A line is its quantity times its price.")
def a_line_is_quantity_times_price(document: Document) -> bool:
    return all(
        document.amount("cbc:LineExtensionAmount", line)
        == document.amount(document.quantity, line) * document.amount("cac:Price/cbc:PriceAmount", line)
        for line in document.lines
    )


@rule("PEPPOL-EN16931-R051", "All amounts are in the currency of the document.")
def there_is_one_currency(document: Document) -> bool:
    own = document.text("cbc:DocumentCurrencyCode")
    return all(node.get("currencyID", own) == own for node in document.root.iter())


@rule("PEPPOL-EN16931-R053", "A document has one total of VAT.")
def has_one_vat_total(document: Document) -> bool:
    return len(document.nodes("cac:TaxTotal")) == 1
