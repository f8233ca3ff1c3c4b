"""What can never be a match, however well the words fit. Asked before anything is scored; the same from either side."""

from marketplace.enums import PriceType
from marketplace.matching.traits import Traits
from marketplace.matching.words import shared
from marketplace.units import convert, share_a_family

ANY = frozenset(PriceType.values)
OF_MONEY = frozenset({PriceType.FIXED, PriceType.PER_UNIT, PriceType.FROM_TO})
# What a request takes. A gift suits everybody; what is to be agreed may become anything.
TAKES: dict[str, frozenset[str]] = {
    PriceType.FREE: frozenset({PriceType.FREE, PriceType.COMMONS, PriceType.NEGOTIABLE}),
    PriceType.COMMONS: frozenset({PriceType.FREE, PriceType.COMMONS, PriceType.NEGOTIABLE}),
    PriceType.BARTER: ANY - OF_MONEY,
    PriceType.NEGOTIABLE: ANY,
    **dict.fromkeys(OF_MONEY, ANY - {PriceType.BARTER}),
}


def refusal(offer: Traits, request: Traits) -> str:
    """A word for why the two cannot be a pair; empty when they can."""
    checks = (
        ("same_owner", offer.owner == request.owner),
        ("blocked", request.people in offer.apart_from or offer.people in request.apart_from),
        ("audience", not _reach_each_other(offer, request)),
        ("exchange", offer.price.type not in TAKES[request.price.type]),
        ("nothing_left", request.is_full or _is_gone(offer) or _is_gone(request)),
        ("never_enough", _never_enough(offer, request)),
        ("time", _never_at_once(offer, request)),
        ("nothing_in_common", _nothing_in_common(offer, request)),
    )
    return next((word for word, is_so in checks if is_so), "")


def _reach_each_other(offer: Traits, request: Traits) -> bool:
    """What is for one local group is for those in it."""
    if not (offer.for_group_only or request.for_group_only):
        return True
    return offer.local_group_id is not None and offer.local_group_id == request.local_group_id


def _is_gone(side: Traits) -> bool:
    return side.amount.left is not None and side.amount.left <= 0


def _never_enough(offer: Traits, request: Traits) -> bool:
    """All or nothing, from one provider: then the units must convert, and there must be as much.

    Elsewhere units that differ are a matter of talking: fifteen kilos of carrots fit a weekly box.
    """
    asked, offered = request.amount, offer.amount
    if not asked.all_or_nothing or asked.left is None or offered.left is None:
        return False
    if not share_a_family(offered.unit, asked.unit):
        return True
    return asked.from_one_only and convert(offered.left, offered.unit, asked.unit) < asked.left


def _never_at_once(offer: Traits, request: Traits) -> bool:
    """Periods that do not touch."""
    (offer_from, offer_until), (request_from, request_until) = offer.period, request.period
    too_late = offer_from and request_until and offer_from > request_until
    too_early = offer_until and request_from and offer_until < request_from
    return bool(too_late or too_early)


def _nothing_in_common(offer: Traits, request: Traits) -> bool:
    """Another category and no word that both say: near and cheap alone is no match."""
    families = {offer.category_id, offer.parent_id} & {request.category_id, request.parent_id} - {None}
    if families:
        return False
    return shared(offer.said, request.said).fit == 0.0
