"""Rows for a spreadsheet: no cell that a spreadsheet would run, and amounts as its language writes them."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.utils.formats import get_format

from weconomics.money import to_decimal

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the text for another alphabet
# A cell that begins so is taken for a formula (OWASP, CSV injection); an apostrophe makes it text.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class Amount:
    """Minor units of a currency, as a number that a spreadsheet adds up."""

    def __init__(self, minor: int, currency: str) -> None:
        self.decimal = to_decimal(minor, currency)


def lines(rows: Iterable[list[Any]]) -> str:
    """Rows as CSV without a head; spreadsheets with a decimal comma expect semicolons."""
    comma = get_format("DECIMAL_SEPARATOR") == ","
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerows([[_cell(value, comma=comma) for value in row] for row in rows])
    return text.getvalue()


def _cell(value: Any, *, comma: bool) -> str:
    if isinstance(value, Amount):
        return str(value.decimal).replace(".", ",") if comma else str(value.decimal)
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUNS) else text
