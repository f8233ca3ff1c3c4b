"""Standing deals: agreed once, one deal a period, skipped, paused, ended."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership, Notification
from marketplace.actions.blocks import block_member
from marketplace.actions.standing import (
    Arrangement,
    accept_standing_deal,
    decline_standing_deal,
    end_standing_deal,
    make_due_deals,
    pause_standing_deal,
    plan_due_deals,
    propose_standing_deal,
    repeat_deal,
    resume_standing_deal,
    skip_date,
    unskip_date,
)
from marketplace.enums import DealState, StandingState
from marketplace.errors import (
    DealOfDateExists,
    DealWithSelf,
    NotEnoughLeft,
    NotOneOfItsDates,
    NotOpenForDeals,
    OutOfReach,
    StandingIncomplete,
    WrongStandingState,
)
from marketplace.holding import left_of
from marketplace.models import Deal, DealTerms, Listing, MarketSettings, StandingDeal, StandingSkip
from marketplace.personal_data import data_of_member
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.marketplace.disputes import agreed, make_offer
from tests.marketplace.ordering import join, make_order
from tests.marketplace.repeating import FIRST, MONDAY, WEEK, make_standing, running
from weconomics.errors import NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates", "here")]


def dates(standing: StandingDeal) -> list[date]:
    return list(
        Deal.objects.filter(standing=standing).order_by("standing_on").values_list("standing_on", flat=True)
    )


class TestAgreeing:
    def test_the_roles_and_the_price_follow_the_listing(self, market: Market) -> None:
        standing = make_standing(market)
        assert (standing.provider_membership, standing.requester_membership) == (
            market.provider,
            market.requester,
        )
        assert (standing.price_minor, standing.proposed_by, standing.state) == (2500, "requester", "proposed")
        assert dates(standing) == []

    def test_of_a_deal_either_side_asks_for_the_same_again(self, market: Market) -> None:
        deal = agreed(market)
        terms = Arrangement(quantity=deal.quantity, starts_on=timezone.localdate())
        standing = repeat_deal(deal=deal, terms=terms, by=market.actor("provider"))
        assert (standing.proposed_by, standing.price_minor, standing.quantity) == ("provider", 5000, 2)
        with pytest.raises(NotAllowed):
            repeat_deal(deal=deal, terms=terms, by=market.actor("third"))

    def test_each_time_is_called_off_as_the_listing_said_when_it_was_proposed(self, market: Market) -> None:
        standing = make_standing(market, make_offer(market, cancellation="strict"))
        assert standing.cancellation == "strict"
        MarketSettings.objects.create(cancellation="moderate")
        accept_standing_deal(standing=standing, by=market.actor("provider"), at=MONDAY)
        assert Deal.objects.get().cancellation == "strict"
        assert DealTerms.objects.get().cancellation == "strict"
        usual = make_standing(market, make_offer(market))
        assert usual.cancellation == "moderate"

    def test_the_same_again_is_called_off_as_before(self, market: Market) -> None:
        deal = agreed(market)
        Deal.objects.filter(pk=deal.pk).update(cancellation="strict")
        deal.refresh_from_db()
        terms = Arrangement(quantity=deal.quantity, starts_on=timezone.localdate())
        assert repeat_deal(deal=deal, terms=terms, by=market.actor("provider")).cancellation == "strict"

    def test_what_calling_off_costs_is_read_before_the_yes(self, market: Market, client: Client) -> None:
        standing = make_standing(market, make_offer(market, cancellation="strict"))
        client.force_login(market.provider.user)
        page = client.get(
            reverse("marketplace:standing_deal", args=[market.community.slug, standing.public_id])
        )
        assert page.context["may_answer"]
        for sentence in page.context["cancellation_words"]:
            assert str(sentence) in page.content.decode()
        assert len(page.context["cancellation_words"]) == 3

    def test_with_the_yes_the_deals_of_the_coming_week_are_made(self, market: Market) -> None:
        standing = running(market)
        assert standing.state == StandingState.ACTIVE
        assert dates(standing) == [FIRST]
        deal = Deal.objects.get()
        assert (deal.state, deal.planned_on, deal.price_minor) == (DealState.AGREED, FIRST, 2500)

    def test_only_who_was_asked_answers(self, market: Market) -> None:
        standing = make_standing(market)
        for name in ("requester", "third", "coordinator"):
            for verb in (accept_standing_deal, decline_standing_deal):
                with pytest.raises(NotAllowed):
                    verb(standing=standing, by=market.actor(name))
        standing.refresh_from_db()
        assert standing.state == StandingState.PROPOSED

    def test_a_no_ends_it_and_stays_no(self, market: Market) -> None:
        standing = make_standing(market)
        by = market.actor("provider")
        decline_standing_deal(standing=standing, by=by, reason="Te vaak.")
        with pytest.raises(WrongStandingState):
            accept_standing_deal(standing=standing, by=by)
        deliver_waiting()
        [said] = Notification.objects.filter(membership=market.requester)
        assert "Te vaak." in said.text

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"quantity": 0}, "quantity"),
            ({"quantity": 99}, "quantity"),
            ({"every": 53}, "every"),
            ({"starts_on": date(2026, 5, 31)}, "starts_on"),
            ({"ends_on": date(2026, 6, 1)}, "ends_on"),
        ],
    )
    def test_what_makes_no_sense_is_named(self, market: Market, wrong: dict[str, Any], field: str) -> None:
        with pytest.raises(StandingIncomplete) as refusal:
            make_standing(market, **wrong)
        assert refusal.value.data == {"field": field}
        assert not StandingDeal.objects.exists()

    def test_not_with_oneself_past_a_block_or_on_what_is_not_open(self, market: Market) -> None:
        with pytest.raises(DealWithSelf):
            make_standing(market, name="provider")
        with pytest.raises(NotOpenForDeals):
            make_standing(market, make_offer(market, state="paused"))
        block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        with pytest.raises(OutOfReach):
            make_standing(market)
        assert not StandingDeal.objects.exists()

    def test_of_a_request_who_reacts_provides(self, market: Market) -> None:
        asked = make_listing(market.community, market.requester, side="request", category=market.garden)
        terms = Arrangement(quantity=Decimal(1), starts_on=FIRST)
        standing = propose_standing_deal(
            listing=asked, party=market.ref("third"), terms=terms, by=market.actor("third"), at=MONDAY
        )
        assert (standing.provider_membership, standing.proposed_by) == (market.third, "provider")


class TestMaking:
    def test_one_deal_a_period_however_often_the_job_runs(self, market: Market) -> None:
        standing = running(market)
        for day in range(15):
            for _time in range(2):
                make_due_deals(standing=standing, at=MONDAY + timedelta(days=day))
        assert dates(standing) == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK]

    def test_after_days_without_a_worker_it_goes_on_where_it_stopped(self, market: Market) -> None:
        standing = running(market)
        make_due_deals(standing=standing, at=MONDAY + timedelta(days=24))
        assert dates(standing) == [FIRST, FIRST + 3 * WEEK]
        left_out = StandingSkip.objects.order_by("on")
        assert [(skip.on, skip.by) for skip in left_out] == [(FIRST + WEEK, None), (FIRST + 2 * WEEK, None)]

    def test_a_skipped_time_has_no_deal(self, market: Market) -> None:
        standing = running(market)
        skip_date(standing=standing, on=FIRST + WEEK, by=market.actor("requester"), at=MONDAY)
        make_due_deals(standing=standing, at=MONDAY + timedelta(days=14))
        assert dates(standing) == [FIRST, FIRST + 2 * WEEK]

    def test_too_little_left_is_told_to_both_and_can_be_tried_again(self, market: Market) -> None:
        offer = make_offer(market, quantity=1)
        standing = running(market, offer)
        make_due_deals(standing=standing, at=MONDAY + timedelta(days=7))
        [skip] = StandingSkip.objects.all()
        assert (skip.on, skip.by, "niets" in skip.reason) == (FIRST + WEEK, None, True)
        deliver_waiting()
        told = Notification.objects.filter(text__contains=skip.reason).values_list("membership", flat=True)
        assert set(told) == {market.provider.pk, market.requester.pk}
        again = {"standing": standing, "on": FIRST + WEEK, "at": MONDAY + timedelta(days=8)}
        with pytest.raises(NotEnoughLeft):
            unskip_date(by=market.actor("provider"), **again)
        assert StandingSkip.objects.count() == 1
        Listing.objects.filter(pk=offer.pk).update(quantity=5)
        unskip_date(by=market.actor("provider"), **again)
        assert dates(standing) == [FIRST, FIRST + WEEK]

    @pytest.mark.parametrize("name", ["provider", "requester"])
    def test_for_who_is_suspended_no_deal_is_made(self, market: Market, name: str) -> None:
        standing = running(market)
        Membership.objects.filter(pk=getattr(market, name).pk).update(state="suspended")
        make_due_deals(standing=standing, at=MONDAY + timedelta(days=7))
        assert (dates(standing), StandingSkip.objects.count()) == ([FIRST], 1)

    def test_after_its_last_time_it_has_ended(self, market: Market) -> None:
        standing = running(market, ends_on=FIRST + WEEK)
        standing = make_due_deals(standing=standing, at=MONDAY + timedelta(days=40))
        assert (standing.state, dates(standing)) == (StandingState.ENDED, [FIRST])

    def test_a_day_begins_where_the_community_lives(self, market: Market) -> None:
        """22:30 UTC is half past midnight there: a week from then on, the next Friday comes in sight."""
        standing = running(market)
        make_due_deals(standing=standing, at=datetime(2026, 6, 4, 21, 30, tzinfo=UTC))
        assert dates(standing) == [FIRST]
        make_due_deals(standing=standing, at=datetime(2026, 6, 4, 22, 30, tzinfo=UTC))
        assert dates(standing) == [FIRST, FIRST + WEEK]

    def test_a_job_a_day_looks_at_each_that_has_something_to_come(self, market: Market) -> None:
        running(market)
        assert [plan_due_deals(at=MONDAY + timedelta(days=day)) for day in (0, 1, 1)] == [0, 1, 1]
        assert Job.objects.filter(kind="marketplace.make_standing_deals").count() == 1


class TestRunning:
    def test_either_side_skips_and_takes_back_its_own(self, market: Market) -> None:
        standing = running(market)
        when = {"standing": standing, "on": FIRST + 2 * WEEK, "at": MONDAY}
        for _time in range(2):
            skip_date(by=market.actor("provider"), reason="Vakantie", **when)
        assert StandingSkip.objects.get().reason == "Vakantie"
        with pytest.raises(NotAllowed):
            unskip_date(by=market.actor("requester"), **when)
        assert StandingSkip.objects.count() == 1
        unskip_date(by=market.actor("provider"), **when)
        assert not StandingSkip.objects.exists()

    @pytest.mark.parametrize("days", [-7, 1, 8])
    def test_what_is_no_coming_date_is_not_skipped(self, market: Market, days: int) -> None:
        standing = running(market)
        with pytest.raises(NotOneOfItsDates):
            skip_date(
                standing=standing, on=FIRST + timedelta(days=days), by=market.actor("provider"), at=MONDAY
            )

    def test_a_date_whose_deal_is_made_is_called_off_as_a_deal(self, market: Market) -> None:
        standing = running(market)
        with pytest.raises(DealOfDateExists) as refusal:
            skip_date(standing=standing, on=FIRST, by=market.actor("provider"), at=MONDAY)
        assert refusal.value.data == {"deal": str(Deal.objects.get().public_id)}

    def test_who_paused_it_resumes_it_and_the_time_between_is_left_out(self, market: Market) -> None:
        standing = running(market)
        standing = pause_standing_deal(standing=standing, by=market.actor("requester"))
        later = MONDAY + timedelta(days=21)
        assert dates(make_due_deals(standing=standing, at=later)) == [FIRST]
        with pytest.raises(NotAllowed):
            resume_standing_deal(standing=standing, by=market.actor("provider"), at=later)
        standing = resume_standing_deal(standing=standing, by=market.actor("requester"), at=later)
        assert dates(standing) == [FIRST, FIRST + 3 * WEEK]
        assert not StandingSkip.objects.exists()

    def test_the_other_cannot_take_over_a_pause(self, market: Market) -> None:
        standing = pause_standing_deal(standing=running(market), by=market.actor("requester"))
        with pytest.raises(WrongStandingState):
            pause_standing_deal(standing=standing, by=market.actor("provider"))
        standing.refresh_from_db()
        assert standing.paused_by == "requester"

    @pytest.mark.parametrize("name", ["provider", "requester"])
    def test_either_ends_it_and_what_was_made_stays(self, market: Market, name: str) -> None:
        standing = running(market)
        for _time in range(2):
            end_standing_deal(standing=standing, by=market.actor(name))
        make_due_deals(standing=standing, at=MONDAY + timedelta(days=30))
        assert dates(standing) == [FIRST]
        assert left_of(Deal.objects.get().offer) == 3  # type: ignore[arg-type]
        with pytest.raises(WrongStandingState):
            skip_date(standing=standing, on=FIRST + WEEK, by=market.actor(name), at=MONDAY)

    def test_nobody_else_touches_it(self, market: Market) -> None:
        standing = running(market)
        by = market.actor("coordinator")
        for verb in (pause_standing_deal, resume_standing_deal, end_standing_deal):
            with pytest.raises(NotAllowed):
                verb(standing=standing, by=by)
        for change in (skip_date, unskip_date):
            with pytest.raises(NotAllowed):
                change(standing=standing, on=FIRST, by=by)
        standing.refresh_from_db()
        assert standing.state == StandingState.ACTIVE


def test_the_file_of_a_member_holds_what_they_share_with_others(market: Market) -> None:
    standing = running(market)
    skip_date(standing=standing, on=FIRST + WEEK, by=market.actor("requester"), reason="Weg", at=MONDAY)
    join(market, make_order(market), "requester", 3)
    held = data_of_member(market.requester.pk)
    assert [row["reason"] for row in held["times_skipped"]] == ["Weg"]
    assert [row["wanted"] for row in held["group_orders"]] == [3]
    assert len(held["standing_deals"]) == 1
    assert data_of_member(market.third.pk)["group_orders"] == []
