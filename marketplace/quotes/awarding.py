"""How much to take of which quote: what a request allows, what a part costs, and a first suggestion.

Pure: it knows no deal and no database. A quote and what is taken of it are in the quote's own unit, in which both it and the
request are exact; the need is in that of the request. They are compared in the smallest unit of the family.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.interface import PartyRef
from marketplace.enums import Unit
from marketplace.errors import AwardRefused
from marketplace.quantities import amount_in_words, in_units
from marketplace.units import from_smallest, in_smallest
from weconomics import money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What one provider offers. `least` is the smallest part they agreed to beforehand; None is all of it."""

    key: str
    provider: PartyRef
    quantity: Decimal
    price_minor: int
    least: Decimal | None
    unit: str

    @property
    def unit_label(self) -> str:
        return str(Unit(self.unit).label)


@dataclass(frozen=True, slots=True)
class Take:
    quoted: Quoted
    quantity: Decimal

    @property
    def amount(self) -> Decimal:
        """In the smallest unit of the family."""
        return in_smallest(self.quantity, self.quoted.unit)

    @property
    def is_whole(self) -> bool:
        return self.quantity == self.quoted.quantity

    @property
    def is_agreed_beforehand(self) -> bool:
        """Whole, or a part that the provider allowed: it binds at once. Any other part is asked of them first."""
        least = self.quoted.least
        return self.is_whole or (least is not None and self.quantity >= least)

    @property
    def price_minor(self) -> int:
        """The same price a unit; the whole has its own, so that nothing is lost by rounding."""
        if self.is_whole:
            return self.quoted.price_minor
        return money.part(self.quoted.price_minor, self.quantity / self.quoted.quantity)


@dataclass(frozen=True, slots=True)
class Need:
    """What a request still needs. `left` None: as much as one likes. `providers` give to it already."""

    left: Decimal | None
    unit: str
    most_providers: int | None = None
    providers: frozenset[PartyRef] = frozenset()
    all_or_nothing: bool = False

    @property
    def amount(self) -> Decimal | None:
        """What is left to be met, in the smallest unit of the family."""
        return None if self.left is None else in_smallest(self.left, self.unit)


def check_award(takes: Sequence[Take], need: Need) -> None:
    """Raises AwardRefused, with the field of the quote where it is about one."""
    if not takes:
        raise AwardRefused
    for take in takes:
        if not ZERO < take.quantity <= take.quoted.quantity:
            sentence = _("Take more than nothing and at most %(most)s.")
            most = in_units(take.quoted.quantity, take.quoted.unit)
            raise AwardRefused(sentence % {"most": most}, data={"field": take.quoted.key})
    _check_sum(sum((take.amount for take in takes), ZERO), need)
    _check_providers(takes, need)


def suggest(quotes: Iterable[Quoted], need: Need) -> list[Take]:
    """The lowest price a unit first, until the need is met; no provider beyond what the request allows.

    A part that its provider did not allow is left out: what is suggested can be awarded at once.
    """
    left, providers, takes = need.amount, set(need.providers), []
    for quoted in sorted(quotes, key=_by_price):
        if left is not None and left <= 0:
            break
        is_new = quoted.provider not in providers
        if is_new and need.most_providers is not None and len(providers) >= need.most_providers:
            continue
        whole = in_smallest(quoted.quantity, quoted.unit)
        take = Take(quoted, from_smallest(whole if left is None else min(left, whole), quoted.unit))
        if not take.is_agreed_beforehand:
            continue
        takes.append(take)
        providers.add(quoted.provider)
        left = None if left is None else left - take.amount
    return takes


def _by_price(quoted: Quoted) -> tuple[Decimal, str]:
    return quoted.price_minor / in_smallest(quoted.quantity, quoted.unit), quoted.key


def _check_sum(total: Decimal, need: Need) -> None:
    left = need.amount
    if left is None:
        return
    if total > left:
        sentence = _("Together that is %(total)s, and you need %(left)s more. Take less.")
    elif need.all_or_nothing and total < left:
        sentence = _("You asked for all or nothing: together that is %(total)s, and you need %(left)s.")
    else:
        return
    words = {"total": amount_in_words(total, need.unit), "left": amount_in_words(left, need.unit)}
    raise AwardRefused(sentence % words)


def _check_providers(takes: Sequence[Take], need: Need) -> None:
    everybody = {take.quoted.provider for take in takes} | need.providers
    if need.most_providers is not None and len(everybody) > need.most_providers:
        sentence = _("You asked for at most %(most)s providers. Choose fewer, or change your request.")
        raise AwardRefused(sentence % {"most": need.most_providers})
