"""What each category of VAT asks (EN 16931-1, rules BR-S, BR-Z, BR-E and BR-AE)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.documents.rules.reading import NOTHING, Document, rule

PERCENT_OF_LINE = "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"
VAT_ID = "cac:PartyTaxScheme/cbc:CompanyID"
NO_VAT_ID = _("The issuer has no VAT number.")
STANDARD, ZERO, EXEMPT, REVERSE = "S", "Z", "E", "AE"


def _has_rate(document: Document, category: str) -> bool:
    return not document.lines_of(category) or bool(document.rates_of(category))


def _lines_sum_to_rates(document: Document, category: str) -> bool:
    """Per percentage, as BR-S-08 asks; the other categories have one percentage only."""
    sums: dict[Decimal, Decimal] = {}
    for line in document.lines_of(category):
        percent = document.amount(PERCENT_OF_LINE, line)
        sums[percent] = sums.get(percent, NOTHING) + document.amount("cbc:LineExtensionAmount", line)
    rates = document.rates_of(category)
    found = {
        document.amount("cac:TaxCategory/cbc:Percent", rate): document.amount("cbc:TaxableAmount", rate)
        for rate in rates
    }
    return len(found) == len(rates) and found == sums


def _percents(document: Document, category: str) -> list[Decimal]:
    return [document.amount(PERCENT_OF_LINE, line) for line in document.lines_of(category)]


def _has_no_vat(document: Document, category: str) -> bool:
    return all(document.amount("cbc:TaxAmount", rate) == 0 for rate in document.rates_of(category))


def _gives_reason(document: Document, category: str) -> bool:
    reasons = ("cac:TaxCategory/cbc:TaxExemptionReason", "cac:TaxCategory/cbc:TaxExemptionReasonCode")
    return all(any(document.text(path, rate) for path in reasons) for rate in document.rates_of(category))


def _gives_no_reason(document: Document, category: str) -> bool:
    return not document.rates_of(category) or not any(
        document.text("cac:TaxCategory/cbc:TaxExemptionReason", rate) for rate in document.rates_of(category)
    )


@rule("BR-S-01", "Lines with VAT have their rate in the breakdown.")
def taxed_lines_have_a_rate(document: Document) -> bool:
    return _has_rate(document, STANDARD)


@rule("BR-S-02", NO_VAT_ID)
def taxed_documents_have_a_vat_number(document: Document) -> bool:
    return not document.uses(STANDARD) or bool(document.seller(VAT_ID))


@rule("BR-S-05", "A line with VAT has a rate above zero.")
def taxed_lines_have_a_percentage(document: Document) -> bool:
    return all(percent > 0 for percent in _percents(document, STANDARD))


@rule("BR-S-08", "The net amount of a rate is what its lines sum to.")
def taxed_lines_sum_to_their_rate(document: Document) -> bool:
    return _lines_sum_to_rates(document, STANDARD)


@rule("BR-S-10", "Where VAT is charged there is no reason why not.")
def taxed_rates_give_no_reason(document: Document) -> bool:
    return _gives_no_reason(document, STANDARD)


@rule("BR-Z-01", "Lines at the zero rate have their rate in the breakdown.")
def zero_lines_have_a_rate(document: Document) -> bool:
    return _has_rate(document, ZERO)


@rule("BR-Z-02", NO_VAT_ID)
def zero_rated_documents_have_a_vat_number(document: Document) -> bool:
    return not document.uses(ZERO) or bool(document.seller(VAT_ID))


@rule("BR-Z-05", "A line at the zero rate has zero percent.")
def zero_lines_have_zero_percent(document: Document) -> bool:
    return not any(_percents(document, ZERO))


@rule("BR-Z-08", "The net amount of the zero rate is what its lines sum to.")
def zero_lines_sum_to_their_rate(document: Document) -> bool:
    return _lines_sum_to_rates(document, ZERO)


@rule("BR-Z-09", "The zero rate has no VAT.")
def the_zero_rate_has_no_vat(document: Document) -> bool:
    return _has_no_vat(document, ZERO)


@rule("BR-Z-10", "The zero rate gives no reason.")
def the_zero_rate_gives_no_reason(document: Document) -> bool:
    return _gives_no_reason(document, ZERO)


@rule("BR-E-01", "Exempt lines have their category in the breakdown.")
def exempt_lines_have_a_rate(document: Document) -> bool:
    return _has_rate(document, EXEMPT)


@rule("BR-E-02", NO_VAT_ID)
def exempt_documents_have_a_vat_number(document: Document) -> bool:
    return not document.uses(EXEMPT) or bool(document.seller(VAT_ID))


@rule("BR-E-05", "An exempt line has zero percent.")
def exempt_lines_have_zero_percent(document: Document) -> bool:
    return not any(_percents(document, EXEMPT))


@rule("BR-E-08", "The exempt amount is what its lines sum to.")
def exempt_lines_sum_to_their_rate(document: Document) -> bool:
    return _lines_sum_to_rates(document, EXEMPT)


@rule("BR-E-09", "What is exempt has no VAT.")
def what_is_exempt_has_no_vat(document: Document) -> bool:
    return _has_no_vat(document, EXEMPT)


@rule("BR-E-10", _("The document does not say why it is exempt from VAT."))
def what_is_exempt_says_why(document: Document) -> bool:
    return _gives_reason(document, EXEMPT)


@rule("BR-AE-01", "Reverse-charged lines have their category in the breakdown.")
def reversed_lines_have_a_rate(document: Document) -> bool:
    return _has_rate(document, REVERSE)


@rule("BR-AE-02", _("For a reverse charge both the issuer and the payer need a VAT number."))
def a_reverse_charge_has_both_vat_numbers(document: Document) -> bool:
    return not document.uses(REVERSE) or bool(document.seller(VAT_ID) and document.buyer(VAT_ID))


@rule("BR-AE-05", "A reverse-charged line has zero percent.")
def reversed_lines_have_zero_percent(document: Document) -> bool:
    return not any(_percents(document, REVERSE))


@rule("BR-AE-08", "The reverse-charged amount is what its lines sum to.")
def reversed_lines_sum_to_their_rate(document: Document) -> bool:
    return _lines_sum_to_rates(document, REVERSE)


@rule("BR-AE-09", "What is reverse-charged has no VAT.")
def what_is_reversed_has_no_vat(document: Document) -> bool:
    return _has_no_vat(document, REVERSE)


@rule("BR-AE-10", _("The document does not say that VAT is reverse-charged."))
def what_is_reversed_says_so(document: Document) -> bool:
    return _gives_reason(document, REVERSE)
