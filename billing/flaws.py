"""What does not add up in a fee rule, in words; the constraints on the table would only give their names."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from billing.enums import Basis, Calculator, Interval, Payer
from billing.models import FeeRule
from billing.pricing import TiersInvalid, check_tiers, is_whole, tiers_from_json
from communities.interface import PartyRef, local_groups, party_cards

OF_A_DEAL = (Basis.PER_TRANSACTION, Basis.PERCENT_OF_PRICE)
SIDES = (Payer.PROVIDER, Payer.REQUESTER, Payer.SPLIT)
TAKES_PART = (Payer.PROVIDER, Payer.MEMBER, Payer.PARTNER)
# Below zero, a fee would pay the payer.
AMOUNTS = (
    "amount_minor", "floor_minor", "cap_minor", "household_cap_minor", "organisation_cap_minor", "more_minor",
    "threshold_minor", "from_price_minor", "free_amount_minor",
)  # fmt: skip
WHOLE_BP = 10_000
BANDED = (Calculator.GRADUATED, Calculator.VOLUME, Calculator.GRADUATED_PERCENT)
CALCULATORS_OF = {
    Basis.PER_TRANSACTION: set(Calculator) - {Calculator.GRADUATED_PERCENT},
    Basis.PERCENT_OF_PRICE: {Calculator.PLAIN, Calculator.GRADUATED_PERCENT},
    Basis.PER_PERIOD: {Calculator.PLAIN},
    Basis.PER_USER: {Calculator.PLAIN, Calculator.GRADUATED, Calculator.VOLUME, Calculator.PACKAGE},
}
# What only a deal has.
DEALS_ONLY = ("category_id", "listing_id", "local_group_id")

Flaw = tuple[str, str]  # the field it is about, and the sentence


def flaws_of(rule: FeeRule) -> Iterator[Flaw]:
    """All in the rule itself that has to be mended before it can be used."""
    yield from _flaws_of_payer(rule)
    yield from _flaws_of_calculator(rule)
    yield from _flaws_of_height(rule)
    for name in AMOUNTS:
        if (getattr(rule, name) or 0) < 0:
            yield name, _("Fill in an amount that is not below zero.")
    if not 0 <= rule.split_bp <= WHOLE_BP:
        yield "split_bp", _("Choose a part between 0 and 100 percent.")
    if rule.floor_minor is not None and rule.cap_minor is not None and rule.floor_minor > rule.cap_minor:
        yield "floor_minor", _("The least amount is higher than the most.")
    yield from _flaws_of_scope(rule)
    yield from _flaws_of_beneficiaries(rule)


def _flaws_of_payer(rule: FeeRule) -> Iterator[Flaw]:
    if rule.basis in OF_A_DEAL and rule.payer not in SIDES:
        yield "payer", _("A fee per deal is paid by the provider, the requester or both.")
    if rule.basis not in OF_A_DEAL and rule.payer not in TAKES_PART:
        yield "payer", _("A fee per period is paid by members, partners or providers.")
    if rule.prorate and (rule.basis in OF_A_DEAL or rule.interval == Interval.YEAR):
        yield "prorate", _("Only a monthly fee is counted by days.")


def _flaws_of_calculator(rule: FeeRule) -> Iterator[Flaw]:
    if rule.calculator not in CALCULATORS_OF.get(Basis(rule.basis), set()):
        yield "calculator", _("This way of reckoning does not fit how the fee is counted.")
    if rule.calculator == Calculator.PACKAGE and rule.package_units < 1:
        yield "package_units", _("A package holds at least one piece.")
    if rule.calculator not in BANDED:
        if rule.tiers:
            yield "tiers", _("Bands belong to a fee by bands. Choose so, or leave them empty.")
        return
    try:
        check_tiers(tiers_from_json(rule.tiers))
    except TiersInvalid as invalid:
        yield "tiers", _sentence_of_tiers(invalid.code)


def _sentence_of_tiers(code: str) -> str:
    return {
        "empty": _("Fill in at least one band."),
        "not_ascending": _("Each band ends higher than the one before it."),
        "end_in_the_middle": _("Only the last band is without an end."),
        "no_last": _("Leave the end of the last band empty, so that it holds for all that is more."),
        "below_zero": _("A band has no amount below zero and no percentage above 100."),
    }.get(code, _("Write the bands as numbers."))


def _flaws_of_height(rule: FeeRule) -> Iterator[Flaw]:
    if rule.calculator in BANDED:
        return
    if rule.basis == Basis.PERCENT_OF_PRICE and not 0 < rule.rate_bp <= WHOLE_BP:
        yield "rate_bp", _("Choose a percentage above 0 and at most 100.")
    if rule.basis != Basis.PERCENT_OF_PRICE and rule.amount_minor == 0 and rule.more_minor == 0:
        yield "amount_minor", _("Fill in an amount above zero.")


def _flaws_of_scope(rule: FeeRule) -> Iterator[Flaw]:
    if rule.basis not in OF_A_DEAL:
        for name in DEALS_ONLY:
            if getattr(rule, name) is not None:
                yield name, _("This holds for fees per deal only.")


def flaws_of_place(rule: FeeRule) -> Iterator[Flaw]:
    """Whom a rule names and who is not here: asks the database, in the community's scope."""
    if rule.organisation_id and not party_cards([PartyRef("organisation", rule.organisation_id)]):
        yield "organisation_id", _("Choose a partner organisation of this community.")
    if rule.local_group_id and rule.local_group_id not in {group.id for group in local_groups()}:
        yield "local_group_id", _("Choose a local group of this community.")


def _flaws_of_beneficiaries(rule: FeeRule) -> Iterator[Flaw]:
    try:
        parts = [(str(to), int(bp)) for to, bp in rule.beneficiaries]
    except (TypeError, ValueError):
        parts = []
    if not is_whole(parts):
        yield (
            "beneficiaries",
            _("The parts of a fee are above zero, each goes to one purpose, together 100 percent."),
        )
