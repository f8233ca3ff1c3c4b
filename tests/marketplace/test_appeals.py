"""Appeals: another person judges, once; undoing brings everything back as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from communities.models import Membership
from marketplace.actions.moderation import (
    appeal,
    appeal_refusal,
    judge_appeal,
)
from marketplace.errors import (
    AppealNotPossible,
    MeasureIncomplete,
)
from marketplace.models import Appeal, Listing, Measure, Notice
from tests.factories import actor_of, make_member
from tests.marketplace.conftest import Market
from tests.marketplace.moderating import (
    AT,
    DAY,
    decided,
    decision,
    offer_of,
)
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates", "here")]


@pytest.fixture
def second(market: Market) -> Actor:
    return actor_of(make_member(market.community, Role.MODERATOR, name="Mia Derator"))


class TestAppealing:
    def make(self, market: Market, kind: str = "hide", **more: Any) -> tuple[Listing, Appeal]:
        listing = offer_of(market)
        measure = decided(market, listing, kind, **more)
        made = appeal(
            measure=measure, text="Het klopt niet.", membership_id=market.provider.pk, at=AT + 2 * DAY
        )
        return listing, made

    def test_another_moderator_undoes_it_and_all_is_as_before(self, market: Market, second: Actor) -> None:
        listing, made = self.make(market)
        listing.refresh_from_db()
        assert listing.state == "hidden"
        judged = judge_appeal(
            appeal=made, is_reversed=True, judgement="De foto is van een ander.", by=second, at=AT + 3 * DAY
        )
        listing.refresh_from_db()
        assert (judged.state, judged.judged_by_id) == ("reversed", second.membership_id)
        assert (listing.state, made.measure.lifted_because) == ("published", "")
        assert Measure.objects.get().lifted_because == "reversed"

    def test_or_lets_it_stand(self, market: Market, second: Actor) -> None:
        listing, made = self.make(market)
        judge_appeal(appeal=made, is_reversed=False, judgement="Het klopt wel.", by=second, at=AT + 3 * DAY)
        listing.refresh_from_db()
        assert (listing.state, Appeal.objects.get().state) == ("hidden", "upheld")
        with pytest.raises(AppealNotPossible):
            judge_appeal(appeal=made, is_reversed=True, judgement="Toch.", by=second)

    def test_never_by_who_decided_or_has_a_part(self, market: Market) -> None:
        listing, made = self.make(market)
        for name in ("moderator", "provider", "requester", "third"):
            with pytest.raises(NotAllowed):
                judge_appeal(appeal=made, is_reversed=True, judgement="Ja.", by=market.actor(name))
        listing.refresh_from_db()
        assert (listing.state, Appeal.objects.get().state) == ("hidden", "open")
        fields = {"state": "reversed", "judgement": "Ja.", "judged_at": AT}
        for who, name in (
            (market.moderator, "appeal_judged_by_another"),
            (market.requester, "appeal_judge_has_no_part"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Appeal.objects.filter(pk=made.pk).update(judged_by=who, **fields)

    def test_once_and_within_six_months(self, market: Market) -> None:
        _listing, made = self.make(market)
        with pytest.raises(AppealNotPossible):
            appeal(measure=made.measure, text="Nog eens.", membership_id=market.provider.pk, at=AT + 3 * DAY)
        late = decided(market, offer_of(market))
        with pytest.raises(AppealNotPossible):
            appeal(measure=late, text="Te laat.", membership_id=market.provider.pk, at=AT + 184 * DAY)
        with pytest.raises(AppealNotPossible):
            appeal(measure=late, text="Niet van mij.", membership_id=market.third.pk, at=AT + 2 * DAY)
        assert Appeal.objects.count() == 1
        appeal(
            measure=late,
            text="Net op tijd.",
            membership_id=market.provider.pk,
            at=AT + DAY + timedelta(days=182, hours=23),
        )

    def test_a_reporter_who_was_not_heard_appeals_and_something_is_done(
        self, market: Market, second: Actor
    ) -> None:
        listing = offer_of(market)
        decided(market, listing, "none")
        notice = Notice.objects.get()
        made = appeal_refusal(notice=notice, text="Kijk nog eens.", at=AT + 2 * DAY)
        assert made.appellant_id == market.requester.pk
        with pytest.raises(MeasureIncomplete):
            judge_appeal(appeal=made, is_reversed=True, judgement="Ja.", by=second, at=AT + 3 * DAY)
        judged = judge_appeal(
            appeal=made,
            is_reversed=True,
            judgement="Ja.",
            by=second,
            instead=decision("hide"),
            at=AT + 3 * DAY,
        )
        listing.refresh_from_db()
        assert (listing.state, judged.outcome_id) == ("hidden", Measure.objects.first().pk)  # type: ignore[union-attr]
        assert not Measure.objects.filter(kind="none").exclude(lifted_at=None).exists()

    def test_who_was_heard_has_nothing_to_appeal(self, market: Market) -> None:
        decided(market, offer_of(market), "reminder")
        with pytest.raises(AppealNotPossible):
            appeal_refusal(notice=Notice.objects.get(), text="Meer!", at=AT + 2 * DAY)

    def test_a_suspension_is_undone_with_what_they_were(self, market: Market, second: Actor) -> None:
        _listing, made = self.make(market, "suspend")
        judge_appeal(appeal=made, is_reversed=True, judgement="Te zwaar.", by=second, at=AT + 3 * DAY)
        member = Membership.objects.get(pk=market.provider.pk)
        assert (member.state, member.local_groups.count()) == ("active", 1)
