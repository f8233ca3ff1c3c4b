"""What a type asks of its listings."""

from django.utils.translation import gettext as _

from marketplace.enums import PriceType, Side, Unit
from marketplace.errors import ListingIncomplete
from marketplace.models import Listing


def settle_type(listing: Listing) -> None:
    """A listing of a type has its kind, one of its units and one of its prices. Raises ListingIncomplete."""
    chosen = listing.type
    if chosen is None:
        return
    listing.kind = chosen.kind
    if listing.side not in chosen.sides:
        raise _unfit(
            "type", _("“%(type)s” is not for this side."), chosen, [Side(s).label for s in chosen.sides]
        )
    if listing.unit not in chosen.units:
        raise _unfit(
            "unit", _("“%(type)s” is counted in: %(names)s."), chosen, [Unit(u).label for u in chosen.units]
        )
    if listing.price_type not in chosen.price_types:
        names = [PriceType(p).label for p in chosen.price_types]
        raise _unfit("price_type", _("For “%(type)s” the price is one of: %(names)s."), chosen, names)


def _unfit(field: str, sentence: str, chosen: object, names: list[str]) -> ListingIncomplete:
    words = {"type": chosen, "names": ", ".join(str(name) for name in names)}
    return ListingIncomplete(sentence % words, data={"field": field})
