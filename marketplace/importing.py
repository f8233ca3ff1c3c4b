"""Bringing in many offers and requests from a CSV: a preview that names every fault by row, then the good rows as drafts."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.interface import PartyRef, local_groups
from marketplace.actions.listings import draft_listing
from marketplace.enums import PRICED, Audience, Kind, PriceType, Side, Unit, VatCategory
from marketplace.errors import ImportRefused
from marketplace.models import Listing
from marketplace.queries import open_categories
from weconomics.actor import Actor
from weconomics.money import parse_money

LARGEST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 1000
# Column names in Dutch and English → what they fill.
COLUMNS = {
    "soort": "side", "side": "side", "titel": "title", "title": "title", "omschrijving": "text", "text": "text",
    "categorie": "category", "category": "category", "aard": "kind", "kind": "kind", "aantal": "quantity",
    "quantity": "quantity", "eenheid": "unit", "unit": "unit", "prijs": "price", "price": "price",
    "prijssoort": "price_type", "price_type": "price_type", "btw": "vat", "vat": "vat", "groep": "group",
    "group": "group", "zichtbaar": "audience", "audience": "audience",
}  # fmt: skip
DUTCH = {
    "aanbod": Side.OFFER, "vraag": Side.REQUEST, "dienst": Kind.SERVICE, "goed": Kind.GOOD, "goederen": Kind.GOOD,
    "lenen": Kind.LOAN, "verhuur": Kind.RENTAL, "ruimte": Kind.SPACE, "kennis": Kind.KNOWLEDGE, "vervoer": Kind.TRANSPORT,
    "stuk": Unit.PIECE, "minuut": Unit.MINUTE, "uur": Unit.HOUR,
    "dagdeel": Unit.PART_OF_DAY, "dag": Unit.DAY, "week": Unit.WEEK, "keer": Unit.TIME,
    "persoon": Unit.PERSON, "liter": Unit.LITRE, "gratis": PriceType.FREE, "ruil": PriceType.BARTER,
    "vast": PriceType.FIXED, "per eenheid": PriceType.PER_UNIT, "in overleg": PriceType.NEGOTIABLE,
    "groep": Audience.GROUP, "leden": Audience.COMMUNITY, "iedereen": Audience.PUBLIC,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row: what it fills, or what is wrong with it in sentences."""

    number: int
    title: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    rows: list[Row]

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.errors]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.errors]


def read(data: bytes) -> Preview:
    """Look at a file without writing anything. Raises ImportRefused when it is no table with a title column."""
    if len(data) > LARGEST_BYTES:
        raise ImportRefused(_("This file is larger than 2 MB. Split it."), data={"field": "file"})
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise ImportRefused(data={"field": "file"}) from error
    names = [COLUMNS.get(cell.strip().lower().lstrip("\ufeff"), "") for cell in lines[0]] if lines else []
    if "title" not in names or "side" not in names:
        raise ImportRefused(
            _("The first row must name the columns, at least “soort” and “titel”."), data={"field": "file"}
        )
    if len(lines) > MOST_ROWS + 1:
        raise ImportRefused(_("At most 1,000 rows at once. Split the file."), data={"field": "file"})
    known = _Known()
    return Preview([_row(number, names, line, known) for number, line in enumerate(lines[1:], start=2)])


@transaction.atomic
def apply(preview: Preview, *, owner: str, by: Actor) -> list[Listing]:
    """The good rows as drafts of this party, all or nothing. Raises NotAllowed and what a draft refuses."""
    ref = PartyRef.parse(owner)
    return [draft_listing(owner=ref, by=by, **row.values) for row in preview.good]


class _Known:
    """Categories and groups by the names people write."""

    def __init__(self) -> None:
        self.categories = {}
        for category in open_categories():
            for name in (category.slug, category.name_nl, category.name_en):
                self.categories[name.lower()] = category
        self.groups = {group.name.lower(): group.id for group in local_groups()}


def _decoded(data: bytes) -> str:
    """UTF-8, else what Excel on Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(";,\t", key=first.count)


def _row(number: int, names: list[str], line: list[str], known: _Known) -> Row:
    cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if name}
    title = cells.get("title", "")[:120]
    values: dict[str, Any] = {"title": title, "text": cells.get("text", "")[:5000]}
    errors = [] if title else [_("The title is missing.")]
    if len(line) > len(names):
        errors.append(
            _("This row has more cells than the first one: is a text with a separator in it quoted?")
        )
    for fill in (_choices, _references, _numbers):
        errors += fill(cells, values, known)
    return Row(number, title, values, tuple(errors))


def _choices(cells: dict[str, str], values: dict[str, Any], known: _Known) -> list[str]:
    wanted: list[tuple[str, Any, str]] = [
        ("side", Side, ""), ("kind", Kind, Kind.SERVICE), ("unit", Unit, Unit.PIECE),
        ("audience", Audience, Audience.COMMUNITY),
    ]  # fmt: skip
    errors = []
    for name, choices, default in wanted:
        written = cells.get(name, "").lower()
        value = DUTCH.get(written, written) or default
        if value not in choices.values:
            allowed = ", ".join(str(label) for label in choices.labels)
            errors.append(
                _("“%(written)s” is not one of: %(allowed)s.") % {"written": written, "allowed": allowed}
            )
        values[name] = value
    return errors


def _references(cells: dict[str, str], values: dict[str, Any], known: _Known) -> list[str]:
    errors = []
    category, group = cells.get("category", ""), cells.get("group", "")
    values["category"] = known.categories.get(category.lower())
    if values["category"] is None:
        errors.append(_("The category “%s” does not exist in this community.") % category)
    values["local_group_id"] = known.groups.get(group.lower())
    if group and values["local_group_id"] is None:
        errors.append(_("The local group “%s” does not exist in this community.") % group)
    return errors


def _numbers(cells: dict[str, str], values: dict[str, Any], known: _Known) -> list[str]:
    errors = []
    try:
        values["quantity"] = _quantity(cells.get("quantity", ""))
    except InvalidOperation:
        errors.append(_("The quantity “%s” is not a number above zero.") % cells["quantity"])
    try:
        values["price_minor"] = parse_money(cells["price"]) if cells.get("price") else None
    except ValidationError as error:
        errors.append(f"{_('Price')}: {error.messages[0]}")
    written = cells.get("price_type", "").lower()
    standard = PriceType.FIXED if cells.get("price") else PriceType.FREE
    values["price_type"] = DUTCH.get(written, written) or standard
    if values["price_type"] not in PriceType.values:
        errors.append(_("The kind of price “%s” is not known.") % written)
    elif values["price_type"] in PRICED and not cells.get("price"):
        errors.append(_("The price is missing."))
    errors += _price_below(values)
    values["vat_category"] = _vat(cells.get("vat", ""))
    if values["vat_category"] is None:
        errors.append(_("The VAT “%s” is not 0, 9 or 21.") % cells.get("vat"))
    return errors


def _price_below(values: dict[str, Any]) -> list[str]:
    price, least = values.get("price_minor"), 1 if values["price_type"] in PRICED else 0
    return [_("The price is not above zero.")] if price is not None and price < least else []


def _quantity(text: str) -> Decimal | None:
    if not text:
        return None
    number = Decimal(text.replace(".", "").replace(",", ".") if "," in text else text)
    if not number.is_finite() or not Decimal("0.001") <= number <= Decimal("999999999"):
        raise InvalidOperation
    return number.quantize(Decimal("0.001"))


def _vat(text: str) -> str | None:
    """What a trader says of a price. Nothing said is nothing named: then the standing of the trader decides."""
    categories = {
        "": VatCategory.NONE,
        "0": VatCategory.ZERO,
        "9": VatCategory.REDUCED,
        "21": VatCategory.STANDARD,
    }
    return categories.get(text.replace("%", "").strip())
