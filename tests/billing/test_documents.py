"""Documents as people get them: a PDF with all the law asks, in their language, mailed once."""

import io

import pytest
from django.core import mail
from pypdf import PdfReader

from billing.actions.invoices import credit_invoice
from billing.documents import invoice_pdf
from billing.events import InvoiceIssued
from billing.models import Invoice
from billing.receivers import mail_the_document
from communities.models import OperatorOfRecord, PartnerOrganisation
from tests.billing.conftest import World
from tests.billing.factories import make_invoice
from tests.factories import actor_of
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope


def words_of(document: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


def test_the_document_is_a_pdf_with_all_the_law_asks(inside: World) -> None:
    invoice = make_invoice(inside.partner, 264, 1500, text="Bijdrage oogst")
    document = invoice_pdf(invoice)
    assert document.startswith(b"%PDF")
    words = words_of(document)
    for said in (
        invoice.label, "Bakkerij Korst", "Dorpsstraat 1", "Coöperatie Voorbeeld U.A.", "NL000000012B01", "00000001",
        "Bijdrage oogst", "€ 17,64", "€ 3,70", "€ 21,34", "NL79WECO0000000001", "21%",
    ):  # fmt: skip
        assert said in words.replace("\xa0", " ")


def test_the_document_speaks_the_payers_language(inside: World) -> None:
    type(inside.member.user).objects.filter(pk=inside.member.user_id).update(language="en")
    assert "€12.10" in words_of(invoice_pdf(make_invoice(inside.member)))


def test_a_credit_note_is_a_document_too(inside: World) -> None:
    note = credit_invoice(invoice=make_invoice(inside.member), by=actor_of(inside.treasurer))
    words = words_of(invoice_pdf(note))
    assert note.label in words
    assert note.corrects.label in words


def is_for_the_archive(document: bytes) -> bool:
    return (
        b"<pdfaid:part>3</pdfaid:part>" in document
        and b"<pdfaid:conformance>B</pdfaid:conformance>" in document
    )


def test_the_document_is_made_for_the_archive(inside: World) -> None:
    assert is_for_the_archive(invoice_pdf(make_invoice(inside.member)))


@pytest.mark.parametrize("text", ["\N{CARROT} Wortels", "\u82f9\u679c Wortels", "\ufffe Wortels"])
def test_a_character_that_no_font_has_stops_no_document(inside: World, text: str) -> None:
    """A carrot in the title of an offer: the archive's rules refuse it, the payer still gets the invoice."""
    document = invoice_pdf(make_invoice(inside.member, 1000, text=text))
    assert document.startswith(b"%PDF")
    words = words_of(document).replace("\xa0", " ")
    assert "Wortels" in words
    assert "€ 12,10" in words


def test_words_are_words_and_no_instructions(inside: World) -> None:
    text = '#panic("x") *vet* <b> $x$ [a] \\ "zo"'
    assert text in words_of(invoice_pdf(make_invoice(inside.member, text=text)))


def test_a_long_document_has_every_line_and_numbers_its_pages(inside: World) -> None:
    invoice = make_invoice(inside.member, *range(101, 191))
    pages = PdfReader(io.BytesIO(invoice_pdf(invoice))).pages
    words = [page.extract_text().replace("\xa0", " ") for page in pages]
    assert len(words) > 2
    for number, page in enumerate(words, start=1):
        assert f"{number} / {len(words)}" in page
        if "excl." in page:
            assert "Omschrijving" in page or "Beschrijving" in page  # the head of the table comes again
    for amount in range(101, 191):
        assert f"€ {amount / 100:.2f}".replace(".", ",") in " ".join(words)


@pytest.mark.parametrize(
    ("operator", "payer", "said", "total"),
    [
        pytest.param({"vat_status": "kor"}, {}, "art. 25 Wet OB", "€ 10,00", id="small-business scheme"),
        pytest.param({"vat_status": "exempt"}, {}, "Vrijgesteld van btw", "€ 10,00", id="exempt"),
        pytest.param(
            {}, {"country": "DE", "vat_id": "DE136695976"}, "Btw verlegd", "€ 10,00", id="reverse charge"
        ),
    ],
)
def test_a_document_without_vat_says_why(
    inside: World, operator: dict[str, str], payer: dict[str, str], said: str, total: str
) -> None:
    OperatorOfRecord.objects.update(**operator)
    PartnerOrganisation.objects.update(**payer)
    inside.partner.refresh_from_db()
    words = words_of(invoice_pdf(make_invoice(inside.partner, 1000))).replace("\xa0", " ")
    assert said in words
    assert f"Te betalen {total}" in words
    assert payer.get("vat_id", "") in words


def test_why_there_is_no_vat_is_said_in_the_payers_language(inside: World) -> None:
    OperatorOfRecord.objects.update(vat_status="kor")
    type(inside.member.user).objects.filter(pk=inside.member.user_id).update(language="en")
    assert "Exempt from VAT under the small-business scheme" in words_of(
        invoice_pdf(make_invoice(inside.member))
    )


def test_a_credit_note_asks_nobody_to_pay(inside: World) -> None:
    note = credit_invoice(invoice=make_invoice(inside.member), by=actor_of(inside.treasurer))
    words = words_of(invoice_pdf(note)).replace("\xa0", " ")
    assert "NL79WECO0000000001" not in words
    assert "€ -12,10" in words


def test_a_document_says_the_same_whenever_it_is_asked(inside: World) -> None:
    """What changes later, the payer's name or the operator's, is not in a document that was issued before."""
    invoice = make_invoice(inside.partner)
    before = words_of(invoice_pdf(invoice))
    PartnerOrganisation.objects.update(name="Bakkerij Kruim", street="Elders 9")
    OperatorOfRecord.objects.update(legal_name="Stichting Anders", iban="NL00WECO0000000099")
    assert words_of(invoice_pdf(Invoice.objects.get(pk=invoice.pk))) == before


def mail_it(world: World, invoice: Invoice) -> None:
    with scope(world.community):
        mail_the_document(InvoiceIssued(invoice.pk))
        job = Job.objects.get(kind="billing.mail_invoice", key=str(invoice.pk))
    run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        Job.objects.filter(pk=job.pk).update(state="queued")
    run_job_now(world.community.pk, job.pk)


def test_the_document_is_mailed_once(world: World) -> None:
    invoice = make_invoice(world.member)
    mail_it(world, invoice)
    [letter] = mail.outbox
    assert letter.to == [world.member.user.email]
    assert invoice.label in letter.subject
    assert f"/c/oogstkring/invoices/{invoice.public_id}/" in letter.body
    name, content, kind = letter.attachments[0]
    assert (name, kind, bytes(content[:4])) == (f"{invoice.label}.pdf", "application/pdf", b"%PDF")
    with scope(world.community):
        invoice.refresh_from_db()
        assert invoice.mailed_at is not None


def test_a_letter_is_plain_text(world: World) -> None:
    type(world.community).objects.filter(pk=world.community.pk).update(name="Zorg & Co <Zutphen>")
    mail_it(world, make_invoice(world.member))
    [letter] = mail.outbox
    assert "Zorg & Co <Zutphen>" in letter.subject
    assert "Zorg & Co <Zutphen>" in letter.body
    assert "€ 12,10" in letter.body.replace("\xa0", " ")


def test_a_letter_about_a_credit_note_asks_for_nothing(world: World) -> None:
    invoice = make_invoice(world.member)
    with scope(world.community):
        note = credit_invoice(invoice=invoice, by=actor_of(world.treasurer))
    mail_it(world, note)
    [letter] = mail.outbox
    assert note.label in letter.subject
    assert "Betaal" not in letter.body


def test_who_has_no_address_gets_no_letter(world: World) -> None:
    with scope(world.community):
        PartnerOrganisation.objects.update(email="")
    mail_it(world, make_invoice(world.partner))
    assert mail.outbox == []
