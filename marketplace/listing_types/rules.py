"""What a type asks of its listings."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from marketplace.enums import PriceType, Side, Unit
from marketplace.errors import ListingIncomplete
from marketplace.models import Listing, ListingType


def settle_type(listing: Listing) -> None:
    """A listing of a type has its kind, one of its units and one of its prices. Raises ListingIncomplete."""
    chosen = listing.type
    if chosen is None:
        return
    listing.kind = chosen.kind
    if listing.side not in chosen.sides:
        raise _unfit("type", _("“%(type)s” is not for this side."), chosen, map(Side, chosen.sides))
    if listing.unit not in chosen.units:
        raise _unfit("unit", _("“%(type)s” is counted in: %(names)s."), chosen, map(Unit, chosen.units))
    if listing.price_type not in chosen.price_types:
        sentence = _("For “%(type)s” the price is one of: %(names)s.")
        raise _unfit("price_type", sentence, chosen, map(PriceType, chosen.price_types))


def _unfit(
    field: str, sentence: str, chosen: ListingType, fitting: Iterable[TextChoices]
) -> ListingIncomplete:
    words = {"type": chosen, "names": ", ".join(str(choice.label) for choice in fitting)}
    return ListingIncomplete(sentence % words, data={"field": field})
