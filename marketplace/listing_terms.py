"""What must fit together in a listing: price, VAT, quantities, providers, rhythm, period and audience.

`settle` is called by the verbs before anything is written. It drops what has no meaning any more (an amount beside "free of
charge") and refuses what contradicts itself, beside the field to be mended. Reads no database.
"""

from django.utils.translation import gettext as _

from communities.enums import VatStatus
from marketplace.enums import (
    PRICED,
    TAXED,
    WITHOUT_MONEY,
    Audience,
    PriceType,
    QuantityPer,
    Side,
    VatCategory,
)
from marketplace.errors import ListingIncomplete
from marketplace.models import Listing

# Netherlands, 2026 (Wet op de omzetbelasting 1968, art. 9): in basis points.
RATES_BP: dict[str, int] = {VatCategory.STANDARD: 2100, VatCategory.REDUCED: 900}
OF_LIABLE = (VatCategory.STANDARD, VatCategory.REDUCED, VatCategory.ZERO, VatCategory.EXEMPT)
MOST_REPEAT = 52


def settle(listing: Listing, *, vat_status: str) -> None:
    """Bring all terms of a listing in order. `vat_status` is that of whose listing it is. Raises ListingIncomplete."""
    _settle_words(listing)
    _settle_price(listing)
    _settle_vat(listing, vat_status)
    _settle_quantity(listing)
    _settle_providers(listing)
    _settle_time(listing)
    _settle_audience(listing)


def refuse_vat(category: str, vat_status: str) -> None:
    """A private person who names a rate is told that they charge none. Raises ListingIncomplete."""
    if category in TAXED and vat_status == VatStatus.NONE:
        sentence = _("Only a trader charges VAT. Say in your profile that you trade, or leave the VAT out.")
        raise _incomplete("vat_category", sentence)


def vat_category_of(listing: Listing, vat_status: str) -> str:
    """Only a trader who offers for money charges VAT; the small businesses scheme and an exemption leave no choice."""
    if listing.side == Side.REQUEST or vat_status == VatStatus.NONE or listing.price_type in WITHOUT_MONEY:
        return VatCategory.NONE
    if vat_status == VatStatus.KOR:
        return VatCategory.SMALL_BUSINESS
    if vat_status == VatStatus.EXEMPT:
        return VatCategory.EXEMPT
    return listing.vat_category if listing.vat_category in OF_LIABLE else VatCategory.STANDARD


def _settle_words(listing: Listing) -> None:
    listing.title = listing.title.strip()
    if not listing.title:
        raise _incomplete("title", _("Give it a title, so that people find it."))


def _settle_price(listing: Listing) -> None:
    if listing.price_type != PriceType.FROM_TO:
        listing.price_until_minor = None
    if listing.price_type in WITHOUT_MONEY:
        listing.price_minor = None
    elif listing.price_type in PRICED and (listing.price_minor or 0) <= 0:
        raise _incomplete("price_minor", _("Fill in the price, or choose another kind of price."))
    elif listing.price_type == PriceType.FROM_TO:
        _settle_range(listing)


def _settle_range(listing: Listing) -> None:
    if listing.price_minor is None:
        raise _incomplete("price_minor", _("Fill in from which price."))
    if listing.price_until_minor is None:
        raise _incomplete("price_until_minor", _("Fill in up to which price."))
    if listing.price_until_minor <= listing.price_minor:
        raise _incomplete("price_until_minor", _("The highest price must be above the lowest."))


def _settle_vat(listing: Listing, vat_status: str) -> None:
    listing.vat_category = vat_category_of(listing, vat_status)
    listing.vat_bp = RATES_BP.get(listing.vat_category, 0)


def _settle_quantity(listing: Listing) -> None:
    if listing.quantity is None and listing.quantity_per == QuantityPer.DAY:
        raise _incomplete("quantity", _("Fill in how much there is each day."))
    least = listing.least_quantity
    if least is not None and least <= 0:
        raise _incomplete("least_quantity", _("Fill in a number above zero."))
    if least is not None and listing.quantity is not None and least > listing.quantity:
        raise _incomplete("least_quantity", _("This is more than there is."))


def _settle_providers(listing: Listing) -> None:
    is_request = listing.side == Side.REQUEST
    if listing.most_providers is not None and (not is_request or listing.most_providers < 1):
        raise _incomplete("most_providers", _("Only a request says of how many providers, at least one."))
    if listing.all_or_nothing and not is_request:
        raise _incomplete("all_or_nothing", _("Only a request can ask for all or nothing."))
    if listing.all_or_nothing and listing.quantity is None:
        raise _incomplete("quantity", _("All or nothing needs a quantity."))


def _settle_time(listing: Listing) -> None:
    start, end = listing.available_from, listing.available_until
    if start and end and end < start:
        raise _incomplete("available_until", _("The end is before the beginning."))
    if bool(listing.repeat_every) != bool(listing.repeat_unit):
        raise _incomplete("repeat_every", _("Say how often: every so many weeks or months."))
    if listing.repeat_every and not 1 <= listing.repeat_every <= MOST_REPEAT:
        raise _incomplete("repeat_every", _("Choose a number from 1 to 52."))
    listing.repeat_every = listing.repeat_every or None


def _settle_audience(listing: Listing) -> None:
    if listing.audience == Audience.GROUP and listing.local_group_id is None:
        raise _incomplete("local_group_id", _("Choose the local group that may see it."))


def _incomplete(field: str, sentence: str) -> ListingIncomplete:
    return ListingIncomplete(sentence, data={"field": field})
