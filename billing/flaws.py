"""What does not add up in a fee rule, in words; the constraints on the table would only give their names."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from billing.enums import Basis, Payer
from billing.models import FeeRule

OF_A_DEAL = (Basis.PER_TRANSACTION, Basis.PERCENT_OF_PRICE)
SIDES = (Payer.PROVIDER, Payer.REQUESTER, Payer.SPLIT)
TAKES_PART = (Payer.PROVIDER, Payer.MEMBER, Payer.PARTNER)
# Below zero, a fee would pay the payer.
AMOUNTS = ("amount_minor", "floor_minor", "cap_minor", "household_cap_minor")
WHOLE_BP = 10_000

Flaw = tuple[str, str]  # the field it is about, and the sentence


def flaws_of(rule: FeeRule) -> Iterator[Flaw]:
    """All that has to be mended before the rule can be used."""
    yield from _flaws_of_payer(rule)
    yield from _flaws_of_height(rule)
    for name in AMOUNTS:
        if (getattr(rule, name) or 0) < 0:
            yield name, _("Fill in an amount that is not below zero.")
    if not 0 <= rule.split_bp <= WHOLE_BP:
        yield "split_bp", _("Choose a part between 0 and 100 percent.")
    if rule.floor_minor is not None and rule.cap_minor is not None and rule.floor_minor > rule.cap_minor:
        yield "floor_minor", _("The least amount is higher than the most.")


def _flaws_of_payer(rule: FeeRule) -> Iterator[Flaw]:
    if rule.basis in OF_A_DEAL and rule.payer not in SIDES:
        yield "payer", _("A fee per deal is paid by the provider, the requester or both.")
    if rule.basis not in OF_A_DEAL and rule.payer not in TAKES_PART:
        yield "payer", _("A fee per period is paid by members, partners or providers.")


def _flaws_of_height(rule: FeeRule) -> Iterator[Flaw]:
    if rule.basis == Basis.PERCENT_OF_PRICE and not 0 < rule.rate_bp <= WHOLE_BP:
        yield "rate_bp", _("Choose a percentage above 0 and at most 100.")
    if rule.basis != Basis.PERCENT_OF_PRICE and rule.amount_minor == 0:
        yield "amount_minor", _("Fill in an amount above zero.")
