"""What may hang on a message, and who may have it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from marketplace.actions.messages import write_message
from marketplace.errors import AttachmentRefused
from marketplace.models import Message, MessageAttachment
from marketplace.talking.attachments import LARGEST_BYTES, clean_attachment, plain_name
from tests.marketplace.conftest import Market
from tests.marketplace.talking import asked
from tests.marketplace.test_doors import address, client_of
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, kind, **options)
    return out.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_and_only_the_picture_stays(kind: str) -> None:
    dirty = picture(kind) + b"<script>alert(1)</script>"
    clean = clean_attachment(sent("foto.exe", dirty), name="foto.exe")
    assert (clean.name, clean.content_type) == ("foto.webp", "image/webp")
    assert b"script" not in clean.content
    assert Image.open(BytesIO(clean.content)).format == "WEBP"


def test_a_pdf_stays_as_it_is() -> None:
    clean = clean_attachment(sent("offerte.pdf", PDF), name="offerte.pdf")
    assert (clean.name, clean.content_type, clean.content) == ("offerte.pdf", "application/pdf", PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>1</script>%PDF-1.4 %%EOF"),
        ("cut.pdf", b"%PDF-1.4\n1 0 obj"),
        ("large.pdf", b"%PDF-1.4\n" + b"0" * LARGEST_BYTES + b"%%EOF"),
        ("foto.jpg", b"MZ\x90 a program"),
        ("draw.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("move.gif", picture("GIF")),
        ("letter.docx", b"PK\x03\x04"),
        ("empty", b""),
    ],
)
def test_anything_else_is_refused_by_what_is_in_it(market: Market, name: str, content: bytes) -> None:
    with scope(market.community):
        thread = asked(market)
        with pytest.raises(AttachmentRefused) as refusal:
            write_message(
                thread=thread, text="Kijk", files=[sent(name, content)], by=market.actor("provider")
            )
        assert name in str(refusal.value)
        assert (Message.objects.count(), MessageAttachment.objects.count()) == (1, 0)


def test_at_most_five(market: Market) -> None:
    with scope(market.community):
        thread = asked(market)
        six = [sent(f"{number}.pdf", PDF) for number in range(6)]
        with pytest.raises(AttachmentRefused):
            write_message(thread=thread, text="Kijk", files=six, by=market.actor("provider"))
        message = write_message(thread=thread, text="", files=six[:5], by=market.actor("provider"))
        assert (message.attachments.count(), message.text) == (5, "0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a___Set-Cookie_ x.pdf"),
        ("C:\\Users\\Vera\\heg.jpeg", "heg.pdf"),
        ("", "bestand.pdf"),
        ("…", "bestand.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_a_name_holds_nothing_but_a_name(given: str, kept: str) -> None:
    assert plain_name(given, "application/pdf") == kept


class TestTheDoor:
    @pytest.fixture
    def file(self, market: Market) -> MessageAttachment:
        with scope(market.community):
            thread = asked(market)
            files = [sent("offerte.pdf", PDF)]
            return write_message(
                thread=thread, text="Kijk", files=files, by=market.actor("provider")
            ).attachments.get()

    def test_the_two_get_it_to_keep(self, market: Market, file: MessageAttachment) -> None:
        for who in (market.provider, market.requester):
            answer = client_of(who).get(address(market, "attachment", file.public_id))
            assert (answer.status_code, answer.content) == (200, PDF)
            assert answer["Content-Disposition"] == 'attachment; filename="offerte.pdf"'
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("who", ["third", "moderator", "coordinator"])
    def test_nobody_else_knows_of_it(self, market: Market, file: MessageAttachment, who: str) -> None:
        client = client_of(getattr(market, who))
        assert client.get(address(market, "attachment", file.public_id)).status_code == 404

    def test_the_door_of_pictures_does_not_show_it(self, market: Market, file: MessageAttachment) -> None:
        client = client_of(market.third)
        for path in (file.file.name, file.file.name.split("/", 2)[2], f"../../{file.file.name}"):
            assert client.get(f"/c/{market.community.slug}/pictures/{path}").status_code == 404
