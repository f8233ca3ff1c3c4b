"""A fee rule in the words that members read."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.enums import Beneficiary, Calculator, MemberType
from billing.models import FeeRule, RevenueModel
from billing.names import category_name
from billing.pricing import Tier, tiers_from_json
from communities.interface import PartyRef, local_groups, party_cards
from weconomics.money import format_money, format_rate


@dataclass(frozen=True, slots=True)
class SaidRule:
    """How much in a line, then what bounds it."""

    rule: FeeRule
    height: str
    of_what: str
    limits: tuple[str, ...]


def said_rules(model: RevenueModel, currency: str) -> list[SaidRule]:
    """The rules of a model in its order, in the language that is active."""
    rules = list(model.rules.all())
    names = _Names(rules)
    return [_said(rule, currency, names) for rule in rules]


class _Names:
    """Who and what the rules name, looked up once for all of them."""

    def __init__(self, rules: list[FeeRule]) -> None:
        refs = [PartyRef("organisation", rule.organisation_id) for rule in rules if rule.organisation_id]
        self.organisations = {ref.id: card.name for ref, card in party_cards(refs).items()} if refs else {}
        has_groups = any(rule.local_group_id for rule in rules)
        self.groups = {group.id: group.name for group in local_groups()} if has_groups else {}


def _said(rule: FeeRule, currency: str, names: _Names) -> SaidRule:
    limits = (
        *_shares(rule),
        *_bands(rule, currency),
        *_bounds(rule, currency),
        *_scope(rule, currency, names),
    )
    return SaidRule(rule, _height(rule, currency), _of_what(rule), (*limits, *_goes_to(rule)))


def _height(rule: FeeRule, currency: str) -> str:
    if rule.calculator in (Calculator.GRADUATED, Calculator.VOLUME, Calculator.GRADUATED_PERCENT):
        return _("By bands")
    if rule.basis == "percent_of_price":
        return format_rate(rule.rate_bp)
    return format_money(rule.amount_minor, currency)


def _of_what(rule: FeeRule) -> str:
    vat = _("(with VAT)") if rule.vat_mode == "incl" else _("(VAT comes on top)")
    return f"{_counted(rule)} {vat}"


def _counted(rule: FeeRule) -> str:
    if rule.basis == "percent_of_price" or rule.calculator == Calculator.GRADUATED_PERCENT:
        return _("of the price with VAT") if rule.base_with_vat else _("of the price without VAT")
    if rule.basis == "per_user":
        return _("per person a year") if rule.interval == "year" else _("per person a month")
    if rule.basis == "per_period":
        return _("a year") if rule.interval == "year" else _("a month")
    return {
        Calculator.PER_UNIT: _("per piece"),
        Calculator.FIRST_MORE: _("for the first piece"),
        Calculator.WEIGHT: _("per kilo"),
        Calculator.GRADUATED: _("of pieces"),
        Calculator.VOLUME: _("of pieces"),
        Calculator.PACKAGE: _("per begun package"),
    }.get(Calculator(rule.calculator), _("per deal"))


def _shares(rule: FeeRule) -> Iterator[str]:
    if rule.payer == "split":
        parts = {"requester": format_rate(rule.split_bp), "provider": format_rate(rule.part_of_provider_bp)}
        yield _("the requester %(requester)s, the provider %(provider)s") % parts


def _bands(rule: FeeRule, currency: str) -> Iterator[str]:
    more = {"amount": format_money(rule.more_minor, currency), "units": rule.most_units}
    if rule.calculator == Calculator.FIRST_MORE:
        yield _("%(amount)s for each further piece") % more
        if rule.most_units is not None:
            yield _("counted up to %(units)s pieces") % more
    if rule.calculator == Calculator.PRICE_SACK:
        yield _("%(amount)s from a price of %(threshold)s on") % {
            **more, "threshold": format_money(rule.threshold_minor, currency)
        }  # fmt: skip
    if rule.calculator == Calculator.PACKAGE:
        yield _("a package is %(units)s pieces") % {"units": rule.package_units}
    if rule.free_units:
        yield _("the first %(units)s pieces are free") % {"units": rule.free_units}
    for tier in tiers_from_json(rule.tiers):
        yield _band(rule, tier, currency)
    if rule.calculator == Calculator.VOLUME:
        yield _("all pieces at the price of the band that is reached")


def _band(rule: FeeRule, tier: Tier, currency: str) -> str:
    is_percent = rule.calculator == Calculator.GRADUATED_PERCENT
    price = format_rate(tier.rate_bp) if is_percent else _fine_money(tier.unit, currency)
    said: dict[str, Any] = {"price": price, "flat": format_money(tier.flat, currency)}
    if tier.upto is not None:
        said["upto"] = format_money(int(tier.upto), currency) if is_percent else f"{tier.upto.normalize():f}"
    if tier.upto is None and tier.flat:
        return _("beyond that %(price)s, and %(flat)s once") % said
    if tier.upto is None:
        return _("beyond that %(price)s") % said
    if tier.flat:
        return _("up to %(upto)s: %(price)s, and %(flat)s once") % said
    return _("up to %(upto)s: %(price)s") % said


def _fine_money(minor: Decimal, currency: str) -> str:
    """A price may be finer than a cent."""
    if minor == minor.to_integral_value():
        return format_money(int(minor), currency)
    return f"{(minor / 100).normalize():f} {currency}"


def _bounds(rule: FeeRule, currency: str) -> Iterator[str]:
    amounts = {
        "floor_minor": _("at least %(amount)s"),
        "cap_minor": _("at most %(amount)s"),
        "household_cap_minor": _("at most %(amount)s per household a year"),
        "organisation_cap_minor": _("at most %(amount)s per organisation a year"),
    }
    for name, sentence in amounts.items():
        if getattr(rule, name) is not None:
            yield sentence % {"amount": format_money(getattr(rule, name), currency)}
    if rule.free_per_year:
        yield ngettext(
            "the first one of the year is free",
            "the first %(times)s of the year are free",
            rule.free_per_year,
        ) % {"times": rule.free_per_year}
    if rule.free_amount_minor:
        free = {"amount": format_money(rule.free_amount_minor, currency)}
        yield _("the first %(amount)s of turnover a year is free") % free
    if rule.grace_months:
        yield ngettext(
            "the first month is free", "the first %(months)s months are free", rule.grace_months
        ) % {"months": rule.grace_months}


def _scope(rule: FeeRule, currency: str, names: _Names) -> Iterator[str]:
    if rule.from_price_minor:
        price = {"price": format_money(rule.from_price_minor, currency)}
        yield _("for deals from a price of %(price)s on") % price
    if rule.prorate:
        yield _("by the days on which somebody took part")
    if rule.base_with_delivery:
        yield _("of delivery too")
    if rule.base_per_item:
        yield _("rounded for each piece")
    if rule.only_with_trade:
        yield _("only in months with a paid deal")
    if rule.kinds_of_deal:
        yield _("for deals that are: %(kinds)s") % {"kinds": rule.kinds_of_deal}
    if rule.party_kind != "any":
        yield _("only for members") if rule.party_kind == "member" else _("only for partner organisations")
    yield from _whom(rule, names)


def _whom(rule: FeeRule, names: _Names) -> Iterator[str]:
    said: dict[str, list[str | None]] = {
        _("only for %(name)s"): [
            str(MemberType(rule.member_type).label) if rule.member_type else None,
            names.organisations.get(rule.organisation_id or 0),
            names.groups.get(rule.local_group_id or 0),
        ],
        _("only in %(name)s"): [category_name(rule.category_id) if rule.category_id else None],
    }
    for sentence, found in said.items():
        for name in found:
            if name:
                yield sentence % {"name": name}
    if rule.listing_id:
        yield _("only for one listing")
    if rule.ladder:
        yield _("of “%(ladder)s” the most specific one counts") % {"ladder": rule.ladder}


def _goes_to(rule: FeeRule) -> Iterator[str]:
    """Said only where it does not all go to the operator."""
    if len(rule.beneficiaries) > 1 or rule.beneficiaries[0][0] != Beneficiary.OPERATOR:
        parts = [f"{format_rate(bp)} {str(Beneficiary(to).label).lower()}" for to, bp in rule.beneficiaries]
        yield _("of this goes to: %(parts)s") % {"parts": ", ".join(parts)}
