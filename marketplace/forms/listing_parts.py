"""How the form of a listing is cut: its parts, and which question follows from which answer."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.enums import Kind, PriceType, QuantityPer, RepeatUnit, Side, Unit, VatCategory

if TYPE_CHECKING:
    from marketplace.forms.listings import ListingForm

ANY, ONE, SOME = "any", "one", "some"
PROVIDERS = [(ANY, _("As many as it takes")), (ONE, _("One only")), (SOME, _("At most …"))]
OTHERWISE = "other"
REPEATS = [
    ("", _("Once")),
    (f"1:{RepeatUnit.WEEK}", _("Every week")),
    (f"2:{RepeatUnit.WEEK}", _("Every two weeks")),
    (f"1:{RepeatUnit.MONTH}", _("Every month")),
    (OTHERWISE, _("Otherwise …")),
]
UNITS = [
    (_("Number"), [(u.value, u.label) for u in (Unit.PIECE, Unit.TIME, Unit.PERSON)]),
    (
        _("Time"),
        [(u.value, u.label) for u in (Unit.MINUTE, Unit.HOUR, Unit.PART_OF_DAY, Unit.DAY, Unit.WEEK)],
    ),
    (_("Weight and volume"), [(u.value, u.label) for u in (Unit.GRAM, Unit.KG, Unit.ML, Unit.LITRE)]),
    (_("Distance and area"), [(u.value, u.label) for u in (Unit.KM, Unit.M2)]),
]
USUAL_UNIT: dict[str, str] = {
    Kind.SERVICE: Unit.HOUR, Kind.GOOD: Unit.PIECE, Kind.LOAN: Unit.PIECE, Kind.RENTAL: Unit.DAY,
    Kind.SPACE: Unit.PART_OF_DAY, Kind.KNOWLEDGE: Unit.HOUR, Kind.TRANSPORT: Unit.TIME,
}  # fmt: skip
VAT_OF_TRADERS = [
    (VatCategory.STANDARD, _("Standard rate, 21%")),
    (VatCategory.REDUCED, _("Reduced rate, 9%")),
    (VatCategory.ZERO, _("Zero rate")),
    (VatCategory.EXEMPT, _("Exempt")),
]
WITH_AN_AMOUNT = [PriceType.FIXED.value, PriceType.PER_UNIT.value, PriceType.FROM_TO.value]
WITH_MONEY = [*WITH_AN_AMOUNT, PriceType.NEGOTIABLE.value]
# Question → the answers to others after which it is asked; an empty list: after any answer.
WHEN: dict[str, dict[str, list[str]]] = {
    "price_minor": {"price_type": WITH_AN_AMOUNT},
    "price_until_minor": {"price_type": [PriceType.FROM_TO.value]},
    "vat_category": {"price_type": WITH_MONEY},
    "cancellation": {"price_type": WITH_MONEY},
    "quantity_per": {"quantity": []},
    "all_or_nothing": {"quantity": []},
    "closes_when_met": {"quantity": []},
    "most_providers": {"providers": [SOME]},
    "repeat_every": {"repeats": [OTHERWISE]},
    "repeat_unit": {"repeats": [OTHERWISE]},
}
# What stands in a column whose question was not asked.
NONE_ASKED: dict[str, Any] = {
    "price_minor": None, "price_until_minor": None, "vat_category": VatCategory.NONE, "cancellation": "",
    "quantity_per": QuantityPer.TOTAL, "all_or_nothing": False, "closes_when_met": True, "most_providers": None,
    "repeat_every": None, "repeat_unit": "",
}  # fmt: skip


ALWAYS_ANSWERED = frozenset(
    {"language", "quantity_per", "providers", "most_providers", "repeats", "repeat_every", "repeat_unit", "price_minor",
     "price_until_minor", "vat_category", "cancellation", "radius_km"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `when` is for the page's script; `is_wide` takes a whole row."""

    field: BoundField
    when: str
    is_wide: bool

    @property
    def is_always_answered(self) -> bool:
        """It begins with an answer, or is only asked where one is needed: "may stay empty" would mislead."""
        return self.field.name in ALWAYS_ANSWERED


@dataclass(frozen=True, slots=True)
class Part:
    """Some questions that belong together. `more` is folded away, unless something in it is not as usual."""

    code: str
    title: str | Promise
    icon: str
    first: list[Asked]
    more: list[Asked]
    more_title: str | Promise
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Cut:
    code: str
    title: str | Promise
    icon: str
    first: tuple[str, ...]
    more: tuple[str, ...] = ()
    more_title: str | Promise = ""


CUTS = (
    _Cut("what", _("What it is about"), "notebook-pen", ("title", "type", "kind", "category", "text", "photo"), ("language",),
         _("In which language")),
    _Cut("much", _("How much, and when"), "calendar-days", ("quantity", "unit", "available_from", "available_until"),
         ("quantity_per", "least_quantity", "providers", "most_providers", "all_or_nothing", "closes_when_met", "repeats",
          "repeat_every", "repeat_unit"), _("Per day, at least, again")),
    _Cut("price", _("What it costs"), "coins", ("price_type", "price_minor", "price_until_minor", "vat_category"),
         ("cancellation",), _("When it is called off")),
    _Cut("where", _("Where, and who sees it"), "map-pin", ("owner", "local_group_id", "audience"), ("place", "radius_km"),
         _("Another place, how far")),
)  # fmt: skip
WIDE = frozenset(
    {"title", "type", "kind", "category", "text", "photo", "price_type", "audience", "providers", "all_or_nothing",
     "closes_when_met", "quantity_per", "owner", "local_group_id", "cancellation"}
)  # fmt: skip


def parts_of(form: "ListingForm") -> list[Part]:
    return [
        Part(
            cut.code,
            _title(cut, form.side),
            cut.icon,
            _asked(form, cut.first),
            more := _asked(form, cut.more),
            cut.more_title,
            any(_stands_out(form, asked.field) for asked in more),
        )
        for cut in CUTS
    ]


def providers_of(most: int | None) -> str:
    """The answer that a number of providers stands for."""
    return {None: ANY, 1: ONE}.get(most, SOME)


def repeats_of(every: int | None, unit: str) -> str:
    written = f"{every}:{unit}" if every else ""
    return written if written in dict(REPEATS) else OTHERWISE


def _title(cut: _Cut, side: str) -> str | Promise:
    return _("What you would pay") if cut.code == "price" and side == Side.REQUEST else cut.title


def _asked(form: "ListingForm", names: tuple[str, ...]) -> list[Asked]:
    fields = [form[name] for name in names if name in form.fields]
    return [
        Asked(
            field, json.dumps(form.when[field.name]) if form.when.get(field.name) else "", field.name in WIDE
        )
        for field in fields
        if not field.is_hidden
    ]


def _stands_out(form: "ListingForm", field: BoundField) -> bool:
    """Wrong, or answered otherwise than the form begins with."""
    if field.name == "language":
        return bool(field.errors)
    usual = form.fields[field.name].initial
    return bool(field.errors) or (field.value() or None) not in (usual or None, str(usual or ""), None)
