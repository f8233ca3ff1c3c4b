"""What becomes due in a dispute is told once, to who can do something about it."""

from datetime import timedelta

import pytest

from communities.models import Notification
from marketplace.actions.disputes import tell_what_is_due
from tests.factories import make_member
from tests.marketplace.conftest import Market
from tests.marketplace.disputes import AGREED_AT, DAY, answered, decide, disputed
from weconomics.actor import Role
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]


class TestDeadlines:
    def told(self) -> list[tuple[int, str]]:
        deliver_waiting()
        rows = Notification.objects.filter(kind="dispute").order_by("pk")
        return [(row.membership_id, row.text) for row in rows]

    def test_silence_is_told_once_to_who_moderates(self, market: Market) -> None:
        dispute = disputed(market)
        for _again in range(3):
            tell_what_is_due(dispute_id=dispute.pk, at=dispute.answer_until)
        [(who, text)] = self.told()
        assert who == market.moderator.pk
        assert "Niemand" in text or "Nobody" in text

    def test_before_the_moment_nothing_is_told(self, market: Market) -> None:
        dispute = disputed(market)
        tell_what_is_due(dispute_id=dispute.pk, at=dispute.answer_until - timedelta(seconds=1))
        assert self.told() == []

    def test_a_late_decision_is_told_once_to_who_moderates_and_who_leads(self, market: Market) -> None:
        leader = make_member(market.community, Role.DOMAIN_LEADER)
        dispute = answered(market)
        deliver_waiting()
        Notification.objects.all().delete()
        for _again in range(3):
            tell_what_is_due(dispute_id=dispute.pk, at=dispute.decide_until)
        assert [who for who, _text in self.told()] == sorted([market.moderator.pk, leader.pk])

    def test_what_was_decided_in_time_is_told_of_no_more(self, market: Market) -> None:
        dispute = answered(market)
        decide(market, dispute, 0)
        deliver_waiting()
        before = Notification.objects.count()
        tell_what_is_due(dispute_id=dispute.pk, at=dispute.decide_until + DAY)
        deliver_waiting()
        assert Notification.objects.count() == before

    def test_each_term_has_one_job(self, market: Market) -> None:
        dispute = answered(market)
        jobs = Job.objects.filter(kind="marketplace.dispute_is_due").order_by("run_after")
        assert [job.run_after for job in jobs] == [
            AGREED_AT + 15 * DAY,
            AGREED_AT + 23 * DAY,
            AGREED_AT + 29 * DAY,
        ]
        assert {job.payload["dispute_id"] for job in jobs} == {dispute.pk}
