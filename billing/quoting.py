"""Quotes in plain values: rules and a deal, a year of deals or a period in, and out what each side pays and where it goes.

For treasurers who want to try a rule before they draft it, and for tests. Nothing is read from or written to the database.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

from billing.enums import Basis, Payer
from billing.flaws import flaws_of
from billing.models import FeeRule
from billing.models.revenue_model import SAME_IN_TERMS
from billing.pricing import (
    Fee,
    FeeTerms,
    PriceOfDeal,
    TaxLine,
    Used,
    fee_lines,
    fee_of_period,
    loss_of_provider,
    net_of_gross,
    parts_of,
    totals,
    under_cap,
)

Values = dict[str, Any]
OF_A_RULE = {
    *SAME_IN_TERMS, "exchange_types", "tiers", "beneficiaries", "prorate", "interval", "household_cap_minor",
    "organisation_cap_minor", "only_with_trade", "grace_months",
}  # fmt: skip
PLAIN_DEAL = {
    "vat_bp": 0,
    "exchange_type": "paid",
    "category_id": None,
    "provider_kind": "member",
    "requester_kind": "member",
}
OF_A_DEAL = {field.name for field in fields(PriceOfDeal)}
OF_A_PERIOD = {"users": 1, "days": 1, "of_days": 1, "spent_minor": 0}
LARGEST_MINOR = 10**15


class QuestionInvalid(ValueError):
    """A question that cannot be answered; the text is a sentence for who asked it."""


def answer(question: Any) -> Values:
    """{"model": {"rules": […]}} with "deal", "deals" (of one year, in their order) or "usage" of a period.

    Raises QuestionInvalid.
    """
    if not isinstance(question, dict):
        raise QuestionInvalid(_("Write one JSON object with a model and a deal."))
    rules = _rules(_object(question, "model").get("rules", []))
    terms = [rule.terms() for rule in rules]
    if "usage" in question:
        return _period(rules, _numbers(_object(question, "usage"), OF_A_PERIOD))
    if "deals" in question:
        return _year(terms, [_deal(values) for values in _list(question["deals"], "deals")])
    if "deal" in question:
        return _of_deal(terms, _deal(_object(question, "deal")), _used(question.get("used", {})))
    raise QuestionInvalid(_("Add a “deal”, “deals” or the “usage” of a period."))


def _rules(values: Any) -> list[FeeRule]:
    return [_rule(place, rule) for place, rule in enumerate(_list(values, "rules"), start=1)]


def _rule(place: int, values: Any) -> FeeRule:
    if not isinstance(values, dict):
        raise QuestionInvalid(_("Rule %(place)s: write an object.") % {"place": place})
    unknown = set(values) - OF_A_RULE
    if unknown:
        raise QuestionInvalid(
            _("Rule %(place)s: “%(field)s” is not a field of a rule.")
            % {"place": place, "field": sorted(unknown)[0]}
        )
    rule = FeeRule(pk=place, community_id=0, text="")
    for name, value in values.items():
        setattr(rule, name, _of_kind(name, value, FeeRule._meta.get_field(name)))
    if rule.basis not in Basis.values or rule.payer not in Payer.values:
        raise QuestionInvalid(_("Rule %(place)s: say who pays and how it is counted.") % {"place": place})
    for field, sentence in flaws_of(rule):
        raise QuestionInvalid(f"{_('Rule')} {place}, {field}: {sentence}")
    return rule


def _of_kind(name: str, value: Any, field: Any) -> Any:
    """The value, when it is of the kind of its field: text, yes or no, a list, a whole number."""
    if isinstance(field, models.JSONField | ArrayField):
        return _list(value, name)
    if isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            raise QuestionInvalid(_("“%s” is true or false.") % name)
        return value
    if isinstance(field, models.CharField):
        return _text(name, value)
    return None if value is None and field.null else _whole(name, value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise QuestionInvalid(_("“%s” is a text.") % name)
    return value


def _deal(values: Any) -> PriceOfDeal:
    if not isinstance(values, dict) or "price_minor" not in values:
        raise QuestionInvalid(_("A deal has a “price_minor”: its price in cents, VAT in it."))
    unknown = set(values) - OF_A_DEAL
    if unknown:
        raise QuestionInvalid(_("“%s” is not a field of a deal.") % sorted(unknown)[0])
    for name in ("price_minor", "vat_bp", "delivery_minor"):
        _whole(name, values.get(name, 0))
    for name in OF_A_DEAL:
        if name.endswith("_id") and values.get(name) is not None:
            _whole(name, values[name])
        if name.endswith(("_type", "_kind")) and name in values:
            _text(name, values[name])
    exact = {
        name: _decimal(name, values[name])
        for name in ("quantity", "weight_g")
        if values.get(name) is not None
    }
    return PriceOfDeal(**{**PLAIN_DEAL, **values, **exact})


def _of_deal(terms: list[FeeTerms], deal: PriceOfDeal, used: Callable[[FeeTerms, str], Used]) -> Values:
    fees = fee_lines(terms, deal, used)
    asked = {side: _of_side(fees, side) for side in ("requester", "provider")}
    loss = loss_of_provider(terms)
    return {
        "price_minor": deal.price_minor,
        "requester_pays_minor": deal.price_minor + asked["requester"]["total_minor"],
        "provider_receives_minor": deal.price_minor - asked["provider"]["total_minor"],
        "requester": asked["requester"],
        "provider": asked["provider"],
        "rules": [_line(fee) for fee in fees],
        "beneficiaries": _beneficiaries((fee.terms, fee.net_minor) for fee in fees),
        "provider_could_lose_at_price_minor": None if loss is None else loss.price_minor,
    }


def _of_side(fees: list[Fee], side: str) -> Values:
    """What the side would find on one invoice: VAT once per rate, on the sum."""
    return _document(
        TaxLine(fee.amount_minor, fee.terms.vat_mode, fee.terms.vat_rate_bp)
        for fee in fees
        if fee.payer == side
    )


def _document(lines: Iterable[TaxLine]) -> Values:
    taxes = totals(lines)
    return {
        "net_minor": sum(tax.net_minor for tax in taxes),
        "vat_minor": sum(tax.vat_minor for tax in taxes),
        "total_minor": sum(tax.gross_minor for tax in taxes),
        "vat": [
            {"rate_bp": tax.vat_bp, "net_minor": tax.net_minor, "vat_minor": tax.vat_minor} for tax in taxes
        ],
    }


def _line(fee: Fee) -> Values:
    return {
        "rule": fee.terms.rule_id,
        "text": fee.terms.text,
        "payer": fee.payer,
        "amount_minor": fee.amount_minor,
        "whole_minor": fee.whole_minor,
        "net_minor": fee.net_minor,
        "vat_minor": fee.vat_minor,
        "total_minor": fee.total_minor,
        "is_free": fee.is_free,
        "beneficiaries": parts_of(fee.net_minor, fee.terms.beneficiaries),
    }


def _beneficiaries(parts: Iterable[tuple[FeeTerms, int]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for terms, net_minor in parts:
        for to, amount in parts_of(net_minor, terms.beneficiaries).items():
            found[to] += amount
    return dict(found)


def _year(terms: list[FeeTerms], deals: list[PriceOfDeal]) -> Values:
    """One after the other, all of the same two parties: what is free runs out."""
    used: dict[tuple[int, str], Used] = defaultdict(Used)
    quotes = []
    for deal in deals:
        quotes.append(_of_deal(terms, deal, lambda rule, side: used[rule.counted_as, side]))
        for fee in fee_lines(terms, deal):
            before = used[fee.terms.counted_as, fee.payer]
            used[fee.terms.counted_as, fee.payer] = Used(before.count + 1, before.base_minor + fee.base_minor)
    sums = {
        side: _document(
            TaxLine(line["amount_minor"], rule.vat_mode, rule.vat_rate_bp)
            for quote in quotes
            for line in quote["rules"]
            for rule in [terms[line["rule"] - 1]]
            if line["payer"] == side
        )
        for side in ("requester", "provider")
    }
    return {"deals": quotes, **sums}


def _period(rules: list[FeeRule], usage: dict[str, int]) -> Values:
    lines = []
    for rule in rules:
        if rule.basis not in ("per_period", "per_user"):
            continue
        days, of_days = (usage["days"], usage["of_days"]) if rule.interval == "month" else (1, 1)
        amount = fee_of_period(rule.terms(), usage["users"], days, of_days)
        cap = rule.household_cap_minor if rule.organisation_cap_minor is None else rule.organisation_cap_minor
        lines.append((rule, under_cap(amount, cap, usage["spent_minor"])))
    document = _document(TaxLine(amount, rule.vat_mode, rule.vat_rate_bp) for rule, amount in lines)
    rows = [{"rule": rule.pk, "text": rule.text, "amount_minor": amount} for rule, amount in lines]
    return {"rules": rows, **document, "beneficiaries": _beneficiaries(_nets(lines))}


def _nets(lines: list[tuple[FeeRule, int]]) -> Iterable[tuple[FeeTerms, int]]:
    for rule, amount in lines:
        yield rule.terms(), net_of_gross(amount, rule.vat_rate_bp) if rule.vat_mode == "incl" else amount


def _used(values: Any) -> Callable[[FeeTerms, str], Used]:
    """What both sides had of every rule in the year before this deal."""
    if not isinstance(values, dict):
        raise QuestionInvalid(_("“used” is an object with “deals” and “base_minor”."))
    known = _numbers(values, {"deals": 0, "base_minor": 0})
    return lambda terms, side: Used(known["deals"], known["base_minor"])


def _numbers(values: Values, plain: dict[str, int]) -> dict[str, int]:
    unknown = set(values) - set(plain)
    if unknown:
        raise QuestionInvalid(_("“%s” is not known here.") % sorted(unknown)[0])
    numbers = {name: _whole(name, values.get(name, number)) for name, number in plain.items()}
    if numbers.get("of_days", 1) < 1 or min(numbers.values()) < 0:
        raise QuestionInvalid(_("Days and amounts are not below zero, and a period has at least one day."))
    return numbers


def _object(question: Values, name: str) -> Values:
    value = question.get(name)
    if not isinstance(value, dict):
        raise QuestionInvalid(_("“%s” is missing, or is not an object.") % name)
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise QuestionInvalid(_("“%s” is a list.") % name)
    return value


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_MINOR:
        raise QuestionInvalid(_("“%s” is a whole number: cents, or hundredths of a percent.") % name)
    if value < 0:
        raise QuestionInvalid(_("“%s” is not below zero.") % name)
    return value


def _decimal(name: str, value: Any) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number > LARGEST_MINOR:
        raise QuestionInvalid(_("“%s” is a number that is not below zero.") % name)
    return number
