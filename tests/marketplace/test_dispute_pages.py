"""The pages of disputes, withdrawals and quotes: who comes in, what they offer, and that lists stay quick."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Membership, User
from marketplace.actions.deals import accept_deal, deliver_deal, propose_deal
from marketplace.actions.disputes import answer_dispute, open_dispute
from marketplace.models import Deal, Dispute, DisputeEvidence, Listing, Withdrawal
from tests.api.rows import make_listing
from tests.factories import make_category, make_member, make_user
from tests.marketplace.conftest import Market
from weconomics.actor import Role
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def client_of(who: Membership | User | None) -> Client:
    client = Client()
    if who:
        client.force_login(who.user if isinstance(who, Membership) else who)
    return client


def make_offer(market: Market, **fields: Any) -> Listing:
    return make_listing(market.community, market.provider, category=market.garden, **fields)


def agreed(market: Market, listing: Listing | None = None) -> Deal:
    with scope(market.community):
        deal = propose_deal(
            listing=listing or make_offer(market),
            party=market.ref("requester"),
            quantity=Decimal(2),
            by=market.actor("requester"),
        )
        return accept_deal(deal=deal, by=market.actor("provider"))


def disputed(market: Market, deal: Deal | None = None, *, is_answered: bool = False) -> Dispute:
    with scope(market.community):
        deal = deal or deliver_deal(deal=agreed(market), by=market.actor("provider"))
        dispute = open_dispute(
            deal=deal,
            reason="damaged",
            text="De vaas is stuk.",
            wanted_bp=5_000,
            by=market.actor("requester"),
        )
        if is_answered:
            answer_dispute(dispute=dispute, text="Die was heel.", by=market.actor("provider"))
    return dispute


def make_traders(market: Market) -> None:
    with scope(market.community):
        Membership.objects.filter(pk=market.provider.pk).update(trader_status="trader")


class TestDoors:
    def test_who_comes_in(self, market: Market) -> None:
        dispute = disputed(market)
        with scope(market.community):
            deal = Deal.objects.get(pk=dispute.deal_id)
            shown = DisputeEvidence.objects.create(
                dispute=dispute, membership=market.requester, name="vaas.pdf", content_type="application/pdf",
                at=timezone.now(), file=SimpleUploadedFile("vaas.pdf", PDF),
            )  # fmt: skip
        callers = {
            "visitor": client_of(None),
            "stranger": client_of(make_user()),
            "provider": client_of(market.provider),
            "requester": client_of(market.requester),
            "third": client_of(market.third),
            "coordinator": client_of(market.coordinator),
            "moderator": client_of(market.moderator),
            "leader": client_of(make_member(market.community, Role.DOMAIN_LEADER)),
        }
        sides, judges = {"provider", "requester"}, {"moderator", "leader"}
        pages = {
            address(market, "disputes"): judges,
            address(market, "dispute", deal.public_id): sides | judges,
            address(market, "evidence_file", shown.public_id): sides | judges,
            address(market, "withdrawal", deal.public_id): {"requester"},
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages

    def test_quotes_are_shown_to_who_asked_for_them_alone(self, market: Market) -> None:
        request = make_listing(market.community, market.requester, side="request", category=market.garden)
        offer = make_offer(market)
        url = address(market, "quotes", request.public_id)
        names = ("requester", "provider", "third", "moderator", "coordinator")
        found = {name: client_of(getattr(market, name)).get(url).status_code for name in names}
        assert found == {
            "requester": 200,
            "provider": 404,
            "third": 404,
            "moderator": 404,
            "coordinator": 404,
        }
        assert client_of(market.provider).get(address(market, "quotes", offer.public_id)).status_code == 404

    @pytest.mark.parametrize(
        "name", ["dispute_answer", "dispute_evidence", "dispute_take_back", "dispute_decide"]
    )
    def test_no_step_is_open_to_others_nor_taken_by_a_link(self, market: Market, name: str) -> None:
        dispute = disputed(market)
        with scope(market.community):
            public_id = Deal.objects.get().public_id
        url = address(market, name, public_id)
        data = {"text": "Ik!", "refund_percent": "100", "reasons": "Ik vind het."}
        assert {client_of(who).post(url, data).status_code for who in (market.third, market.coordinator)} == {
            404
        }
        assert client_of(market.requester).get(url).status_code == 405
        with scope(market.community):
            assert Dispute.objects.get(pk=dispute.pk).state == "open"
            assert not DisputeEvidence.objects.exists()


class TestDisputePages:
    def test_a_whole_dispute_through_its_pages(self, market: Market) -> None:
        with scope(market.community):
            deal = deliver_deal(deal=agreed(market), by=market.actor("provider"))
        vera, ans, mo = (client_of(who) for who in (market.requester, market.provider, market.moderator))
        url = address(market, "dispute_open", deal.public_id)
        data = {"reason": "damaged", "text": "De vaas is stuk.", "wanted_bp": "5000"}
        assert vera.get(url).status_code == 200
        page = vera.post(url, data, follow=True)
        assert "De vaas is stuk." in page.content.decode()
        show = address(market, "dispute_evidence", deal.public_id)
        page = vera.post(show, {"upload": SimpleUploadedFile("vaas.pdf", PDF), "text": "Kijk"}, follow=True)
        assert "vaas.pdf" in page.content.decode()
        early = mo.post(
            address(market, "dispute_decide", deal.public_id), {"refund_percent": "50", "reasons": "Half."}
        )
        assert early.status_code == 200
        assert "decision_form" in early.context
        assert early.context["decision_form"].non_field_errors()
        ans.post(address(market, "dispute_answer", deal.public_id), {"text": "Die was heel."})
        page = mo.post(
            address(market, "dispute_decide", deal.public_id),
            {"refund_percent": "50", "reasons": "Half."},
            follow=True,
        )
        assert "Half." in page.content.decode()
        with scope(market.community):
            found = Deal.objects.get()
            assert (found.state, found.owed_minor) == ("confirmed", 2_500)
            stored = DisputeEvidence.objects.get()
        answer = ans.get(address(market, "evidence_file", stored.public_id))
        assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
        assert answer["Content-Disposition"] == 'attachment; filename="vaas.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_what_is_refused_keeps_what_was_typed(self, market: Market) -> None:
        disputed(market)
        with scope(market.community):
            public_id = Deal.objects.get().public_id
        bad = SimpleUploadedFile("virus.exe", b"MZ\x90")
        page = client_of(market.requester).post(
            address(market, "dispute_evidence", public_id), {"upload": bad, "text": "Mijn verhaal"}
        )
        assert page.status_code == 200
        assert "Mijn verhaal" in page.content.decode()
        assert page.context["evidence_form"].errors

    def test_a_deal_without_money_is_disputed_without_a_share(self, market: Market) -> None:
        offer = make_offer(market, price_type="free", price_minor=None, vat_bp=0, vat_category="none")
        deal = agreed(market, offer)
        url = address(market, "dispute_open", deal.public_id)
        client = client_of(market.requester)
        assert "wanted_bp" not in client.get(url).context["form"].fields
        client.post(url, {"reason": "other", "text": "Het liep anders."})
        with scope(market.community):
            assert Dispute.objects.get().wanted_bp == 0

    def test_the_page_of_a_deal_leads_to_it(self, market: Market) -> None:
        disputed(market)
        with scope(market.community):
            public_id = Deal.objects.get().public_id
        for who in (market.provider, market.requester):
            page = client_of(who).get(address(market, "deal", public_id)).content.decode()
            assert address(market, "dispute", public_id) in page

    def test_the_queue_asks_as_many_queries_for_three_as_for_one(self, market: Market) -> None:
        client, url = client_of(market.moderator), address(market, "disputes")

        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            return len(captured)

        disputed(market)
        count()
        once = count()
        for _more in range(2):
            disputed(market, is_answered=True)
        assert count() == once

    def test_an_empty_queue_says_so(self, market: Market) -> None:
        client = client_of(market.moderator)
        for show in ("open", "ended"):
            assert client.get(address(market, "disputes") + f"?show={show}").status_code == 200


class TestWithdrawalPages:
    def test_in_two_steps_with_a_letter(self, market: Market) -> None:
        make_traders(market)
        deal = agreed(market)
        client, url = client_of(market.requester), address(market, "withdrawal", deal.public_id)
        assert client.get(url).context["step"] == "statement"
        page = client.post(url, {"reason": "Toch niet"})
        assert page.context["step"] == "confirm"
        with scope(market.community):
            assert not Withdrawal.objects.exists()
        page = client.post(url, {"reason": "Toch niet", "confirm": "1"}, follow=True)
        assert page.context["step"] == "receipt"
        with scope(market.community):
            row = Withdrawal.objects.get()
            assert Deal.objects.get().state == "withdrawn"
            job = Job.objects.get(kind="marketplace.acknowledge_withdrawal")
        run_job_now(market.community.pk, job.pk)
        [letter] = [sent for sent in mail.outbox if sent.to == [market.requester.user.email]][-1:]
        assert row.statement in str(letter.body)
        assert "Toch niet" in str(letter.body)
        local = timezone.localtime(row.received_at)
        assert f"{local:%H:%M}" in str(letter.body)
        with scope(market.community):
            assert Withdrawal.objects.get().acknowledged_at is not None

    def test_the_function_stands_on_the_deal_as_long_as_it_can_be_used(self, market: Market) -> None:
        make_traders(market)
        deal = agreed(market)
        url, way = address(market, "deal", deal.public_id), address(market, "withdrawal", deal.public_id)
        assert way in client_of(market.requester).get(url).content.decode()
        assert way not in client_of(market.provider).get(url).content.decode()
        with scope(market.community):
            Deal.objects.update(agreed_at=timezone.now() - timedelta(days=30))
        assert way not in client_of(market.requester).get(url).content.decode()

    def test_between_private_persons_there_is_none(self, market: Market) -> None:
        deal = agreed(market)
        client, url = client_of(market.requester), address(market, "withdrawal", deal.public_id)
        assert client.get(url).context["right"].holds is False
        client.post(url, {"confirm": "1"})
        with scope(market.community):
            assert Deal.objects.get().state == "agreed"

    def test_asking_to_begin_needs_a_tick(self, market: Market) -> None:
        make_traders(market)
        deal = agreed(market)
        client, url = client_of(market.requester), address(market, "begin_early", deal.public_id)
        client.post(url)
        with scope(market.community):
            assert "asked_to_begin_early_at" not in Deal.objects.get().terms["withdrawal"]
        client.post(url, {"knows": "1"})
        with scope(market.community):
            assert "asked_to_begin_early_at" in Deal.objects.get().terms["withdrawal"]
            deliver_waiting()


class TestQuotePages:
    def quoted(self, market: Market, *names: str, **more: Any) -> Listing:
        request = make_listing(
            market.community, market.requester, side="request", title="Appels", quantity=10, unit="kg",
            price_type="negotiable", price_minor=None, vat_bp=0, vat_category="none", category=market.garden,
        )  # fmt: skip
        with scope(market.community):
            for number, name in enumerate(names):
                propose_deal(
                    listing=request, party=market.ref(name), quantity=Decimal(8), price_minor=1_600 + number * 80,
                    by=market.actor(name), **more,
                )  # fmt: skip
        return request

    def test_filled_in_awarded_and_told(self, market: Market) -> None:
        request = self.quoted(market, "provider", "third", "coordinator", least_quantity=Decimal(1))
        client, url = client_of(market.requester), address(market, "quotes", request.public_id)
        page = client.get(url + "?fill=price")
        assert page.context["sum"]["quantity"] == 10
        assert page.context["sum"]["rest"] == 0
        with scope(market.community):
            keys = [f"take_{deal.public_id.hex}" for deal in Deal.objects.order_by("pk")]
        part = client.get(address(market, "quotes_sum", request.public_id), {keys[0]: "8", keys[1]: "5"})
        assert part.context["sum"]["refusal"]
        refused = client.post(url, {keys[0]: "8", keys[1]: "5"})
        assert refused.status_code == 200
        assert refused.context["form"].non_field_errors()
        page = client.post(url, {keys[0]: "8", keys[1]: "2"}, follow=True)
        assert page.status_code == 200
        with scope(market.community):
            found = list(Deal.objects.order_by("pk").values_list("state", "price_minor"))
        assert found == [("agreed", 1_600), ("agreed", 420), ("declined", 1_760)]

    def test_without_quotes_it_says_what_will_come(self, market: Market) -> None:
        request = self.quoted(market)
        page = client_of(market.requester).get(address(market, "quotes", request.public_id))
        assert page.context["table"].is_empty

    @pytest.mark.parametrize("typed", ["-1", "abc", "0", "999999999999"])
    def test_odd_quantities_are_told_beside_their_field(self, market: Market, typed: str) -> None:
        request = self.quoted(market, "provider")
        with scope(market.community):
            key = f"take_{Deal.objects.get().public_id.hex}"
        client = client_of(market.requester)
        page = client.post(address(market, "quotes", request.public_id), {key: typed})
        assert page.status_code == 200
        assert page.context["form"].errors
        assert client.get(address(market, "quotes_sum", request.public_id), {key: typed}).status_code == 200

    def test_the_request_leads_to_its_quotes(self, market: Market) -> None:
        request = self.quoted(market, "provider", "third")
        way = address(market, "quotes", request.public_id)
        listing = address(market, "listing", request.public_id)
        assert way in client_of(market.requester).get(listing).content.decode()
        assert way not in client_of(market.provider).get(listing).content.decode()

    def test_five_quotes_ask_as_many_queries_as_one(self, market: Market) -> None:
        request = self.quoted(market, "provider")
        client, url = client_of(market.requester), address(market, "quotes", request.public_id)

        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            return len(captured)

        count()
        once = count()
        with scope(market.community):
            for name in ("third", "coordinator", "moderator"):
                propose_deal(
                    listing=request,
                    party=market.ref(name),
                    quantity=Decimal(2),
                    price_minor=500,
                    by=market.actor(name),
                )
        make_category(market.community)
        assert count() == once
