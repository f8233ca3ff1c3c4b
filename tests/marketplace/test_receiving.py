"""Letters that come in: what becomes of each, and that nobody learns anything from it."""

import base64
import sys
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from communities.models import Membership, Notification
from marketplace.actions.blocks import block_member
from marketplace.mailing.addresses import Place, place_in, reply_address
from marketplace.mailing.receiving import Outcome, receive_letter
from marketplace.models import Message, Thread
from tests.factories import make_community
from tests.marketplace.conftest import Market
from tests.marketplace.talking import asked
from tests.marketplace.test_mail_cutting import letter_of
from tests.marketplace.test_talking import send_letters
from weconomics.events.outbox import deliver_waiting
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
SECRET = "een-geheim-van-meer-dan-tweeendertig-tekens"


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Any) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_SECRET = "post.example", SECRET


@pytest.fixture
def thread(market: Market) -> Thread:
    """The provider asked something back, so that the requester has a letter to answer."""
    with scope(market.community):
        return asked(market)


def address_of(market: Market, thread: Thread, who: str = "provider") -> str:
    return reply_address(Place(market.community.pk, thread.pk, getattr(market, who).pk))


def letter(
    market: Market, thread: Thread, name: str = "gmail_nl", *, sender: str = "", to: str = ""
) -> bytes:
    sender = sender or market.provider.user.email
    return letter_of(name, member=sender, to=to or address_of(market, thread))


def said(market: Market) -> list[str]:
    with scope(market.community):
        return list(Message.objects.order_by("pk").values_list("text", flat=True))


class TestTheAddress:
    def test_it_is_read_back_whatever_its_case_and_fits_a_local_part(self) -> None:
        place = Place(2**40, 2**40, 2**40)
        address = reply_address(place)
        assert len(address.partition("@")[0]) <= 64
        assert place_in(["x@y.example", address.upper()]) == place

    @given(st.integers(0, 60), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567-"))
    def test_one_other_sign_makes_it_nobody_s(self, position: int, sign: str) -> None:
        from django.test import override_settings

        with override_settings(MAIL_IN_DOMAIN="post.example"):
            address = reply_address(Place(1, 2, 3))
            changed = address[:position] + sign + address[position + 1 :]
            assert place_in([changed]) in (None, Place(1, 2, 3))
            assert changed.lower() == address or place_in([changed]) is None

    def test_an_old_key_still_counts_and_a_strange_one_never(self, settings: Any) -> None:
        address = reply_address(Place(1, 2, 3))
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "x" * 60
        assert place_in([address]) == Place(1, 2, 3)
        settings.SECRET_KEY_FALLBACKS = []
        assert place_in([address]) is None

    def test_without_a_domain_there_is_none(self, settings: Any) -> None:
        address = reply_address(Place(1, 2, 3))
        settings.MAIL_IN_DOMAIN = ""
        assert (reply_address(Place(1, 2, 3)), place_in([address])) == ("", None)


class TestAnAnswer:
    def test_the_letter_that_was_sent_is_answered_into_its_thread(
        self, market: Market, thread: Thread
    ) -> None:
        with scope(market.community):
            deliver_waiting()
            send_letters()
        sent = mail.outbox[0]
        assert sent.reply_to == [address_of(market, thread)]
        assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
        raw = letter_of("gmail_nl", member=sent.to[0], to=sent.reply_to[0])
        assert receive_letter(raw) == Outcome.POSTED
        with scope(market.community):
            message = Message.objects.latest("pk")
            assert (message.thread_id, message.author_id) == (thread.pk, market.provider.pk)
            assert message.text.startswith("Ja, zaterdag om tien uur is goed.")

    def test_the_same_letter_twice_is_posted_once(self, market: Market, thread: Thread) -> None:
        raw = letter(market, thread)
        assert [receive_letter(raw), receive_letter(raw)] == [Outcome.POSTED, Outcome.REPEATED]
        assert len(said(market)) == 2

    def test_files_are_judged_as_on_the_page(self, market: Market, thread: Thread) -> None:
        assert receive_letter(letter(market, thread, "with_files")) == Outcome.POSTED
        with scope(market.community):
            files = Message.objects.latest("pk").attachments.values_list("name", "content_type")
            assert list(files) == [("heg nu.webp", "image/webp"), ("offerte.pdf", "application/pdf")]

    def test_the_address_of_the_envelope_is_enough(self, market: Market, thread: Thread) -> None:
        raw = letter(market, thread, to="lijst@elders.example")
        assert receive_letter(raw) == Outcome.IGNORED
        assert receive_letter(raw, recipient=address_of(market, thread)) == Outcome.POSTED

    @pytest.mark.parametrize("name", ["with_program", "only_quotation"])
    def test_what_is_refused_is_told_to_the_member_alone_and_not_by_mail(
        self, market: Market, thread: Thread, name: str
    ) -> None:
        assert receive_letter(letter(market, thread, name)) == Outcome.REFUSED
        assert len(said(market)) == 1
        with scope(market.community):
            told = Notification.objects.filter(kind="message").values_list("membership", flat=True)
            assert list(told) == [market.provider.pk]
        assert mail.outbox == []

    def test_who_is_blocked_is_refused_as_on_the_page(self, market: Market, thread: Thread) -> None:
        with scope(market.community):
            block_member(membership_id=market.provider.pk, by=market.actor("requester"))
        assert receive_letter(letter(market, thread)) == Outcome.REFUSED
        assert len(said(market)) == 1


class TestWhoIsNobody:
    @pytest.mark.parametrize(
        "name", ["absence", "absence_by_subject", "bounce", "mailing_list", "two_senders"]
    )
    def test_machines_and_doubtful_senders(self, market: Market, thread: Thread, name: str) -> None:
        assert receive_letter(letter(market, thread, name)) == Outcome.IGNORED
        self.nothing_happened(market)

    def test_another_sender_with_the_right_address(self, market: Market, thread: Thread) -> None:
        for sender in ("mallory@elders.example", market.requester.user.email):
            assert receive_letter(letter(market, thread, sender=sender)) == Outcome.IGNORED
        self.nothing_happened(market)

    def test_an_address_that_is_not_verified(self, market: Market, thread: Thread) -> None:
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=market.provider.user, email="nieuw@elders.example", verified=False)
        assert receive_letter(letter(market, thread, sender="nieuw@elders.example")) == Outcome.IGNORED
        self.nothing_happened(market)

    def test_who_is_no_side_of_the_thread(self, market: Market, thread: Thread) -> None:
        raw = letter(market, thread, sender=market.third.user.email, to=address_of(market, thread, "third"))
        assert receive_letter(raw) == Outcome.IGNORED
        self.nothing_happened(market)

    def test_who_left(self, market: Market, thread: Thread) -> None:
        with scope(market.community):
            Membership.objects.filter(pk=market.provider.pk).update(state="left", left_at=timezone.now())
        assert receive_letter(letter(market, thread)) == Outcome.IGNORED
        self.nothing_happened(market)

    def test_a_thread_of_another_community(self, market: Market, thread: Thread) -> None:
        other = make_community()
        to = reply_address(Place(other.pk, thread.pk, market.provider.pk))
        assert receive_letter(letter(market, thread, to=to)) == Outcome.IGNORED
        self.nothing_happened(market)

    @given(st.binary(max_size=400))
    def test_any_bytes(self, raw: bytes) -> None:
        assert receive_letter(raw) == Outcome.IGNORED

    def nothing_happened(self, market: Market) -> None:
        assert said(market) == ["Kan het zaterdag?"]
        assert mail.outbox == []
        with scope(market.community):
            assert not Notification.objects.filter(text__contains="mail").exists()


class TestTheDoorForProviders:
    def post(self, raw: bytes, authorization: str = f"Bearer {SECRET}", **more: Any) -> int:
        headers = {"Authorization": authorization}
        kind = more.pop("content_type", "message/rfc822")
        return (
            Client(raise_request_exception=False)
            .post("/mail/in/", raw, content_type=kind, headers=headers)
            .status_code
        )

    def test_a_letter_is_taken(self, market: Market, thread: Thread) -> None:
        assert self.post(letter(market, thread)) == 204
        assert len(said(market)) == 2

    def test_as_a_form_with_basic_authentication(self, market: Market, thread: Thread) -> None:
        basic = base64.b64encode(f"post:{SECRET}".encode()).decode()
        answer = Client().post(
            "/mail/in/",
            {"email": letter(market, thread, "apple_nl").decode(), "recipient": address_of(market, thread)},
            headers={"Authorization": f"Basic {basic}"},
        )
        assert (answer.status_code, said(market)[-1]) == (204, "Prima, tot dan!")

    def test_every_letter_gets_the_same_answer(self, market: Market, thread: Thread) -> None:
        raws = [letter(market, thread), letter(market, thread, sender="mallory@elders.example"), b"niets"]
        answers = [
            Client().post(
                "/mail/in/", raw, content_type="message/rfc822", headers={"Authorization": f"Bearer {SECRET}"}
            )
            for raw in raws
        ]
        assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}

    @pytest.mark.parametrize(
        "given", ["", "Bearer", "Bearer x", "Basic !!", "Basic eDp5", f"Digest {SECRET}"]
    )
    def test_without_the_secret_there_is_no_door(self, market: Market, thread: Thread, given: str) -> None:
        assert self.post(letter(market, thread), given) == 404
        assert len(said(market)) == 1

    def test_an_empty_secret_opens_nothing(self, market: Market, thread: Thread, settings: Any) -> None:
        settings.MAIL_IN_SECRET = ""
        for empty in ("", "Bearer", "Bearer ", "Basic Og=="):
            assert self.post(letter(market, thread), empty) == 404
        assert len(said(market)) == 1


def test_the_command_reads_a_letter_and_always_ends_well(
    market: Market, thread: Thread, monkeypatch: Any, capsys: Any
) -> None:
    from io import BytesIO
    from types import SimpleNamespace

    from django.core.management import call_command

    for raw, outcome in ((letter(market, thread), "posted"), (b"niets", "ignored")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(raw)))
        call_command("receive_mail")
        assert capsys.readouterr().out.strip() == outcome
