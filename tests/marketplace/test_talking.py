"""Threads: who reads and writes, what counts as new, and that the other side is told once a burst."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from communities.interface import PartyRef
from communities.models import Membership, Notification
from marketplace.actions.blocks import block_member, unblock_member
from marketplace.actions.listings import close_listing
from marketplace.actions.messages import ask_about_listing, send_message, write_message
from marketplace.actions.telling import LONG_PAUSE, SHORT_PAUSE
from marketplace.actions.threads import read_thread, thread_of
from marketplace.errors import NotOpenForDeals, OutOfReach, TooMuchToday
from marketplace.limits import most_a_day
from marketplace.models import Message, Thread
from marketplace.talking import queries, rules
from tests.api.rows import make_deal, make_listing
from tests.factories import actor_of, make_member, make_partner
from tests.marketplace.conftest import Market
from tests.marketplace.talking import ask, asked, make_offer
from weconomics.errors import DomainError, NotAllowed
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def answer(
    market: Market, thread: Thread, text: str = "Ja hoor.", who: str = "provider", **more: Any
) -> Message:
    return write_message(thread=thread, text=text, by=market.actor(who), **more)


def unread_of(market: Market, who: str) -> dict[int, int]:
    rows = queries.with_unread(queries.threads_of(market.actor(who)), getattr(market, who).pk)
    return dict(rows.values_list("pk", "unread"))


class TestAsking:
    def test_a_question_opens_one_thread_per_member_and_listing(self, market: Market) -> None:
        offer = make_offer(market)
        first, second = ask(market, offer), ask(market, offer, "En zondag?")
        other = ask(market, offer, who="third")
        assert first.thread_id == second.thread_id != other.thread_id
        assert Thread.objects.count() == 2

    def test_the_owner_answers(self, market: Market) -> None:
        thread = asked(market)
        answer(market, thread)
        assert list(queries.messages_of(thread).values_list("text", flat=True)) == [
            "Kan het zaterdag?",
            "Ja hoor.",
        ]

    def test_nobody_asks_themselves(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            ask(market, make_offer(market), who="provider")
        assert not Thread.objects.exists()

    def test_what_is_closed_takes_no_new_question_but_the_old_one_goes_on(self, market: Market) -> None:
        offer = make_offer(market)
        ask(market, offer)
        close_listing(listing=offer, by=market.actor("provider"))
        offer.refresh_from_db()
        ask(market, offer, "Toch nog iets")
        with pytest.raises(NotOpenForDeals):
            ask(market, offer, who="third")
        assert Message.objects.count() == 2

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
    def test_nothing_is_not_a_message(self, market: Market, text: str) -> None:
        thread = asked(market)
        with pytest.raises(DomainError):
            answer(market, thread, text)
        assert Message.objects.count() == 1


class TestWhoReadsAndWrites:
    @pytest.mark.parametrize("who", ["third", "moderator", "coordinator"])
    def test_nobody_else(self, market: Market, who: str) -> None:
        thread = asked(market)
        assert not rules.may_read_thread(thread, by=market.actor(who))
        with pytest.raises(NotAllowed):
            answer(market, thread, who=who)
        assert Message.objects.count() == 1

    def test_the_colleagues_of_an_organisation(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.third)
        offer = make_listing(market.community, market.third, organisation=partner)
        thread = ask(market, offer).thread
        assert rules.sides_of(thread)[1].ref == PartyRef("organisation", partner.pk)
        answer(market, thread, who="third")
        assert unread_of(market, "requester") == {thread.pk: 1}

    def test_a_thread_of_a_deal_is_of_its_two(self, market: Market) -> None:
        deal = make_deal(make_offer(market), market.requester)
        send_message(deal=deal, text="Tot zo", by=market.actor("provider"))
        assert set(unread_of(market, "requester")) == {thread_of(deal=deal).pk}
        assert unread_of(market, "third") == {}


class TestWhatIsNew:
    def test_reading_takes_the_count_away_until_more_is_said(self, market: Market) -> None:
        thread = asked(market)
        assert (unread_of(market, "provider"), unread_of(market, "requester")) == (
            {thread.pk: 1},
            {thread.pk: 0},
        )
        read_thread(thread=thread, by=market.actor("provider"))
        assert unread_of(market, "provider") == {thread.pk: 0}
        ask(market, thread.listing, "Nog iets")
        assert unread_of(market, "provider") == {thread.pk: 1}

    def test_what_is_new_comes_first(self, market: Market) -> None:
        old, new = asked(market), asked(market)
        read_thread(thread=new, by=market.actor("provider"))
        rows = queries.with_unread(queries.threads_of(market.actor("provider")), market.provider.pk)
        assert [row.pk for row in queries.unread_first(rows)] == [old.pk, new.pk]

    def test_the_menu_counts_threads_that_still_matter(self, market: Market) -> None:
        month_ago = timezone.now() - timedelta(days=30)
        ended = make_deal(make_offer(market), market.requester, state="declined")
        send_message(deal=ended, text="Jammer", by=market.actor("requester"), at=month_ago)
        running = make_deal(make_offer(market), market.requester)
        for text in ("Kan het?", "Graag snel"):
            send_message(deal=running, text=text, by=market.actor("requester"), at=month_ago)
        actor = market.actor("provider")
        assert queries.unread_thread_count(actor, at=timezone.now()) == 1
        read_thread(thread=thread_of(deal=running), by=actor)
        assert queries.unread_thread_count(actor, at=timezone.now()) == 0

    def test_who_is_blocked_counts_no_more(self, market: Market) -> None:
        asked(market)
        block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        assert queries.unread_thread_count(market.actor("provider"), at=timezone.now()) == 0


class TestBlocking:
    @pytest.mark.parametrize("blocker", ["provider", "requester"])
    def test_neither_writes_and_both_read_the_same_sentence(self, market: Market, blocker: str) -> None:
        thread = asked(market)
        other = "requester" if blocker == "provider" else "provider"
        block_member(membership_id=getattr(market, other).pk, by=market.actor(blocker))
        said = set()
        for who in ("provider", "requester"):
            with pytest.raises(OutOfReach) as refusal:
                answer(market, thread, who=who)
            said.add(str(refusal.value))
        assert len(said) == 1
        assert Message.objects.count() == 1
        unblock_member(membership_id=getattr(market, other).pk, by=market.actor(blocker))
        answer(market, thread)
        assert Message.objects.count() == 2

    @pytest.mark.parametrize(
        ("state", "may"), [("proposed", False), ("agreed", True), ("started", True), ("declined", False)]
    )
    def test_a_deal_that_binds_goes_on(self, market: Market, state: str, may: bool) -> None:
        deal = make_deal(make_offer(market), market.requester, state=state)
        block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        thread = thread_of(deal=deal)
        assert bool(rules.hearer_ids(thread, author_id=market.requester.pk)) is may

    def test_who_left_is_out_of_reach(self, market: Market) -> None:
        thread = asked(market)
        Membership.objects.filter(pk=market.provider.pk).update(state="left", left_at=timezone.now())
        with pytest.raises(OutOfReach):
            ask(market, thread.listing, "Ben je er nog?")

    def test_a_blocked_colleague_hears_nothing_but_the_organisation_does(self, market: Market) -> None:
        partner = make_partner(market.community, admin=market.third)
        second = make_member(market.community, name="Tweede Collega")
        from communities.models import PartnerColleague

        PartnerColleague.objects.create(organisation=partner, membership=second, role="trader")
        block_member(membership_id=market.third.pk, by=market.actor("requester"))
        thread = ask(market, make_listing(market.community, market.third, organisation=partner)).thread
        assert rules.hearer_ids(thread, author_id=market.requester.pk) == {second.pk}


class TestHowOften:
    def test_two_hundred_a_day_and_a_tenth_for_who_is_new(self, market: Market) -> None:
        now = timezone.now()
        assert most_a_day(200, membership_id=market.requester.pk, at=now) == 200
        newcomer = make_member(market.community, joined_at=now - timedelta(days=2))
        assert most_a_day(200, membership_id=newcomer.pk, at=now) == 20

    def test_the_next_one_waits_for_tomorrow(self, market: Market) -> None:
        now = timezone.now()
        newcomer = actor_of(make_member(market.community, joined_at=now - timedelta(days=2)))
        offer = make_offer(market)
        for number in range(20):
            ask_about_listing(listing=offer, text=f"{number}", by=newcomer, at=now)
        with pytest.raises(TooMuchToday) as refusal:
            ask_about_listing(listing=offer, text="21", by=newcomer, at=now)
        assert (refusal.value.data, refusal.value.status) == ({"most": 20}, 429)
        assert Message.objects.count() == 20
        ask_about_listing(listing=offer, text="Morgen", by=newcomer, at=now + timedelta(days=1, seconds=1))


class TestTelling:
    """The moment of a burst is the moment of its first message."""

    def test_ten_messages_make_one_notification_and_one_letter(self, market: Market) -> None:
        thread = asked(market)
        for number in range(9):
            ask(market, thread.listing, f"Vraag {number}")
        deliver_waiting()
        assert [thread.listing.title in text for text in told(market.provider)] == [True]
        assert send_letters() == 1
        letter = mail.outbox[0]
        assert letter.to == [market.provider.user.email]
        assert all(text in letter.body for text in ("Kan het zaterdag?", "Vraag 0", "Vraag 8"))
        assert told(market.requester) == []

    def test_what_was_read_meanwhile_makes_no_letter(self, market: Market) -> None:
        thread = asked(market)
        deliver_waiting()
        read_thread(thread=thread, by=market.actor("provider"))
        assert send_letters() == 0

    def test_the_next_burst_waits_an_hour_and_nothing_is_lost(self, market: Market) -> None:
        thread = asked(market)
        deliver_waiting()
        send_letters()
        ask(market, thread.listing, "En dan nog dit")
        deliver_waiting()
        waiting = Job.objects.filter(kind="marketplace.mail_thread").latest("pk")
        assert waiting.run_after - timezone.now() > LONG_PAUSE - SHORT_PAUSE
        assert send_letters() == 1
        assert "En dan nog dit" in mail.outbox[1].body
        assert "Kan het zaterdag?" not in mail.outbox[1].body

    def test_a_message_that_comes_while_the_letter_goes_out_begins_the_next_burst(
        self, market: Market
    ) -> None:
        from marketplace.actions.telling import letter_was_sent

        thread = asked(market)
        deliver_waiting()
        first = Message.objects.get()
        second = ask(market, thread.listing, "Terwijl de brief gaat")
        deliver_waiting()
        letter_was_sent(thread=thread, membership_id=market.provider.pk, until=first.sent_at)
        keys = list(
            Job.objects.filter(kind="marketplace.mail_thread").order_by("pk").values_list("key", flat=True)
        )
        place = f"{thread.pk}:{market.provider.pk}"
        assert keys == [f"{place}:{first.pk}", f"{place}:{second.pk}"]

    def test_who_wants_no_mail_reads_it_here(self, market: Market) -> None:
        Membership.objects.filter(pk=market.provider.pk).update(mail_preference="none")
        asked(market)
        deliver_waiting()
        assert send_letters() == 0
        assert len(told(market.provider)) == 1

    def test_a_repeated_event_tells_nothing_twice(self, market: Market) -> None:
        from marketplace.actions.telling import tell_of_message

        message = ask(market, make_offer(market))
        for _time in range(2):
            tell_of_message(message_id=message.pk)
        assert Job.objects.filter(kind="marketplace.mail_thread").count() == 1


def told(member: Membership) -> list[str]:
    rows = Notification.objects.filter(membership=member, kind="message")
    return list(rows.order_by("pk").values_list("text", flat=True))


def send_letters() -> int:
    """Do every waiting letter's job, as if its time had come; how many letters went out."""
    before = len(mail.outbox)
    for job in Job.objects.filter(kind="marketplace.mail_thread", state="queued").order_by("pk"):
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
        run_job_now(job.community_id, job.pk)
    return len(mail.outbox) - before
