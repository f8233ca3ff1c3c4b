"""The kept days as a table for a spreadsheet."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from marketplace.figures.definitions import FIGURES
from marketplace.figures.reckoning import NOTHING
from marketplace.figures.series import Day
from marketplace.figures.showing import Reader

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the text for another alphabet


def as_csv(days: dict[date, Day], reader: Reader) -> str:
    """A row for each day, a column for each figure; empty where nothing is known or shown.

    Spreadsheets in a language with a decimal comma expect semicolons between the columns.
    """
    comma = get_format("DECIMAL_SEPARATOR") == ","
    text = StringIO(BYTE_ORDER_MARK)
    text.seek(0, 2)
    rows = csv.writer(text, delimiter=";" if comma else ",", lineterminator="\r\n")
    rows.writerow([_("Day"), *(f"{figure.name} ({figure.unit})" for figure in FIGURES.values())])
    for day, kept in sorted(days.items()):
        values = (reader.value_of(figure, kept.get(code, NOTHING)) for code, figure in FIGURES.items())
        rows.writerow([day.isoformat(), *(_written(value, comma=comma) for value in values)])
    return text.getvalue()


def _written(value: Decimal | None, *, comma: bool) -> str:
    text = "" if value is None else str(value)
    return text.replace(".", ",") if comma else text
