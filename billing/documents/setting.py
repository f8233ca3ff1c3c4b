"""Typesetting: from words and amounts to a PDF that an archive takes, with the same document as XML inside."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import typst

TEMPLATE = Path(__file__).parent / "document.typ"
Rows = list[list[str]]


@dataclass(frozen=True)
class Page:
    """All that stands on the paper, ready-made in the reader's language. `widths` says of each column left, rest or right."""

    language: str
    title: str
    number: str
    issuer: list[str]
    payer: list[str]
    facts: Rows
    columns: list[str]
    widths: list[str]
    lines: Rows
    total: list[str]
    footer: str
    totals: Rows = field(default_factory=list)
    below: Rows = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    closing: str = ""
    payer_heading: str = ""


def pdf_of(page: Page, xml: bytes = b"") -> bytes:
    """PDF/A-3b with the XML attached as another form of the same document (ISO 19005-3, annex E)."""
    content = {**asdict(page), "for": page.payer_heading, "xml_name": f"{page.number}.xml"}
    inputs = {"content": json.dumps(content), "xml": xml.decode()}
    try:
        return typst.compile(TEMPLATE, sys_inputs=inputs, pdf_standards=["a-3b"])
    except typst.TypstError:
        # PDF/A refuses a character that no font has, an emoji in a title: a plain PDF draws a box for it.
        return typst.compile(TEMPLATE, sys_inputs=inputs)
