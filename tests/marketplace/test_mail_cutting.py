"""What somebody wrote, without what their mail program put around it."""

from pathlib import Path

import pytest
from PIL import Image

from marketplace.mailing.cutting import new_text
from marketplace.mailing.letters import Letter, read_letter

LETTERS = Path(__file__).parent / "data" / "mail"
MEMBER = "vera@voorbeeld.example"
ANSWERS_TO = "antwoord+1-2-3-aaaaaaaaaaaaaaaaaaaaa@post.example"


def letter_of(name: str, *, member: str = MEMBER, to: str = ANSWERS_TO) -> bytes:
    """A letter as it comes in, with the addresses of the test in it."""
    raw = (LETTERS / f"{name}.eml").read_bytes()
    return raw.replace(b"ADRES_ANTWOORD", to.encode()).replace(b"ADRES_LID", member.encode())


def read(name: str) -> Letter:
    return read_letter(letter_of(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gmail_nl", "Ja, zaterdag om tien uur is goed.\nNeem jij de ladder mee? Één is genoeg."),
        ("apple_nl", "Prima, tot dan!"),
        ("outlook_html", "Dat kost € 25, toch?\n\nMet vriendelijke groet,\nVera"),
        ("thunderbird_inline", "Dag Ans,\n\nJa, na tien uur.\n\nGraag."),
        ("samsung_en", "Sunday is better for me."),
        ("only_quotation", ""),
        ("unknown_charset", "Goed, tot zaterdag."),
        ("with_files", "Zo hoog is hij nu."),
    ],
)
def test_the_new_text_of_a_letter(name: str, text: str) -> None:
    assert new_text(read(name).text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Op zaterdag schreef ik dat het kon:\ndat klopt nog.",
        "Van: mij mag het.\nGroet",
        "Aan het eind van de straat, bij nummer 4-6.",
        "Ik ben om 10:00 thuis.\nOp dinsdag niet.",
    ],
)
def test_a_sentence_that_looks_like_a_head_stays(text: str) -> None:
    assert new_text(text) == text


def test_nothing_below_our_own_line_comes_in() -> None:
    assert new_text("Ja graag\n--- Antwoord boven deze regel ---\nKun je zaterdag?") == "Ja graag"


@pytest.mark.parametrize("name", ["absence", "absence_by_subject", "bounce", "mailing_list"])
def test_what_no_person_wrote_is_seen(name: str) -> None:
    assert read(name).is_automatic


@pytest.mark.parametrize("name", ["gmail_nl", "apple_nl", "outlook_html", "thunderbird_inline", "samsung_en"])
def test_what_a_person_wrote_is_seen(name: str) -> None:
    letter = read(name)
    assert (letter.is_automatic, letter.sender, ANSWERS_TO in letter.recipients) == (False, MEMBER, True)


def test_a_letter_from_two_is_from_nobody() -> None:
    assert read("two_senders").sender == ""


def test_files_come_with_their_names() -> None:
    names = [file.name for file in read("with_files").files]
    assert names == ["heg nu.png", "../../etc/offerte.pdf"]
    with Image.open(read("with_files").files[0]) as picture:
        assert picture.size == (4, 4)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff" * 40, b"From: a@b\nFrom: ", b"Content-Type: multipart/mixed\n\n--"]
)
def test_any_bytes_are_a_letter(raw: bytes) -> None:
    assert read_letter(raw).mail_id
