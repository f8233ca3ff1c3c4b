"""What fits together in the terms of a listing, what follows from what, and what is refused beside which field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Membership
from marketplace.actions.listings import change_listing, draft_listing
from marketplace.errors import ListingIncomplete
from marketplace.listing_terms import vat_category_of
from marketplace.models import Allocation, Listing
from tests.api.rows import make_deal, make_listing
from tests.marketplace.conftest import Market

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def draft(market: Market, side: str = "offer", **fields: Any) -> Listing:
    about = {"title": "Steiger", "category": market.garden, "price_type": "free", **fields}
    return draft_listing(side=side, owner=market.ref("provider"), by=market.actor("provider"), **about)


def let_trade(market: Market, status: str) -> None:
    Membership.objects.filter(pk=market.provider.pk).update(trader_status=status)


class TestPrice:
    def test_from_and_up_to(self, market: Market) -> None:
        made = draft(market, price_type="from_to", price_minor=0, price_until_minor=4000)
        assert (made.price_minor, made.price_until_minor) == (0, 4000)

    def test_what_has_no_meaning_any_more_is_dropped(self, market: Market) -> None:
        made = draft(market, price_type="from_to", price_minor=1000, price_until_minor=4000)
        fixed = change_listing(listing=made, by=market.actor("provider"), price_type="fixed")
        assert (fixed.price_minor, fixed.price_until_minor) == (1000, None)
        free = change_listing(listing=made, by=market.actor("provider"), price_type="commons")
        assert free.price_minor is None

    @pytest.mark.parametrize(
        ("prices", "field"),
        [
            ((None, 4000), "price_minor"),
            ((1000, None), "price_until_minor"),
            ((1000, 1000), "price_until_minor"),
            ((1000, 900), "price_until_minor"),
        ],
    )
    def test_half_a_range_or_none_is_refused(
        self, market: Market, prices: tuple[int | None, int | None], field: str
    ) -> None:
        with pytest.raises(ListingIncomplete) as refused:
            draft(market, price_type="from_to", price_minor=prices[0], price_until_minor=prices[1])
        assert refused.value.data == {"field": field}
        assert not Listing.objects.exists()


class TestVat:
    @pytest.mark.parametrize(
        ("status", "given", "category", "rate_bp"),
        [
            ("private", "none", "none", 0),
            ("trader", "none", "standard", 2100),
            ("trader", "reduced", "reduced", 900),
            ("trader", "zero", "zero", 0),
            ("trader", "small_business", "standard", 2100),
            ("kor", "reduced", "small_business", 0),
        ],
    )
    def test_the_rate_follows_from_who_trades_and_what_they_say(
        self, market: Market, status: str, given: str, category: str, rate_bp: int
    ) -> None:
        let_trade(market, status)
        made = draft(market, price_type="fixed", price_minor=1500, vat_category=given)
        assert (made.vat_category, made.vat_bp) == (category, rate_bp)

    @pytest.mark.parametrize("price_type", ["free", "barter", "commons"])
    def test_without_money_there_is_none(self, market: Market, price_type: str) -> None:
        let_trade(market, "trader")
        made = draft(market, price_type=price_type, vat_category="standard")
        assert (made.vat_category, made.vat_bp) == ("none", 0)

    def test_who_asks_charges_none(self, market: Market) -> None:
        let_trade(market, "trader")
        made = draft(market, side="request", price_type="fixed", price_minor=100, vat_category="standard")
        assert (made.vat_category, made.vat_bp) == ("none", 0)

    def test_a_private_person_who_names_a_rate_is_told(self, market: Market) -> None:
        with pytest.raises(ListingIncomplete) as refused:
            draft(market, price_type="fixed", price_minor=1500, vat_category="standard")
        assert refused.value.data == {"field": "vat_category"}
        assert not Listing.objects.exists()

    def test_who_stopped_trading_charges_none_with_the_next_change(self, market: Market) -> None:
        let_trade(market, "trader")
        made = draft(market, price_type="fixed", price_minor=1500, vat_category="reduced")
        let_trade(market, "private")
        changed = change_listing(listing=made, by=market.actor("provider"), title="Steiger te leen")
        assert (changed.vat_category, changed.vat_bp) == ("none", 0)

    def test_the_exempt_stay_exempt(self) -> None:
        offer = Listing(side="offer", price_type="fixed", price_minor=100, vat_category="standard")
        assert vat_category_of(offer, "exempt") == "exempt"


class TestAmounts:
    @pytest.mark.parametrize(
        ("side", "fields", "field"),
        [
            ("offer", {"quantity_per": "day"}, "quantity"),
            ("offer", {"quantity": 2, "least_quantity": 3}, "least_quantity"),
            ("offer", {"least_quantity": 0}, "least_quantity"),
            ("offer", {"most_providers": 2}, "most_providers"),
            ("request", {"most_providers": 0}, "most_providers"),
            ("offer", {"quantity": 2, "all_or_nothing": True}, "all_or_nothing"),
            ("request", {"all_or_nothing": True}, "quantity"),
            ("offer", {"repeat_every": 1}, "repeat_every"),
            ("offer", {"repeat_unit": "week"}, "repeat_every"),
            ("offer", {"repeat_every": 53, "repeat_unit": "week"}, "repeat_every"),
            (
                "offer",
                {"available_from": date(2026, 12, 2), "available_until": date(2026, 12, 1)},
                "available_until",
            ),
            ("offer", {"audience": "group"}, "local_group_id"),
        ],
    )
    def test_what_contradicts_itself_is_refused_beside_its_field(
        self, market: Market, side: str, fields: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ListingIncomplete) as refused:
            draft(market, side=side, **fields)
        assert refused.value.data == {"field": field}
        assert not Listing.objects.exists()

    def test_a_request_says_all_of_it(self, market: Market) -> None:
        made = draft(
            market, side="request", quantity=Decimal(12), least_quantity=Decimal(2), most_providers=3,
            all_or_nothing=True, closes_when_met=False, repeat_every=2, repeat_unit="week",
        )  # fmt: skip
        row = Listing.objects.get(pk=made.pk)
        assert (row.quantity, row.least_quantity, row.most_providers) == (12, 2, 3)
        assert (row.all_or_nothing, row.closes_when_met) == (True, False)
        assert (row.repeat_every, row.repeat_unit) == (2, "week")

    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("listing_least_within_its_quantity", {"least_quantity": 5}),
            ("listing_most_providers_of_a_request", {"most_providers": 1}),
            ("listing_all_or_nothing_of_a_quantity", {"all_or_nothing": True}),
            ("listing_repeats_in_a_unit", {"repeat_every": 1}),
            ("listing_price_ends_in_a_range_only", {"price_until_minor": 9000}),
            ("listing_vat_fits_its_rate", {"vat_category": "none"}),
        ],
    )
    def test_the_database_says_the_same(
        self, market: Market, constraint: str, fields: dict[str, Any]
    ) -> None:
        offer = make_listing(market.community, market.provider)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Listing.objects.filter(pk=offer.pk).update(**fields)


class TestWhatIsAgreed:
    """Four hours are offered; two of them are agreed on."""

    @pytest.fixture
    def offer(self, market: Market) -> Listing:
        offer = make_listing(market.community, market.provider, vat_category="none", vat_bp=0)
        make_deal(offer, market.requester, quantity=2, state="agreed")
        return offer

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"quantity": Decimal(1)}, "quantity"),
            ({"unit": "day"}, "unit"),
            ({"quantity_per": "day"}, "unit"),
        ],
    )
    def test_stays_possible(self, market: Market, offer: Listing, change: dict[str, Any], field: str) -> None:
        with pytest.raises(ListingIncomplete) as refused:
            change_listing(listing=offer, by=market.actor("provider"), **change)
        assert refused.value.data == {"field": field}
        row = Listing.objects.get()
        assert (row.quantity, row.unit, row.quantity_per) == (4, "hour", "total")

    def test_the_rest_may_change(self, market: Market, offer: Listing) -> None:
        changed = change_listing(listing=offer, by=market.actor("provider"), quantity=Decimal(2))
        assert changed.quantity == 2

    def test_a_request_keeps_room_for_its_providers(self, market: Market) -> None:
        asked = make_listing(
            market.community, market.requester, side="request", vat_category="none", vat_bp=0
        )
        for name in ("provider", "third"):
            offer = make_listing(market.community, getattr(market, name))
            deal = make_deal(offer, market.requester, state="agreed", request=asked)
            Allocation.objects.filter(deal=deal).update(request=asked)
        with pytest.raises(ListingIncomplete) as refused:
            change_listing(listing=asked, by=market.actor("requester"), most_providers=1)
        assert refused.value.data == {"field": "most_providers"}
        changed = change_listing(listing=asked, by=market.actor("requester"), most_providers=2)
        assert changed.most_providers == 2
