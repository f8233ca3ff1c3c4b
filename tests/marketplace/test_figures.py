"""What the figures come to: reckoned by hand, and against plain Python over random markets."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.models import Community, Membership
from marketplace.figures import FIGURES, Reckoned, is_shown
from marketplace.figures.queries import figures_on
from marketplace.figures.reckoning import PartyTotal, leans_on, spread
from marketplace.figures.spans import span_until
from marketplace.models import Listing, Message, Thread
from tests.api.rows import make_deal, make_listing
from tests.factories import make_member, make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.figuring import floor_of_figures
from weconomics.tenancy.scope import scope

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def place(market: Market, who: Membership, *, days: float, side: str = "request", **fields: Any) -> Listing:
    about = {"category": market.garden, "published_at": ago(days), "price_type": "free", "price_minor": None}
    return make_listing(market.community, who, side=side, **{**about, **fields})


def agree(
    request: Listing | None, offer: Listing, requester: Membership, *, days: float, **fields: Any
) -> Any:
    """A deal that was agreed so many days ago."""
    at = {name: ago(days) for name in ("proposed_at", "provider_accepted_at", "agreed_at")}
    about = {"state": "agreed", "request": request, **at, **fields}
    deal = make_deal(offer, requester, **about)
    if request is not None:
        with scope(offer.community_id):
            deal.allocations.update(request=request)
    return deal


def reckoned(community: Community, day: date = TODAY) -> dict[str, Reckoned]:
    with scope(community):
        return figures_on(day, ZONE)


class TestDefinitions:
    def test_every_figure_is_reckoned_and_no_other(self, market: Market) -> None:
        assert list(reckoned(market.community)) == list(FIGURES)

    def test_an_empty_market_has_no_shares_and_counts_of_nothing(self, market: Market) -> None:
        found = reckoned(market.community)
        counts = {code for code, figure in found.items() if figure.value is not None}
        assert counts == {
            *("unmet_requests", "completed_deals", "free_hours", "turnover"),
            *("agreed_deals", "active_providers", "active_requesters"),
        }
        assert {found[code].value for code in counts} == {Decimal(0)}

    def test_a_span_begins_and_ends_at_midnight_where_the_community_lives(self) -> None:
        """The clock went back on 25 October: these thirty days are an hour longer."""
        span = span_until(date(2026, 11, 20), 30, ZONE)
        assert span.start == datetime(2026, 10, 21, 22, 0, tzinfo=UTC)
        assert span.end == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
        assert span.end - span.start == 30 * DAY + timedelta(hours=1)

    def test_the_end_of_a_span_is_not_in_it(self, market: Market) -> None:
        place(market, market.requester, days=0, published_at=datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC))
        place(market, market.requester, days=0, published_at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
        assert reckoned(market.community)["unmet_requests"].value == 1


class TestByHand:
    def test_two_of_three_requests_are_met(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200)
        met = [place(market, market.requester, days=40), place(market, market.third, days=30)]
        place(market, market.third, days=20)
        place(market, market.third, days=91)  # before the span
        place(market, market.third, days=5, hidden_at=NOON, state="hidden", state_before="published")
        for request in met:
            agree(request, offer, request.owner_membership, days=3)
        agree(place(market, market.requester, days=10), offer, market.requester, days=5, state="cancelled",
              ended_at=ago(1), ended_because="cancelled_provider")  # fmt: skip
        assert reckoned(market.community)["fill_rate"] == Reckoned(Decimal("50.0"), 2)
        before_the_end = reckoned(market.community, TODAY - 2 * DAY)["fill_rate"]
        assert before_the_end == Reckoned(Decimal("60.0"), 2)  # with the request of day 91

    def test_the_first_response_is_that_of_somebody_else(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200)
        asked = place(market, market.requester, days=10)
        proposed = place(market, market.third, days=8)
        place(market, market.third, days=8)
        with scope(market.community):
            thread = Thread.objects.create(
                kind="listing", listing=asked, asker=market.third, started_at=ago(9)
            )
            for author, days in ((market.requester, 9.9), (market.third, 9.5), (market.third, 9)):
                Message.objects.create(thread=thread, author=author, text="Hoi", sent_at=ago(days))
        make_deal(offer, market.third, request=proposed, proposed_at=ago(7.9))  # by who asks
        make_deal(offer, market.third, request=proposed, proposed_at=ago(6), proposed_by="provider")
        found = reckoned(market.community)["first_response_hours"]
        assert found == Reckoned(Decimal("30.0"), 2)  # 12 hours and 48 hours

    def test_a_match_takes_from_placing_to_the_first_deal_that_stands(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200)
        for days, agreed in ((10, 9), (20, 15), (8, 5)):
            agree(place(market, market.requester, days=days), offer, market.requester, days=agreed)
        late = place(market, market.third, days=80)
        agree(late, offer, market.third, days=79, state="cancelled", ended_at=ago(70))
        agree(late, offer, market.third, days=70)  # agreed before the month
        assert reckoned(market.community)["match_hours"] == Reckoned(Decimal("72.0"), 1)

    def test_a_request_waits_until_all_of_it_is_agreed(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200, quantity=None)
        whole = place(market, market.requester, days=9, quantity=2)
        part = place(market, market.requester, days=9, quantity=3)
        agree(whole, offer, market.requester, days=2, quantity=2)
        agree(part, offer, market.requester, days=2, quantity=2)
        place(market, market.third, days=9, quantity=None)
        place(market, market.third, days=9, state="closed")
        assert reckoned(market.community)["unmet_requests"] == Reckoned(Decimal(2), 2)
        assert reckoned(market.community, TODAY - 4 * DAY)["unmet_requests"].value == 3

    def test_offers_are_used_by_deals_and_taken_by_quantity(self, market: Market) -> None:
        half = place(market, market.provider, side="offer", days=200, quantity=4)
        all_of_it = place(market, market.third, side="offer", days=200, quantity=1)
        place(market, market.third, side="offer", days=200, quantity=8)
        place(market, market.third, side="offer", days=200, quantity=8, quantity_per="day")
        agree(None, half, market.requester, days=2, quantity=2)
        agree(None, all_of_it, market.requester, days=120, quantity=1)  # used, but not in the span
        found = reckoned(market.community)
        assert found["used_offers"] == Reckoned(Decimal("25.0"), 2)
        assert found["utilisation"] == Reckoned(Decimal("50.0"), 2)  # (½ + 1 + 0) / 3

    def test_what_was_completed_in_hours_and_money(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200)
        done = {"state": "confirmed", "delivered_at": ago(2), "days": 5}
        agree(None, offer, market.requester, **done, confirmed_at=ago(2), price_minor=2500)
        agree(None, offer, market.third, **done, confirmed_at=ago(2), price_minor=2500, owed_minor=1249)
        free = {"price_minor": 0, "exchange_type": "free", "quantity": Decimal("1.5")}
        agree(None, offer, market.third, **done, confirmed_at=ago(1), **free)
        agree(None, offer, market.third, **done, confirmed_at=ago(31), price_minor=9900)
        short = place(market, market.provider, side="offer", days=200, unit="minute", quantity=60)
        agree(None, short, market.third, **done, confirmed_at=ago(1), **{**free, "quantity": 30})
        found = reckoned(market.community)
        assert found["completed_deals"] == Reckoned(Decimal(4), 1)
        assert found["free_hours"] == Reckoned(Decimal("2.0"), 1)
        assert found["turnover"] == Reckoned(Decimal("37.49"), 1)

    def test_how_the_deals_lie_over_people(self, market: Market) -> None:
        garden = place(market, market.provider, side="offer", days=200)
        bike = place(market, market.requester, side="offer", days=200)
        for price in (3000, 1000, 0):
            agree(None, garden, market.requester, days=9, price_minor=price)
        agree(None, bike, market.third, days=8, price_minor=4000)
        found = reckoned(market.community)
        assert found["active_providers"].value == 2
        assert found["active_requesters"].value == 2
        assert found["both_sides"] == Reckoned(Decimal("33.3"), 3)
        assert found["top_provider_deals"] == Reckoned(Decimal("75.0"), 2)
        assert found["top_provider_value"] == Reckoned(Decimal("50.0"), 2)
        assert found["nn_index"] == Reckoned(Decimal("37.5"), 2)  # 1 − (¾² + ¼²)

    def test_a_partner_is_one_party_whoever_acts_for_it(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.provider)
        own = place(market, market.provider, side="offer", days=200)
        theirs = place(market, market.provider, side="offer", days=200, organisation=partner)
        agree(None, own, market.requester, days=9)
        agree(None, theirs, market.requester, days=9)
        assert reckoned(market.community)["active_providers"].value == 2


class TestSpread:
    def test_one_provider_for_all_is_no_market(self) -> None:
        one, many = [PartyTotal(1, 20, 0)], [PartyTotal(number, 1, 0) for number in range(2, 22)]
        assert spread(one, many)["nn_index"].value == 0
        assert spread(many, many)["nn_index"].value == 95

    @pytest.mark.parametrize(
        ("deals", "provider", "requester", "sides"),
        [
            (19, "100", "100", []),
            (20, "50.0", "10", []),
            (20, "50.1", "10", ["provider"]),
            (20, "10", "80", ["requester"]),
            (20, "60", "80", ["provider", "requester"]),
        ],
    )
    def test_it_leans_above_half_of_twenty(
        self, deals: int, provider: str, requester: str, sides: list[str]
    ) -> None:
        assert leans_on(Decimal(deals), Decimal(provider), Decimal(requester)) == sides


class TestFewPeople:
    def test_a_share_of_four_is_not_shown_and_of_five_is(self) -> None:
        share = FIGURES["fill_rate"]
        assert not is_shown(share, Reckoned(Decimal(50), 4))
        assert is_shown(share, Reckoned(Decimal(50), 5))
        assert is_shown(share, Reckoned(Decimal(50), 4), sees_all=True)

    def test_a_count_of_rows_tells_of_nobody(self) -> None:
        assert is_shown(FIGURES["completed_deals"], Reckoned(Decimal(1), 1))

    def test_nothing_at_all_may_be_said(self) -> None:
        assert is_shown(FIGURES["turnover"], Reckoned(Decimal(0), 0))


class TestQueries:
    def test_a_day_asks_the_same_number_of_queries_for_one_and_for_many(self, market: Market) -> None:
        offer = place(market, market.provider, side="offer", days=200)
        counted = []
        for number in range(2):
            for _ in range(1 + 4 * number):
                agree(place(market, market.requester, days=9), offer, market.requester, days=2)
            with scope(market.community), CaptureQueriesContext(connection) as captured:
                figures_on(TODAY, ZONE)
            counted.append(len(captured))
        assert counted == [9, 9]

    def test_the_neighbour_counts_for_nothing(self, market: Market) -> None:
        before = reckoned(market.community)
        from tests.marketplace.conftest import make_market

        other = make_market("zonnekring")
        agree(
            place(other, other.requester, days=9),
            place(other, other.provider, side="offer", days=9),
            other.requester,
            days=2,
        )
        assert reckoned(market.community) == before


MOMENTS = st.integers(0, 100 * 24).map(lambda number: number / 24)
DEALS = st.fixed_dictionaries(
    {
        "offer": st.integers(0, 3),
        "request": st.none() | st.integers(0, 3),
        "requester": st.integers(0, 2),
        "days": MOMENTS,
        "price_minor": st.sampled_from([0, 1, 999, 25_000]),
        "quantity": st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(3)]),
        "fate": st.sampled_from(["proposed", "agreed", "confirmed", "ended", "part"]),
        "later": MOMENTS,
        "proposed_by": st.sampled_from(["provider", "requester", "coordinator"]),
        "is_free": st.booleans(),
    }
)
LISTINGS = st.tuples(
    st.lists(st.tuples(MOMENTS, st.sampled_from([None, 1, 4])), min_size=4, max_size=4),
    st.lists(st.tuples(MOMENTS, st.sampled_from([None, 1, 4])), min_size=4, max_size=4),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(listings=LISTINGS, deals=st.lists(DEALS, max_size=8), day=st.integers(0, 40))
def test_the_database_and_plain_python_agree(
    market: Market, listings: Any, deals: list[dict[str, Any]], day: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        owners = [market.provider, market.provider, market.third, market.moderator]
        offers = [
            place(market, who, side="offer", days=at, quantity=much)
            for who, (at, much) in zip(owners, listings[0], strict=True)
        ]
        askers = [market.requester, market.third, market.coordinator]
        requests = [
            place(market, askers[number % 3], days=at, quantity=much)
            for number, (at, much) in enumerate(listings[1])
        ]
        for about in deals:
            _write(about, offers, requests, askers)
        with scope(market.community):
            found = figures_on(TODAY - day * DAY, ZONE)
            floor = floor_of_figures(TODAY - day * DAY, ZONE)
        assert {code: (one.value, one.people) for code, one in found.items()} == floor
        transaction.set_rollback(True)


def _write(
    about: dict[str, Any], offers: list[Listing], requests: list[Listing], askers: list[Membership]
) -> None:
    offer, who = offers[about["offer"]], askers[about["requester"]]
    request = None if about["request"] is None else requests[about["request"]]
    if request is not None:
        who = request.owner_membership
    if who == offer.owner_membership:
        return
    more = {name: about[name] for name in ("price_minor", "quantity", "proposed_by")}
    if about["is_free"]:
        more |= {"price_minor": 0, "exchange_type": "free"}
    days, later = max(about["days"], about["later"]), min(about["days"], about["later"])
    if about["fate"] == "proposed":
        make_deal(offer, who, request=request, proposed_at=ago(days), **more)
        return
    fates = {
        "agreed": {},
        "confirmed": {"state": "confirmed", "delivered_at": ago(later), "confirmed_at": ago(later)},
        "ended": {"state": "withdrawn", "ended_at": ago(later), "confirmed_at": ago(later)},
        "part": {
            "state": "confirmed",
            "confirmed_at": ago(later),
            "ended_at": ago(days),
            "owed_minor": more["price_minor"] // 2,
        },
    }
    agree(request, offer, who, days=days, **more, **fates[about["fate"]])


def test_many_members_make_an_index_near_a_hundred(market: Market) -> None:
    for number in range(6):
        offer = place(market, make_member(market.community), side="offer", days=200)
        agree(None, offer, make_member(market.community), days=number)
    found = reckoned(market.community)["nn_index"]
    assert found == Reckoned(Decimal("83.3"), 6)
