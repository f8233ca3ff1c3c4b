"""Out of an answer by mail, what its writer wrote: no quoted letter, no signature of a telephone.

Our own letters begin with a line that says to answer above it, which settles most. The rest is what mail programs put
above a quotation. mail-parser-reply 1.36 was tried: of the five Dutch shapes in tests/marketplace/data/mail it knew one.
"""

import re

ABOVE_THIS_LINE = re.compile(
    r"(antwoord|schrijf je antwoord) boven deze (regel|lijn)|reply above this line", re.I
)
# “Op ma 23 nov 2026 om 10:00 schreef Ans <…>:”, over one to three lines, in the four languages met most here.
INTRODUCTION = re.compile(
    r"^(?:Op\b.{6,300}?(?:\bschreef\b|\bheeft\b).{0,300}?|On\b.{6,300}?\bwrote\b.{0,20}?"
    r"|Am\b.{6,300}?\bschrieb\b.{0,300}?|Le\b.{6,300}?a écrit.{0,20}?):$",
    re.S,
)
MOST_LINES_OF_INTRODUCTION = 3
HAS_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\b(19|20)\d{2}\b|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}")
ORIGINAL = re.compile(
    r"^[-_*\s]{2,}(oorspronkelijk|origineel|doorgestuurd|original|forwarded)[^\n]*[-_*\s]{2,}$", re.I
)
FIRST_HEADER = re.compile(r"^[*\s]*(van|from|von|de)[*\s]*:[*\s]*\S", re.I)
NEXT_HEADER = re.compile(
    r"^[*\s]*(verzonden|verstuurd|datum|aan|onderwerp|sent|date|to|subject|cc|gesendet|an|betreff)[*\s]*:",
    re.I,
)
RULE = re.compile(r"^[_\-=]{10,}$")
SIGNATURE = re.compile(r"^--\s?$")
OF_A_TELEPHONE = re.compile(
    r"^[\W_]*(verstuurd|verzonden|sent|get outlook|download outlook|outlook voor)\b.{0,20}"
    r"(vanaf|via|met|from|for|voor|with|uit|downloaden)\b.{0,60}$",
    re.I,
)


def new_text(text: str) -> str:
    """What was written anew; empty where there is nothing but quotation."""
    lines = _above_our_line(text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n"))
    lines = _before_a_head(_without_introductions(lines))
    kept = [line.rstrip() for line in lines if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_signature(kept))).strip()


def _above_our_line(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if ABOVE_THIS_LINE.search(line):
            return lines[:number]
    return lines


def _without_introductions(lines: list[str]) -> list[str]:
    """Answers between quoted lines stay; a quotation without signs ends the letter."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        length = _introduction_at(lines, number)
        if not length:
            kept.append(lines[number])
            number += 1
            continue
        number += length
        if not _is_quoted(lines[number:]):
            break
    return kept


def _introduction_at(lines: list[str], number: int) -> int:
    """How many lines the introduction of a quotation takes that begins here; 0 where none does."""
    first = lines[number].lstrip("> \t")
    if not first.startswith(("Op ", "On ", "Am ", "Le ")):
        return 0
    for length in range(1, MOST_LINES_OF_INTRODUCTION + 1):
        joined = " ".join(line.lstrip("> \t").strip() for line in lines[number : number + length])
        if INTRODUCTION.match(joined) and HAS_MOMENT.search(joined):
            return length
    return 0


def _is_quoted(lines: list[str]) -> bool:
    return next((line for line in lines if line.strip()), ">").lstrip().startswith(">")


def _before_a_head(lines: list[str]) -> list[str]:
    """Outlook repeats the head of the letter: who, when, to whom, about what."""
    for number, line in enumerate(lines):
        if ORIGINAL.match(line) or _is_head(lines, number):
            before = number - 1 if number and RULE.match(lines[number - 1].strip()) else number
            return lines[:before]
    return lines


def _is_head(lines: list[str], number: int) -> bool:
    following = [line for line in lines[number + 1 : number + 6] if line.strip()]
    return bool(FIRST_HEADER.match(lines[number])) and len(list(filter(NEXT_HEADER.match, following))) >= 2


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if SIGNATURE.match(line):
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or OF_A_TELEPHONE.match(lines[-1])):
        lines = lines[:-1]
    return lines
