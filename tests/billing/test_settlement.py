"""Settlement notes: what private sellers sold in a closed month, and what it cost them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from billing.actions.settlement import issue_settlement_note, sellers_to_settle
from billing.document_jobs import settle_closed_months
from billing.documents import settlement_pdf
from billing.interface import freeze, record_charges, reverse_charges
from billing.models import BillingPeriod, Invoice, NumberSeries, SettlementNote
from communities.models import Membership
from tests.billing.conftest import Login, World
from tests.billing.factories import SIX_PERCENT, close_month, facts, last_month, make_model, url
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope


def sell(world: World, seller: Any, deal_id: int, price_minor: int, **fields: Any) -> None:
    with scope(world.community):
        about = facts(seller, world.other, price_minor, 0, **fields)
        record_charges(
            deal_id=deal_id,
            deal_label=f"Honing {deal_id}",
            facts=about,
            frozen=freeze(about),
            completed_at=last_month(),
        )


def settle(world: World) -> list[SettlementNote]:
    period = close_month(world.community)
    with scope(world.community):
        return [
            issue_settlement_note(period=period, party_id=party, currency=currency, at=timezone.now())
            for party, currency in sellers_to_settle(period)
        ]


def test_a_private_seller_reads_what_was_sold_and_what_it_cost(world: World) -> None:
    make_model(world.community, SIX_PERCENT)
    sell(world, world.member, 1, 2000)
    sell(world, world.member, 2, 3333)
    [note] = settle(world)
    with scope(world.community):
        lines = list(note.lines.values_list("text", "price_minor", "fees_minor"))
        invoice = Invoice.objects.get(party=note.party)
        assert [text for text, _price, _fees in lines] == ["Honing 1", "Honing 2"]
        assert (note.sold_minor, note.fees_minor) == (5333, invoice.gross_minor)
        assert sum(fees for _text, _price, fees in lines) == note.fees_minor
    assert note.label == f"S{note.issued_on.year}-0001"


def test_who_sends_invoices_gets_none(world: World) -> None:
    make_model(world.community, SIX_PERCENT)
    sell(world, world.partner, 1, 2000)
    sell(world, world.trader, 2, 2000)
    with scope(world.community):
        Membership.objects.filter(pk=world.trader.pk).update(trader_status="trader")
    assert settle(world) == []


def test_free_deals_and_deals_that_were_taken_back_are_no_sales(world: World) -> None:
    make_model(world.community, SIX_PERCENT)
    sell(world, world.member, 1, 0, exchange_type="free")
    sell(world, world.member, 2, 2000)
    with scope(world.community):
        reverse_charges(deal_id=2, at=last_month() + timedelta(hours=1))
    assert settle(world) == []


def test_a_sale_without_fees_is_a_sale(world: World) -> None:
    sell(world, world.member, 1, 2000)
    [note] = settle(world)
    assert (note.sold_minor, note.fees_minor) == (2000, 0)


def test_a_month_that_is_open_is_not_settled(world: World) -> None:
    sell(world, world.member, 1, 2000)
    with scope(world.community):
        period = BillingPeriod.objects.create(
            from_at=last_month() - timedelta(days=20), to_at=last_month() + timedelta(days=9), label="2026-xx"
        )
        assert sellers_to_settle(period) == []


def test_the_daily_work_settles_each_month_once(world: World) -> None:
    sell(world, world.member, 1, 2000)
    close_month(world.community)
    with scope(world.community):
        for _day in range(2):
            settle_closed_months()
        jobs = list(Job.objects.filter(kind="billing.settle_month"))
    assert len(jobs) == 1
    for _twice in range(2):
        run_job_now(world.community.pk, jobs[0].pk)
        with scope(world.community):
            Job.objects.filter(pk=jobs[0].pk).update(state="queued")
    with scope(world.community):
        assert SettlementNote.objects.count() == 1
        assert NumberSeries.objects.get(code__startswith="S").last == 1


def test_the_note_charges_no_vat_and_asks_for_nothing(world: World) -> None:
    make_model(world.community, SIX_PERCENT)
    sell(world, world.member, 1, 2000)
    [note] = settle(world)
    with scope(world.community):
        document = settlement_pdf(note)
    reader = PdfReader(io.BytesIO(document))
    words = reader.pages[0].extract_text().replace("\xa0", " ")
    assert "Mies Maker" in words
    assert "€ 20,00" in words
    assert "€ 1,45" in words
    assert "NL79WECO0000000001" not in words
    assert reader.attachments == {}
    assert b"<pdfaid:part>3</pdfaid:part>" in document


def test_a_note_stays_as_it_was_made(world: World) -> None:
    sell(world, world.member, 1, 2000)
    [note] = settle(world)
    with scope(world.community), pytest.raises(DatabaseError), transaction.atomic():
        SettlementNote.objects.filter(pk=note.pk).update(sold_minor=1)


READERS = {"member": 200, "treasurer": 200, "leader": 200, "other": 404, "colleague": 404, "neighbour": 302}


@pytest.mark.parametrize("who", READERS)
def test_who_reads_a_note(world: World, login: Login, who: str) -> None:
    sell(world, world.member, 1, 2000)
    [note] = settle(world)
    answer = login(getattr(world, who)).get(url(world, "settlement_note", note.public_id))
    assert answer.status_code == READERS[who]


def test_the_seller_finds_it_among_the_invoices(world: World, login: Login) -> None:
    sell(world, world.member, 1, 2000)
    [note] = settle(world)
    assert note.label in login(world.member).get(url(world, "my_invoices")).content.decode()
    assert note.label not in login(world.other).get(url(world, "my_invoices")).content.decode()
