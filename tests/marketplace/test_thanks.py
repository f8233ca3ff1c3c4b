"""Thanks: in public, once a deal, limited a day, and no mark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.models import Notification
from marketplace.actions.blocks import block_member, unblock_member
from marketplace.actions.thanks import MOST_A_DAY, ThankedAlready, thank_member
from marketplace.blocking import blocked_pairs, blocked_with, has_blocked, is_blocked_between
from marketplace.errors import OutOfReach, TooMuchToday
from marketplace.models import Block, Thanks
from marketplace.personal_data import data_of_member
from marketplace.reviewing import summary_of
from marketplace.satisfaction import Satisfaction
from tests.marketplace.conftest import Market
from tests.marketplace.talking import completed
from weconomics.errors import DomainError, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


class TestThanks:
    def test_the_thanked_are_told_and_no_mark_comes_of_it(self, market: Market) -> None:
        thank_member(membership_id=market.provider.pk, text="Voor de soep", by=market.actor("third"))
        assert Notification.objects.get().membership_id == market.provider.pk
        assert summary_of(market.ref("provider")) == Satisfaction()

    def test_once_a_deal_and_by_its_two(self, market: Market) -> None:
        deal = completed(market)
        about = {"membership_id": market.provider.pk, "text": "Dank", "deal": deal}
        thank_member(by=market.actor("requester"), **about)
        with pytest.raises(ThankedAlready):
            thank_member(by=market.actor("requester"), **about)
        with pytest.raises(NotAllowed):
            thank_member(by=market.actor("third"), **about)
        assert Thanks.objects.count() == 1

    @pytest.mark.parametrize("text", ["", "  "])
    def test_it_says_what_for(self, market: Market, text: str) -> None:
        with pytest.raises(DomainError):
            thank_member(membership_id=market.provider.pk, text=text, by=market.actor("third"))
        assert not Thanks.objects.exists()

    def test_not_oneself_and_not_who_is_apart(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            thank_member(membership_id=market.third.pk, text="Mij", by=market.actor("third"))
        block_member(membership_id=market.third.pk, by=market.actor("provider"))
        with pytest.raises(OutOfReach):
            thank_member(membership_id=market.provider.pk, text="Dank", by=market.actor("third"))
        assert not Thanks.objects.exists()

    def test_ten_a_day(self, market: Market) -> None:
        now = timezone.now()
        for _number in range(MOST_A_DAY):
            thank_member(membership_id=market.provider.pk, text="Dank", by=market.actor("third"), at=now)
        with pytest.raises(TooMuchToday):
            thank_member(membership_id=market.provider.pk, text="Dank", by=market.actor("third"), at=now)
        later = now + timedelta(days=1, minutes=1)
        thank_member(membership_id=market.provider.pk, text="Dank", by=market.actor("third"), at=later)
        assert Thanks.objects.count() == MOST_A_DAY + 1


class TestBlocks:
    def test_both_are_apart_and_only_one_knows_why(self, market: Market) -> None:
        ours, theirs = market.provider.pk, market.requester.pk
        block_member(membership_id=theirs, by=market.actor("provider"))
        assert is_blocked_between([ours], [theirs])
        assert is_blocked_between([theirs, market.third.pk], [ours])
        assert blocked_pairs([ours, theirs, market.third.pk]) == {frozenset({ours, theirs})}
        assert (blocked_with(ours), blocked_with(theirs), blocked_with(None)) == ({theirs}, {ours}, set())
        assert (has_blocked(ours, theirs), has_blocked(theirs, ours)) == (True, False)

    def test_each_lifts_only_their_own(self, market: Market) -> None:
        ours, theirs = market.provider.pk, market.requester.pk
        block_member(membership_id=theirs, by=market.actor("provider"))
        block_member(membership_id=ours, by=market.actor("requester"))
        unblock_member(membership_id=theirs, by=market.actor("provider"))
        assert is_blocked_between([ours], [theirs])
        unblock_member(membership_id=ours, by=market.actor("requester"))
        assert not Block.objects.exists()

    def test_again_changes_nothing_and_oneself_cannot(self, market: Market) -> None:
        for _time in range(2):
            block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        with pytest.raises(NotAllowed):
            block_member(membership_id=market.provider.pk, by=market.actor("provider"))
        assert Block.objects.count() == 1
        assert not Notification.objects.exists()


def test_the_file_of_a_person_holds_what_they_said_and_not_what_is_still_blind(market: Market) -> None:
    from marketplace.actions.reviews import write_review
    from tests.marketplace.talking import ask, make_offer

    deal = completed(market)
    write_review(deal=deal, stars=2, text="Nog geheim", by=market.actor("requester"))
    ask(market, make_offer(market))
    thank_member(membership_id=market.requester.pk, text="Dank", by=market.actor("third"))
    block_member(membership_id=market.third.pk, by=market.actor("requester"))
    mine, theirs = data_of_member(market.requester.pk), data_of_member(market.provider.pk)
    assert [row["text"] for row in mine["messages"]] == ["Kan het zaterdag?"]
    assert [row["text"] for row in mine["reviews_written"]] == ["Nog geheim"]
    assert [row["text"] for row in mine["thanks_received"]] == ["Dank"]
    assert [row["blocked__display_name"] for row in mine["members_blocked"]] == ["Dirk Derde"]
    assert (theirs["reviews_received"], theirs["messages"]) == ([], [])
    assert data_of_member(market.third.pk)["members_blocked"] == []
