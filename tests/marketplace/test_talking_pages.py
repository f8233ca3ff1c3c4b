"""The pages of talking and trust: who comes in, what they show, and how many queries a list asks."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.actions.blocks import block_member
from marketplace.actions.reviews import write_review
from marketplace.actions.thanks import thank_member
from marketplace.actions.threads import thread_of
from marketplace.models import Block, Message, Review, Thanks, Thread
from tests.api.rows import make_deal
from tests.factories import make_member
from tests.marketplace.conftest import Market
from tests.marketplace.talking import ask, asked, completed, make_offer
from tests.marketplace.test_doors import address, client_of, make_network_staff
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
PARTS = {"HX-Request": "true"}


def shown_review(market: Market) -> Review:
    """The requester's words about the provider, which both can read."""
    deal = completed(market)
    with scope(market.community):
        row = write_review(deal=deal, stars=4, text="Netjes gedaan", by=market.actor("requester"))
        write_review(deal=deal, stars=5, text="Aardige mensen", by=market.actor("provider"))
    return row


class TestDoors:
    def test_who_comes_in_where(self, market: Market) -> None:
        with scope(market.community):
            thread, offer = asked(market), make_offer(market)
        row = shown_review(market)
        callers = {
            "visitor": client_of(None),
            "stranger": client_of(make_member(market.community, state="left", left_at=timezone.now())),
            "provider": client_of(market.provider),
            "requester": client_of(market.requester),
            "third": client_of(market.third),
            "moderator": client_of(market.moderator),
            "coordinator": client_of(market.coordinator),
            "leader": client_of(make_member(market.community, Role.DOMAIN_LEADER)),
            "network": client_of(make_network_staff(market)),
        }
        inside = set(callers) - {"visitor", "stranger"}
        two = {"provider", "requester"}
        pages = {
            address(market, "threads"): inside,
            address(market, "thread", thread.public_id): two,
            address(market, "listing_ask", offer.public_id): inside,
            address(market, "blocks"): inside,
            address(market, "review_rules"): set(callers),
            address(market, "reviews", "member", market.provider.public_id): inside,
            address(market, "reviews", "person", market.provider.public_id): set(),
            address(market, "review_answer", row.public_id): inside,
            address(market, "deal_review", row.deal.public_id): two,
            address(market, "member_thank", market.provider.public_id): inside,
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages

    def test_nothing_is_written_through_an_address_of_others(self, market: Market) -> None:
        with scope(market.community):
            thread = asked(market)
        row = shown_review(market)
        tries = {
            address(market, "thread", thread.public_id): {"text": "Ik praat mee"},
            address(market, "deal", row.deal.public_id): {"text": "Ik ook"},
            address(market, "review_answer", row.public_id): {"text": "En ik"},
            address(market, "deal_review", row.deal.public_id): {"stars": 1, "text": "Slecht"},
        }
        for url, data in tries.items():
            for who in (None, market.third, market.moderator, make_network_staff(market)):
                assert client_of(who).post(url, data).status_code in (200, 302, 404)
        with scope(market.community):
            assert (Message.objects.count(), Review.objects.count()) == (1, 2)
            assert not Review.objects.exclude(answer="").exists()


class TestThreadPages:
    def test_ask_answer_and_read(self, market: Market) -> None:
        with scope(market.community):
            offer = make_offer(market, title="Heg knippen")
        asking = client_of(market.requester)
        page = asking.get(address(market, "listing", offer.public_id)).content.decode()
        assert address(market, "listing_ask", offer.public_id) in page
        answer = asking.post(
            address(market, "listing_ask", offer.public_id), {"text": "Kan het **zaterdag**?"}
        )
        with scope(market.community):
            thread = Thread.objects.get()
        url = address(market, "thread", thread.public_id)
        assert answer.url == url
        owner = client_of(market.provider)
        assert "Vera Vrager" in owner.get(address(market, "listing", offer.public_id)).content.decode()
        assert "Heg knippen" in owner.get(address(market, "threads")).content.decode()
        assert "<strong>zaterdag</strong>" in owner.get(url).content.decode()
        part = owner.post(url, {"text": "Ja hoor"}, headers=PARTS).content.decode()
        assert "<html" not in part
        assert "Ja hoor" in part
        assert owner.post(url, {"text": "Tot dan"}).status_code == 302
        assert asking.get(address(market, "listing_ask", offer.public_id)).url == url

    def test_a_refusal_stands_in_the_part_and_what_was_typed_stays(self, market: Market) -> None:
        with scope(market.community):
            thread = asked(market)
        url = address(market, "thread", thread.public_id)
        file = SimpleUploadedFile("programma.exe", b"MZ")
        for headers in ({}, PARTS):
            file.seek(0)
            page = client_of(market.provider).post(url, {"text": "Kijk eens", "files": file}, headers=headers)
            assert page.status_code == 200
            assert "programma.exe" in page.content.decode()
            assert "Kijk eens" in page.content.decode()
        with scope(market.community):
            assert Message.objects.count() == 1

    def test_the_thread_of_a_deal_is_on_its_page(self, market: Market) -> None:
        with scope(market.community):
            deal = make_deal(make_offer(market), market.requester)
            thread = thread_of(deal=deal)
        client, url = client_of(market.provider), address(market, "deal", deal.public_id)
        assert client.post(url, {"text": "Dag"}).url == f"{url}#messages"
        assert "Nog een" in client.post(url, {"text": "Nog een"}, headers=PARTS).content.decode()
        assert client.get(address(market, "thread", thread.public_id)).url == f"{url}#messages"
        assert "Nog een" in client.get(url).content.decode()

    def test_opening_it_reads_it(self, market: Market) -> None:
        with scope(market.community):
            thread = asked(market)
        client = client_of(market.provider)
        inbox = address(market, "threads")
        assert client.get(inbox).context["page_obj"].object_list[0].unread == 1
        client.get(address(market, "thread", thread.public_id))
        assert client.get(inbox).context["page_obj"].object_list[0].unread == 0

    def test_markup_of_a_message_is_text(self, market: Market) -> None:
        with scope(market.community):
            thread = asked(market, text='<img src=x onerror="alert(1)"><script>1</script>')
        for url in (address(market, "thread", thread.public_id), address(market, "threads")):
            page = client_of(market.provider).get(url).content.decode()
            assert "<img src=x" not in page
            assert "<script>1" not in page

    def test_the_inbox_asks_the_same_for_one_and_for_many(self, market: Market) -> None:
        client, counts = client_of(market.provider), []
        for more in (1, 3):
            with scope(market.community):
                for _number in range(more):
                    asked(market)
                    deal = make_deal(make_offer(market), market.requester)
                    Message.objects.create(
                        thread=thread_of(deal=deal),
                        author=market.requester,
                        text="Dag",
                        sent_at=timezone.now(),
                    )
                Thread.objects.filter(last_message_at=None).update(last_message_at=timezone.now())
            client.get(address(market, "threads"))
            with CaptureQueriesContext(connection) as asked_for:
                client.get(address(market, "threads"))
            counts.append(len(asked_for))
        assert counts[0] == counts[1]

    def test_a_thread_asks_the_same_for_one_and_for_many(self, market: Market) -> None:
        with scope(market.community):
            thread = asked(market)
        client, counts = client_of(market.requester), []
        for more in (0, 4):
            with scope(market.community):
                for number in range(more):
                    ask(market, thread.listing, f"{number}")
            client.get(address(market, "thread", thread.public_id))
            with CaptureQueriesContext(connection) as asked_for:
                client.get(address(market, "thread", thread.public_id))
            counts.append(len(asked_for))
        assert counts[0] == counts[1]


class TestBlockPages:
    def test_block_and_lift_on_the_list_only_the_blocker_sees(self, market: Market) -> None:
        client = client_of(market.provider)
        profile = market.community.slug, market.requester.public_id
        add = address(market, "member_block", market.requester.public_id)
        assert client.post(add, follow=True).status_code == 200
        assert "Vera Vrager" in client.get(address(market, "blocks")).content.decode()
        theirs = client_of(market.requester)
        assert "Ans Aanbieder" not in theirs.get(address(market, "blocks")).content.decode()
        page = theirs.get(f"/c/{market.community.slug}/members/{market.provider.public_id}/").content.decode()
        assert add.replace(str(market.requester.public_id), str(market.provider.public_id)) in page
        client.post(address(market, "member_unblock", market.requester.public_id))
        with scope(market.community):
            assert not Block.objects.exists()
        assert profile

    def test_a_visitor_and_a_get_block_nobody(self, market: Market) -> None:
        url = address(market, "member_block", market.requester.public_id)
        assert client_of(None).post(url).status_code == 302
        assert client_of(market.provider).get(url).status_code == 405
        with scope(market.community):
            assert not Block.objects.exists()

    def test_a_running_deal_says_so_to_the_blocker_alone(self, market: Market) -> None:
        with scope(market.community):
            deal = make_deal(make_offer(market), market.requester, state="agreed")
            thread_of(deal=deal)
            block_member(membership_id=market.requester.pk, by=market.actor("provider"))
        url, blocks = address(market, "deal", deal.public_id), address(market, "blocks")
        main = [
            client_of(who).get(url).content.decode().partition("<main")[2]
            for who in (market.provider, market.requester)
        ]
        assert [blocks in page for page in main] == [True, False]
        assert ['name="text"' in page for page in main] == [True, True]


class TestReviewPages:
    def test_write_read_and_answer(self, market: Market) -> None:
        deal = completed(market)
        client, url = client_of(market.requester), address(market, "deal_review", deal.public_id)
        assert url in client.get(address(market, "deal", deal.public_id)).content.decode()
        assert "stars" in client.post(url, {"text": "Geen ster"}).context["form"].errors
        assert client.post(url, {"stars": 5, "text": "Heel fijn"}).status_code == 302
        other = client_of(market.provider)
        for page in (
            address(market, "deal", deal.public_id),
            address(market, "reviews", "member", market.provider.public_id),
        ):
            assert "Heel fijn" not in other.get(page).content.decode()
        other.post(address(market, "deal_review", deal.public_id), {"stars": 4, "text": "Graag gedaan"})
        page = other.get(address(market, "reviews", "member", market.provider.public_id)).content.decode()
        assert "Heel fijn" in page
        with scope(market.community):
            row = Review.objects.get(by_side="requester")
        other.post(address(market, "review_answer", row.public_id), {"text": "Dank je wel"})
        profile = client_of(market.third).get(
            f"/c/{market.community.slug}/members/{market.provider.public_id}/"
        )
        assert "Heel fijn" in profile.content.decode()
        assert "Dank je wel" in profile.content.decode()

    def test_a_review_that_does_not_show_is_not_found(self, market: Market) -> None:
        deal = completed(market)
        with scope(market.community):
            row = write_review(deal=deal, stars=2, text="Geheim", by=market.actor("requester"))
        for who in (market.provider, market.requester, market.moderator):
            assert client_of(who).get(address(market, "review_answer", row.public_id)).status_code == 404

    def test_the_list_asks_the_same_for_one_and_for_many(self, market: Market) -> None:
        client, counts = client_of(market.third), []
        url = address(market, "reviews", "member", market.provider.public_id)
        for more in (1, 3):
            for _number in range(more):
                shown_review(market)
            client.get(url)
            with CaptureQueriesContext(connection) as asked_for:
                client.get(url)
            counts.append(len(asked_for))
        assert counts[0] == counts[1]

    def test_too_late_says_so(self, market: Market) -> None:
        deal = completed(market, at=timezone.now() - timedelta(days=8))
        page = client_of(market.requester).get(address(market, "deal_review", deal.public_id))
        assert "stars" not in page.content.decode().partition("<main")[2]


def test_thanks_stand_on_the_profile(market: Market) -> None:
    deal = completed(market)
    client = client_of(market.requester)
    page = client.get(address(market, "deal", deal.public_id)).content.decode()
    url = address(market, "member_thank", market.provider.public_id) + f"?deal={deal.public_id}"
    assert url in page
    assert client.post(url, {"text": "Voor het snoeien"}).status_code == 302
    assert url not in client.get(address(market, "deal", deal.public_id)).content.decode()
    profile = client_of(market.third).get(f"/c/{market.community.slug}/members/{market.provider.public_id}/")
    assert "Voor het snoeien" in profile.content.decode()
    with scope(market.community):
        assert Thanks.objects.get().deal_id == deal.pk
        thank_member(membership_id=market.provider.pk, text="Nog eens", by=market.actor("third"))
