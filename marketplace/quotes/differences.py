"""What changed from one version of the terms to the next, in words: old → new."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marketplace.models import DealTerms
from marketplace.quantities import in_units
from weconomics.money import format_money

KEPT, GONE, NEW = "kept", "gone", "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text: kept, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise now. Of a text the pieces say which words; else before and after do."""

    label: Promise
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what it changed of the one before; the first changed nothing."""

    terms: DealTerms
    changes: tuple[Change, ...] = ()


def history_of(versions: Sequence[DealTerms]) -> list[Version]:
    """From the first to the last."""
    later = [Version(new, tuple(changes_between(old, new))) for old, new in pairwise(versions)]
    return [*(Version(first) for first in versions[:1]), *later]


def changes_between(old: DealTerms, new: DealTerms) -> Iterator[Change]:
    shown_old, shown_new = _shown(old), _shown(new)
    for label in shown_new:
        if shown_old[label] != shown_new[label]:
            yield Change(label, shown_old[label], shown_new[label])
    if old.conditions != new.conditions:
        yield Change(_("Conditions"), pieces=tuple(pieces_of(old.conditions, new.conditions)))


def pieces_of(old: str, new: str) -> Iterator[Piece]:
    """Word by word; a word that was replaced shows as gone and then as new."""
    before, after = old.split(), new.split()
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(KEPT, " ".join(before[i1:i2]))
            continue
        yield from _words(GONE, before[i1:i2])
        yield from _words(NEW, after[j1:j2])


def price_a_unit(price_minor: int, quantity: Decimal) -> int:
    """In minor units, half a cent away from zero."""
    return int((Decimal(price_minor) / quantity).quantize(Decimal(1), ROUND_HALF_UP))


def _words(kind: str, words: Iterable[str]) -> Iterator[Piece]:
    text = " ".join(words)
    if text:
        yield Piece(kind, text)


def _shown(terms: DealTerms) -> dict[Promise, str]:
    nothing = _now("none")
    unit = price_a_unit(terms.price_minor, terms.quantity)
    least = terms.least_quantity
    return {
        QUANTITY: in_units(terms.quantity, terms.unit),
        LEAST: in_units(least, terms.unit) if least else _now("all of it"),
        PRICE: format_money(terms.price_minor, terms.currency),
        PRICE_A_UNIT: format_money(unit, terms.currency),
        DATE: date_format(terms.planned_on, "j F Y") if terms.planned_on else nothing,
        TIME: time_format(terms.planned_at, "H:i") if terms.planned_at else nothing,
        VALID: date_format(timezone.localtime(terms.valid_until), "j F Y") if terms.valid_until else nothing,
        CANCELLATION: terms.get_cancellation_display(),
    }


QUANTITY, LEAST, PRICE = _("Quantity"), _("At least"), _("Price")
PRICE_A_UNIT, DATE, TIME = _("Price per unit"), _("Date"), _("Time")
VALID, CANCELLATION = _("Valid until"), _("When called off")
