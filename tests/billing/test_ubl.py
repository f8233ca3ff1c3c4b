"""Documents as XML: valid by OASIS's schemas and CEN's rules, with the same amounts as the PDF."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from billing.actions.credit_notes import credit_invoice, credit_part
from billing.actions.invoices import issue_invoice
from billing.documents import invoice_pdf, invoice_ubl, what_is_missing
from billing.documents.einvoice import einvoice_of, nets_of
from billing.documents.rules import broken_rules
from billing.documents.ubl import SPACES, ubl_of
from billing.errors import NotAnElectronicInvoice
from billing.models import BuyerReference, Charge, Invoice
from billing.pricing import TaxLine, totals
from communities.models import Membership, OperatorOfRecord, PartnerOrganisation
from tests.billing.conftest import World
from tests.billing.factories import last_month, make_charge, make_invoice, period_of
from tests.billing.official import rules_broken, schema_errors
from tests.factories import actor_of


def text(xml: bytes, path: str) -> str:
    return etree.fromstring(xml).findtext(path, "", SPACES)


def at_home(world: World) -> None:
    Membership.objects.filter(pk=world.member.pk).update(
        street="Kerkplein 3", postcode="7201 DA", city="Zutphen"
    )
    world.member.refresh_from_db()


def taxed(world: World) -> Invoice:
    return make_invoice(world.partner, 264, 1500)


def reduced(world: World) -> Invoice:
    return make_invoice(world.partner, 1000, vat_bp=900)


def at_zero(world: World) -> Invoice:
    return make_invoice(world.partner, 1000, vat_bp=0)


def inclusive(world: World) -> Invoice:
    return make_invoice(world.partner, 2400, 150, 7, vat_mode="incl")


def under_the_scheme(world: World) -> Invoice:
    OperatorOfRecord.objects.update(vat_status="kor")
    return make_invoice(world.partner, 2539)


def exempt(world: World) -> Invoice:
    OperatorOfRecord.objects.update(vat_status="exempt")
    return make_invoice(world.partner, 2400, vat_mode="incl")


def reverse_charged(world: World) -> Invoice:
    PartnerOrganisation.objects.update(country="DE", vat_id="DE136695976")
    world.partner.refresh_from_db()
    return make_invoice(world.partner, 720)


def for_a_person(world: World) -> Invoice:
    at_home(world)
    return make_invoice(world.member, 2400, vat_mode="incl")


def with_references(world: World) -> Invoice:
    first = make_invoice(world.partner, 100)
    BuyerReference.objects.create(
        party=first.party, buyer_reference="KP-12", order_reference="4500-77", from_at=first.issued_at
    )
    return first


def credited(world: World) -> Invoice:
    return credit_invoice(
        invoice=make_invoice(world.partner, 264, 1500), by=actor_of(world.treasurer), reason="Dubbel"
    )


def credited_in_part(world: World) -> Invoice:
    invoice = make_invoice(world.partner, 2400, 150, vat_mode="incl")
    line = invoice.lines.first()
    return credit_part(invoice=invoice, amounts={line.pk: 1234}, by=actor_of(world.treasurer))


KINDS: list[Callable[[World], Invoice]] = [
    taxed, reduced, at_zero, inclusive, under_the_scheme, exempt, reverse_charged, for_a_person, with_references,
    credited, credited_in_part,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_document_is_valid_by_schema_and_by_the_rules_of_europe(
    inside: World, kind: Callable[[World], Invoice]
) -> None:
    xml = invoice_ubl(kind(inside))
    assert schema_errors(xml) == []
    assert rules_broken(xml) == set()
    assert broken_rules(xml) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_amount_to_pay_is_that_of_the_document(inside: World, kind: Callable[[World], Invoice]) -> None:
    invoice = kind(inside)
    payable = text(invoice_ubl(invoice), "cac:LegalMonetaryTotal/cbc:PayableAmount")
    assert payable == f"{abs(invoice.gross_minor) / 100:.2f}"


def test_an_inclusive_price_that_arithmetic_cannot_give_is_rounded_openly(inside: World) -> None:
    """€ 24,00 with 21% in it is 19,83 and 4,17, but 21% of 19,83 is 4,16: the cent is told as rounding."""
    invoice = make_invoice(inside.partner, 2400, vat_mode="incl")
    assert (invoice.net_minor, invoice.vat_minor) == (1983, 417)
    xml = invoice_ubl(invoice)
    for path, amount in {
        "cac:TaxTotal/cbc:TaxAmount": "4.16",
        "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount": "19.83",
        "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount": "23.99",
        "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount": "0.01",
        "cac:LegalMonetaryTotal/cbc:PayableAmount": "24.00",
    }.items():
        assert text(xml, path) == amount, path


def test_a_document_without_inclusive_prices_rounds_nothing(inside: World) -> None:
    assert text(invoice_ubl(taxed(inside)), "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount") == ""


def test_the_parties_are_known_by_their_numbers(inside: World) -> None:
    xml = invoice_ubl(taxed(inside))
    tree = etree.fromstring(xml)
    for side in ("AccountingSupplierParty", "AccountingCustomerParty"):
        party = tree.find(f"cac:{side}/cac:Party", SPACES)
        for path in ("cbc:EndpointID", "cac:PartyLegalEntity/cbc:CompanyID"):
            assert party.find(path, SPACES).get("schemeID") == "0106", (side, path)
    assert text(xml, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == "NL79WECO0000000001"
    assert text(xml, "cac:PaymentMeans/cbc:PaymentMeansCode") == "30"
    assert (
        text(xml, "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID")
        == "NL000000012B01"
    )


def test_a_buyer_without_a_trade_register_number_is_reached_by_vat_number_or_mail(inside: World) -> None:
    tree = etree.fromstring(invoice_ubl(reverse_charged(inside)))
    address = tree.find("cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", SPACES)
    assert (address.get("schemeID"), address.text) == ("9930", "DE136695976")
    person = etree.fromstring(invoice_ubl(for_a_person(inside)))
    address = person.find("cac:AccountingCustomerParty/cac:Party/cbc:EndpointID", SPACES)
    assert (address.get("schemeID"), address.text) == ("EM", inside.member.user.email)


def test_a_credit_note_is_positive_and_names_its_invoice(inside: World) -> None:
    note = credited(inside)
    xml = invoice_ubl(note)
    assert text(xml, "cbc:CreditNoteTypeCode") == "381"
    assert text(xml, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == note.corrects.label
    assert text(xml, "cac:CreditNoteLine/cbc:CreditedQuantity") == "1"
    assert text(xml, "cac:CreditNoteLine/cbc:LineExtensionAmount") == "2.64"
    assert text(xml, "cbc:Note") == "Dubbel"


def test_what_was_taken_back_on_an_invoice_is_a_quantity_below_zero(inside: World) -> None:
    old = make_charge(inside.partner, 400, at=last_month() - timedelta(days=40))
    owed = make_charge(inside.partner, 1000)
    back = Charge.objects.create(
        party=old.party, rule=old.rule, source_key="terug", text="Terug", amount_minor=-400, currency="EUR",
        vat_mode="excl", vat_bp=2100, occurred_at=owed.occurred_at, reverses=old,
    )  # fmt: skip
    invoice = issue_invoice(
        period=period_of(owed.occurred_at), party=owed.party, charges=[owed, back], issued_at=timezone.now()
    )
    xml = invoice_ubl(invoice)
    lines = etree.fromstring(xml).findall("cac:InvoiceLine", SPACES)
    found = [
        tuple(
            line.findtext(path, "", SPACES) for path in ("cbc:InvoicedQuantity", "cac:Price/cbc:PriceAmount")
        )
        for line in lines
    ]
    assert found == [("1", "10.00"), ("-1", "4.00")]
    assert (schema_errors(xml), rules_broken(xml)) == ([], set())


def test_a_document_that_is_collected_names_its_mandate(inside: World) -> None:
    xml = ubl_of(einvoice_of(taxed(inside), mandate_reference="M-0001"))
    assert text(xml, "cac:PaymentMeans/cbc:PaymentMeansCode") == "59"
    assert text(xml, "cac:PaymentMeans/cac:PaymentMandate/cbc:ID") == "M-0001"
    assert (schema_errors(xml), rules_broken(xml), broken_rules(xml)) == ([], set(), [])


def test_a_document_says_the_references_that_held_when_it_was_issued(inside: World) -> None:
    invoice = with_references(inside)
    BuyerReference.objects.create(party=invoice.party, buyer_reference="Nieuw")
    xml = invoice_ubl(invoice)
    assert text(xml, "cbc:BuyerReference") == "KP-12"
    assert text(xml, "cac:OrderReference/cbc:ID") == "4500-77"
    words = PdfReader(io.BytesIO(invoice_pdf(invoice))).pages[0].extract_text()
    assert "KP-12" in words
    assert "Nieuw" not in words


def test_without_a_reference_the_payers_name_stands_for_it(inside: World) -> None:
    assert text(invoice_ubl(taxed(inside)), "cbc:BuyerReference") == "Bakkerij Korst"


def test_the_pdf_carries_the_very_same_xml(inside: World) -> None:
    invoice = taxed(inside)
    reader = PdfReader(io.BytesIO(invoice_pdf(invoice)))
    assert reader.attachments == {f"{invoice.label}.xml": [invoice_ubl(invoice)]}
    [about] = [file.get_object() for file in reader.trailer["/Root"]["/AF"]]
    assert about["/AFRelationship"] == "/Alternative"
    assert reader.xmp_metadata is not None


def test_the_xmp_says_that_it_is_for_the_archive(inside: World) -> None:
    document = invoice_pdf(taxed(inside))
    assert b"<pdfaid:part>3</pdfaid:part>" in document
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in document


def test_what_is_missing_is_said_and_the_pdf_still_comes(inside: World) -> None:
    invoice = make_invoice(inside.member, 1000)
    assert [broken.code for broken in what_is_missing(invoice)] == ["NL-R-004"]
    with pytest.raises(NotAnElectronicInvoice, match="town of the payer") as refused:
        invoice_ubl(invoice)
    assert refused.value.data == {"rules": ["NL-R-004"]}
    assert PdfReader(io.BytesIO(invoice_pdf(invoice))).attachments == {}


@pytest.mark.parametrize(
    "words", ["<b>&\"'</b>", "tab\there", "\x0b null\x00 \ufffe", "\N{CARROT} Wortels", "x" * 300]
)
def test_any_words_make_a_valid_document(inside: World, words: str) -> None:
    invoice = make_invoice(inside.partner, 1000, text=words.replace("\x00", ""))
    xml = invoice_ubl(invoice)
    assert (schema_errors(xml), rules_broken(xml)) == ([], set())


@given(st.lists(st.integers(-5000, 5000), min_size=1, max_size=12), st.sampled_from([2100, 900]))
def test_inclusive_lines_always_sum_to_their_net_total(amounts: list[int], bp: int) -> None:
    [total] = totals(TaxLine(amount, "incl", bp) for amount in amounts)
    nets = nets_of(amounts, bp, total.net_minor)
    assert sum(nets) == total.net_minor
    assert all(
        abs(net * (10_000 + bp) - amount * 10_000) <= 2 * 12_100
        for net, amount in zip(nets, amounts, strict=True)
    )


def test_the_same_document_is_the_same_xml(inside: World) -> None:
    invoice = taxed(inside)
    before: Any = invoice_ubl(invoice)
    PartnerOrganisation.objects.update(name="Bakkerij Kruim", kvk="00000009")
    OperatorOfRecord.objects.update(legal_name="Stichting Anders")
    assert invoice_ubl(Invoice.objects.get(pk=invoice.pk)) == before
