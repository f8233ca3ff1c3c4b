"""The terms of a listing in sentences: what is said, and what is left unsaid because it goes without saying."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from marketplace.listing_words import facts_of, rights_in_words, vat_in_words
from marketplace.models import Category, Listing


def lines(**fields: Any) -> list[str]:
    about = {"side": "offer", "unit": "hour", "price_type": "free", **fields}
    with override("en"):
        facts = facts_of(Listing(**about), usual_cancellation="moderate")
        return [line for fact in facts for line in fact.lines]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"quantity": Decimal(3)}, []),
        ({"quantity": Decimal(3), "quantity_per": "day"}, ["3 hours each day"]),
        ({"least_quantity": Decimal("0.5")}, ["At least 0.5 hour at a time"]),
        ({"side": "request", "most_providers": 1}, ["From 1 provider only"]),
        ({"side": "request", "most_providers": 3}, ["From at most 3 providers"]),
        (
            {"side": "request", "quantity": Decimal(2), "all_or_nothing": True},
            ["All or nothing: a part of it does not help"],
        ),
        ({"available_from": date(2026, 12, 1)}, ["From 1 December 2026"]),
        ({"available_until": date(2026, 12, 1)}, ["Until 1 December 2026"]),
        (
            {"available_from": date(2026, 12, 1), "available_until": date(2027, 1, 31)},
            ["From 1 December 2026 until 31 January 2027"],
        ),
        ({"repeat_every": 1, "repeat_unit": "week"}, ["Again every week"]),
        ({"repeat_every": 3, "repeat_unit": "month"}, ["Again every 3 months"]),
    ],
)
def test_each_term_is_said(fields: dict[str, Any], said: list[str]) -> None:
    assert lines(**fields) == said


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        ({"cancellation": "strict"}, "Until 7 days before the start you pay half of the price."),
        ({"cancellation": ""}, "Until 5 days before the start you pay nothing."),
    ],
)
def test_an_offer_with_a_price_says_what_calling_off_costs(fields: dict[str, str], first: str) -> None:
    assert lines(price_type="fixed", price_minor=1000, **fields)[0] == first
    assert lines(side="request", price_type="fixed", price_minor=1000, **fields) == []


@pytest.mark.parametrize(
    ("category", "rate_bp", "said"),
    [
        ("none", 0, ()),
        ("standard", 2100, ("21% VAT is in the price",)),
        ("reduced", 900, ("9% VAT is in the price",)),
        ("zero", 0, ("Zero rate: no VAT in the price",)),
        ("exempt", 0, ("Exempt from VAT",)),
        ("small_business", 0, ("No VAT: small businesses scheme (KOR)",)),
    ],
)
def test_vat_is_said_where_somebody_trades(category: str, rate_bp: int, said: tuple[str, ...]) -> None:
    with override("en"):
        assert vat_in_words(Listing(vat_category=category, vat_bp=rate_bp)) == said


@pytest.mark.parametrize(
    ("side", "is_trader", "exception", "begins"),
    [
        ("offer", True, "", "Consumer law protects you, with 14 days"),
        ("offer", True, "perishable", "Consumer law protects you. There is no right to withdraw"),
        ("offer", False, "", "Between private persons"),
        ("request", False, "", "A private person asks."),
        ("request", True, "", "A business asks."),
    ],
)
def test_rights_follow_from_who_trades(side: str, is_trader: bool, exception: str, begins: str) -> None:
    listing = Listing(side=side, category=Category(withdrawal_exception=exception))
    with override("en"):
        assert rights_in_words(listing, is_trader=is_trader, withdrawal_days=14).startswith(begins)
