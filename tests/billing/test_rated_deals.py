"""Each completed deal is kept as it was: what its fees came from, who gave and who got, and whether it still stands."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from billing.interface import freeze, record_charges, reverse_charges
from billing.models import DealReversal, RatedDeal
from marketplace.actions import deals
from tests.api.rows import make_deal, make_listing
from tests.billing.conftest import World
from tests.billing.factories import SIX_PERCENT, facts, last_month, make_model, ref_of
from tests.factories import actor_of


def complete(world: World, deal_id: int = 7, occasion: str = "", **fields: Any) -> None:
    about = facts(world.partner, world.member, **fields)
    record_charges(
        deal_id=deal_id, deal_label="Honing", facts=about, frozen=freeze(about), completed_at=last_month(),
        occasion=occasion,
    )  # fmt: skip


def test_a_completed_deal_is_kept_with_all_that_its_fees_came_from(inside: World) -> None:
    model = make_model(inside.community, SIX_PERCENT)
    complete(inside, price_minor=4800, vat_bp=900, category_id=3, weight_g=2500, activity="goods",
             delivery_minor=500, listing_id=11)  # fmt: skip
    kept = RatedDeal.objects.get()
    assert (kept.deal_id, kept.label, kept.revenue_model) == (7, "Honing", model)
    assert (kept.provider_ref, kept.requester_ref) == (ref_of(inside.partner), ref_of(inside.member))
    assert (kept.price_minor, kept.currency, kept.vat_bp, kept.delivery_minor) == (4800, "EUR", 900, 500)
    assert (kept.quantity, kept.weight_g, kept.activity) == (Decimal(1), 2500, "goods")
    assert (kept.exchange_type, kept.category_id, kept.listing_id) == ("paid", 3, 11)
    assert (kept.agreed_at, kept.completed_at) == (last_month(), last_month())


def test_deals_that_cost_nothing_are_kept_too(inside: World) -> None:
    complete(inside, price_minor=0, exchange_type="barter")
    assert RatedDeal.objects.get().revenue_model is None


def test_a_repeated_completion_is_kept_once_and_a_new_occasion_anew(inside: World) -> None:
    complete(inside)
    complete(inside)
    assert RatedDeal.objects.count() == 1
    reverse_charges(deal_id=7, at=last_month())
    complete(inside, occasion="dispute:1")
    standing = RatedDeal.objects.filter(reversals=None)
    assert list(standing.values_list("occasion", flat=True)) == ["dispute:1"]


def test_taking_back_is_a_row_of_its_own_and_once(inside: World) -> None:
    complete(inside)
    for _twice in range(2):
        reverse_charges(deal_id=7, at=last_month())
    assert DealReversal.objects.get().rated_deal == RatedDeal.objects.get()
    for write in (
        lambda: RatedDeal.objects.update(price_minor=1),
        lambda: RatedDeal.objects.all().delete(),
        lambda: DealReversal.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert RatedDeal.objects.get().price_minor == 4800


def test_the_database_refuses_what_no_deal_can_be(inside: World) -> None:
    complete(inside)
    kept = RatedDeal.objects.get()
    plain = {field.name: getattr(kept, field.name) for field in RatedDeal._meta.fields if field.name != "id"}
    for wrong, name in (
        ({}, "rated_deal_once"),
        ({"deal_id": 8, "price_minor": -1, "delivery_minor": 0}, "rated_deal_delivery_within_price"),
        ({"deal_id": 8, "delivery_minor": 4801}, "rated_deal_delivery_within_price"),
        ({"deal_id": 8, "requester": kept.provider}, "rated_deal_between_two"),
        ({"deal_id": 8, "exchange_type": "gift"}, "rated_deal_exchange_type_known"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            RatedDeal.objects.create(**{**plain, **wrong})
    assert RatedDeal.objects.count() == 1


def test_the_market_says_what_was_exchanged(inside: World) -> None:
    listing = make_listing(inside.community, inside.member)
    deal = make_deal(listing, inside.other, state="delivered")
    deals.confirm_deal(deal=deal, by=actor_of(inside.other))
    kept = RatedDeal.objects.get()
    assert (kept.deal_id, kept.listing_id, kept.category_id) == (deal.pk, listing.pk, deal.category_id)
    assert kept.activity == ("goods" if listing.kind == "good" else listing.kind)
