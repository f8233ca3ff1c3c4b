"""The terms of a listing as sentences for people. Pure but for the community's own terms, which are handed in."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace import cancelling
from marketplace.enums import TAXED, WITHOUT_MONEY, QuantityPer, RepeatUnit, Side, VatCategory
from marketplace.models import Listing
from marketplace.quantities import in_units
from weconomics.money import format_rate


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the page: what it is about, and the sentences."""

    label: str
    lines: tuple[str, ...]


def facts_of(listing: Listing, *, usual_cancellation: str) -> list[Fact]:
    """All terms but the price itself and what is left, which the page draws in its own way."""
    found = [
        Fact(_("How much"), amount_in_words(listing)),
        Fact(_("From whom"), providers_in_words(listing)),
        Fact(_("When"), time_in_words(listing)),
        Fact(_("VAT"), vat_in_words(listing)),
        Fact(_("When it is called off"), cancellation_in_words(listing, usual_cancellation)),
    ]
    return [fact for fact in found if fact.lines]


def amount_in_words(listing: Listing) -> tuple[str, ...]:
    lines = []
    if listing.quantity is not None and listing.quantity_per == QuantityPer.DAY:
        lines.append(_("%(amount)s each day") % {"amount": in_units(listing.quantity, listing.unit)})
    if listing.least_quantity is not None:
        least = in_units(listing.least_quantity, listing.unit)
        lines.append(_("At least %(amount)s at a time") % {"amount": least})
    if listing.all_or_nothing:
        lines.append(_("All or nothing: a part of it does not help"))
    return tuple(lines)


def providers_in_words(listing: Listing) -> tuple[str, ...]:
    if listing.side != Side.REQUEST or listing.most_providers is None:
        return ()
    words = ngettext(
        "From %(number)s provider only", "From at most %(number)s providers", listing.most_providers
    )
    return (words % {"number": listing.most_providers},)


def time_in_words(listing: Listing) -> tuple[str, ...]:
    start, end = listing.available_from, listing.available_until
    lines = []
    if start and end:
        lines.append(_("From %(start)s until %(end)s") % {"start": _day(start), "end": _day(end)})
    elif start:
        lines.append(_("From %(start)s") % {"start": _day(start)})
    elif end:
        lines.append(_("Until %(end)s") % {"end": _day(end)})
    if listing.repeat_every:
        lines.append(rhythm_in_words(listing.repeat_every, listing.repeat_unit))
    return tuple(lines)


def rhythm_in_words(every: int, unit: str) -> str:
    """`every week`, `every 2 months`."""
    if unit == RepeatUnit.WEEK:
        return ngettext("Again every week", "Again every %(every)s weeks", every) % {"every": every}
    return ngettext("Again every month", "Again every %(every)s months", every) % {"every": every}


def vat_in_words(listing: Listing) -> tuple[str, ...]:
    """What a trader's price means. A private person's has no VAT, which goes without saying."""
    if listing.vat_category in TAXED:
        return (_("%(rate)s VAT is in the price") % {"rate": format_rate(listing.vat_bp)},)
    sentences = {
        VatCategory.ZERO: _("Zero rate: no VAT in the price"),
        VatCategory.EXEMPT: _("Exempt from VAT"),
        VatCategory.SMALL_BUSINESS: _("No VAT: small businesses scheme (KOR)"),
    }
    words = sentences.get(VatCategory(listing.vat_category))
    return (words,) if words else ()


def cancellation_in_words(listing: Listing, usual: str) -> tuple[str, ...]:
    """For an offer with money: its own terms, or the usual ones of the community."""
    if listing.side != Side.OFFER or listing.price_type in WITHOUT_MONEY:
        return ()
    return tuple(cancelling.in_words(listing.cancellation or usual))


def rights_in_words(listing: Listing, *, is_trader: bool, withdrawal_days: int) -> str:
    """What it means for the other side that the owner trades, or does not."""
    if listing.side == Side.REQUEST:
        if is_trader:
            return _("A business asks. Between businesses consumer law does not apply.")
        return _("A private person asks. If you trade, consumer law protects them.")
    if not is_trader:
        return _("Between private persons consumer law does not apply.")
    if listing.category.withdrawal_exception:
        why = listing.category.get_withdrawal_exception_display()
        return _("Consumer law protects you. There is no right to withdraw: %(why)s.") % {"why": why.lower()}
    sentence = _("Consumer law protects you, with %(days)s days to withdraw from most purchases.")
    return sentence % {"days": withdrawal_days}


def _day(day: date) -> str:
    return str(date_format(day, "j F Y"))
