"""How much to take of which quote: what a request allows, what a part costs, and a first suggestion.

Pure: it knows no deal and no database. Quantities are in the unit of the request.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.interface import PartyRef
from marketplace.errors import AwardRefused
from marketplace.quantities import in_units
from weconomics import money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What one provider offers. `least` is the smallest part they agreed to beforehand; None is all of it."""

    key: str
    provider: PartyRef
    quantity: Decimal
    price_minor: int
    least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Take:
    quoted: Quoted
    quantity: Decimal

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


def check_award(takes: Sequence[Take], need: Need) -> None:
    """Raises AwardRefused, with the field of the quote where it is about one."""
    if not takes:
        raise AwardRefused
    for take in takes:
        if not ZERO < take.quantity <= take.quoted.quantity:
            sentence = _("Take more than nothing and at most %(most)s.")
            most = in_units(take.quoted.quantity, need.unit)
            raise AwardRefused(sentence % {"most": most}, data={"field": take.quoted.key})
    _check_sum(sum((take.quantity for take in takes), ZERO), need)
    _check_providers(takes, need)


def suggest(quotes: Iterable[Quoted], need: Need) -> list[Take]:
    """The lowest price a unit first, until the need is met; no provider beyond what the request allows.

    A part that its provider did not allow is left out: what is suggested can be awarded at once.
    """
    left, providers, takes = need.left, set(need.providers), []
    for quoted in sorted(quotes, key=lambda quote: (quote.price_minor / quote.quantity, quote.key)):
        if left is not None and left <= 0:
            break
        is_new = quoted.provider not in providers
        if is_new and need.most_providers is not None and len(providers) >= need.most_providers:
            continue
        take = Take(quoted, quoted.quantity if left is None else min(left, quoted.quantity))
        if not take.is_agreed_beforehand:
            continue
        takes.append(take)
        providers.add(quoted.provider)
        left = None if left is None else left - take.quantity
    return takes


def _check_sum(total: Decimal, need: Need) -> None:
    if need.left is None:
        return
    if total > need.left:
        sentence = _("Together that is %(total)s, and you need %(left)s more. Take less.")
    elif need.all_or_nothing and total < need.left:
        sentence = _("You asked for all or nothing: together that is %(total)s, and you need %(left)s.")
    else:
        return
    words = {"total": in_units(total, need.unit), "left": in_units(need.left, need.unit)}
    raise AwardRefused(sentence % words)


def _check_providers(takes: Sequence[Take], need: Need) -> None:
    everybody = {take.quoted.provider for take in takes} | need.providers
    if need.most_providers is not None and len(everybody) > need.most_providers:
        sentence = _("You asked for at most %(most)s providers. Choose fewer, or change your request.")
        raise AwardRefused(sentence % {"most": need.most_providers})
