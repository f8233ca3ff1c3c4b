"""A month is closed once, payer by payer; a death on the way loses nothing and doubles nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum
from django.utils import timezone

from billing.actions import closing
from billing.actions.closing import close_period, next_period_to_close, period_of, start_closing
from billing.actions.invoices import credit_invoice
from billing.actions.payments import end_payment, record_bank_payment, start_payment
from billing.errors import EarlierPeriodOpen, NoOperator, PeriodNotOver
from billing.interface import reverse_charges
from billing.models import BillingPeriod, BillingRun, Charge, Invoice, LedgerTransaction, Posting
from billing.months import month_of, months_between
from communities.models import OperatorOfRecord
from tests.billing.conftest import World, make_world
from tests.billing.factories import (
    close_month,
    last_month,
    make_charge,
)
from tests.factories import actor_of, make_member, make_operator
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope

AMSTERDAM = "Europe/Amsterdam"


def start(world: World, **fields: Any) -> Any:
    with scope(world.community):
        return start_closing(period=next_period_to_close(), by=actor_of(world.treasurer), **fields)


def test_the_hour_that_comes_twice_is_in_october_twice() -> None:
    events = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
    local = [event.astimezone(ZoneInfo(AMSTERDAM)).isoformat(timespec="minutes") for event in events]
    assert local == ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]
    assert {month_of(event, AMSTERDAM)[0].month for event in events} == {10}


@pytest.mark.parametrize("zone", [AMSTERDAM, "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Kiritimati"])
def test_months_follow_each_other_without_a_gap(zone: str) -> None:
    moment, end = month_of(datetime(2020, 1, 15, tzinfo=UTC), zone)
    for number in range(180):
        following, its_end = month_of(end, zone)
        assert following == end
        assert month_of(end - timedelta(microseconds=1), zone)[1] == end
        assert months_between(moment, following) == number + 1
        end = its_end


def test_one_invoice_for_each_payer_of_all_that_is_owed(world: World) -> None:
    for payer, amount in ((world.member, 264), (world.member, 25), (world.other, 150), (world.partner, 3000)):
        make_charge(payer, amount)
    make_charge(world.member, 999, at=timezone.now())  # the month that runs
    close_month(world.community)
    with scope(world.community):
        made = Invoice.objects.order_by("party__name").values_list("party__name", "net_minor", "gross_minor")
        assert list(made) == [
            ("Bakkerij Korst", 3000, 3630), ("Mies Maker", 289, 350), ("Otto Ander", 150, 182),
        ]  # fmt: skip
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3]
        assert Charge.objects.filter(lines=None).values_list("amount_minor", flat=True).get() == 999


def test_vat_is_computed_once_for_each_rate(world: World) -> None:
    """The month of the worked figures, and a fee that was told with VAT in it: 5.33 and 0.26."""
    for amount in (264, 25, 1500, 750):
        make_charge(world.member, amount)
    make_charge(world.member, 150, vat_mode="incl")
    close_month(world.community)
    with scope(world.community):
        invoice = Invoice.objects.get()
        taxes = invoice.taxes.values_list("vat_bp", "vat_mode", "net_minor", "vat_minor")
        assert sorted(taxes) == [(2100, "excl", 2539, 533), (2100, "incl", 124, 26)]
        assert (invoice.gross_minor, invoice.lines.count()) == (3072 + 150, 5)


def test_a_month_ends_at_midnight_there(world: World) -> None:
    """The last minute of October is in it, the first of November is not: 23:00 UTC, for it is winter."""
    midnight = datetime(2025, 10, 31, 23, tzinfo=UTC)
    for amount, at in ((100, midnight - timedelta(microseconds=1)), (200, midnight)):
        make_charge(world.member, amount, at=at)
    assert close_month(world.community, midnight - timedelta(days=1)).label == "2025-10"
    with scope(world.community):
        assert Invoice.objects.get().net_minor == 100
    assert close_month(world.community, midnight).label == "2025-11"
    with scope(world.community):
        assert Invoice.objects.order_by("-number")[0].net_minor == 200


def test_every_booking_of_a_month_is_in_balance(world: World) -> None:
    """Closed, paid over the provider, paid by bank, credited and left open: what is to be received is what is open."""
    payers = [world.member, world.other, world.trader, world.leader]
    for number, payer in enumerate(payers):
        make_charge(payer, 1001 + number)
        make_charge(payer, 333, vat_mode="incl")
    close_month(world.community)
    with scope(world.community):
        by_payer = {
            invoice.party.membership_id: invoice for invoice in Invoice.objects.select_related("party")
        }
        online, bank, credited, left = (by_payer[payer.pk] for payer in payers)
        end_payment(attempt=start_payment(invoice=online, by=actor_of(world.member)), succeeded=True)
        record_bank_payment(invoice=bank, by=actor_of(world.treasurer))
        credit_invoice(invoice=credited, by=actor_of(world.treasurer))
        sums = LedgerTransaction.objects.annotate(total=Sum("postings__amount_minor"))
        assert set(sums.values_list("total", flat=True)) == {0}
        assert sums.count() == 4 + 1 + 1 + 1
        open_now = Posting.objects.filter(account="receivable").aggregate(total=Sum("amount_minor"))
        assert open_now["total"] == left.gross_minor


def test_what_comes_late_is_on_the_next_invoice(world: World) -> None:
    two_back = last_month() - timedelta(days=30)
    make_charge(world.member, 100, at=two_back)
    close_month(world.community, two_back)
    make_charge(world.member, 50, at=two_back)
    make_charge(world.member, 25)
    close_month(world.community)
    with scope(world.community):
        assert list(Invoice.objects.order_by("number").values_list("net_minor", flat=True)) == [100, 75]


def test_nothing_owed_is_no_invoice_and_waits(world: World) -> None:
    charge = make_charge(world.member, 150, deal_id=1)
    make_charge(world.member, -150, deal_id=1, reverses=charge)
    make_charge(world.other, 0)
    period = close_month(world.community)
    assert period.state == "closed"
    with scope(world.community):
        assert not Invoice.objects.exists()
        assert Charge.objects.filter(lines=None).count() == 3


def take_back_an_invoiced_deal(world: World, amount_minor: int) -> None:
    """A deal that stands on an invoice of an earlier month, and is taken back in the month to close."""
    earlier = last_month() - timedelta(days=31)
    make_charge(world.member, amount_minor, deal_id=1, at=earlier)
    close_month(world.community, earlier)
    with scope(world.community):
        reverse_charges(deal_id=1, at=last_month())


def test_what_was_invoiced_and_taken_back_lowers_the_next_invoice(world: World) -> None:
    take_back_an_invoiced_deal(world, 264)
    make_charge(world.member, 1000)
    close_month(world.community)
    with scope(world.community):
        made = Invoice.objects.order_by("number").values_list("net_minor", "vat_minor", "gross_minor")
        assert list(made) == [(264, 55, 319), (736, 155, 891)]


@pytest.mark.parametrize(
    ("owed", "issued"),
    [
        pytest.param(300, [319], id="36 more without a look at VAT, 19 less with it"),
        pytest.param(319, [319], id="nothing is left to ask"),
        pytest.param(320, [319, 1], id="one cent is asked"),
    ],
)
def test_amounts_with_and_without_vat_are_weighed_with_it(world: World, owed: int, issued: list[int]) -> None:
    """2.64 without VAT taken back is 3.19; an invoice below zero is none, and its charges wait."""
    take_back_an_invoiced_deal(world, 264)
    make_charge(world.member, owed, vat_mode="incl")
    close_month(world.community)
    with scope(world.community):
        assert list(Invoice.objects.order_by("number").values_list("gross_minor", flat=True)) == issued
        assert Charge.objects.filter(lines=None).count() == (0 if len(issued) == 2 else 2)


def test_the_job_shows_how_far_it_is_and_where_to_look(world: World) -> None:
    for number in range(3):
        make_charge(make_member(world.community, name=f"Lid {number}"))
    job = start(world)
    assert start(world).pk == job.pk  # a second press
    assert run_job_now(world.community.pk, job.pk)
    assert not run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        job.refresh_from_db()
        assert (job.state, job.progress_percent) == ("done", 100)
        assert "3" in job.result["text"]
        period, run = BillingPeriod.objects.get(state="closed"), BillingRun.objects.get()
        assert job.result["url"].endswith(f"/desk/invoices/?month={period.label}")
        assert (run.invoice_count, run.gross_minor) == (3, 3630)
        assert run.finished_at is not None
        assert BillingPeriod.objects.filter(state="open").count() == 1


def test_progress_is_told_between_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "PAYERS_A_STEP", 1)
    for payer in (world.member, world.other):
        make_charge(payer)
    with scope(world.community):
        period = period_of(last_month())
    told: list[int] = []
    close_period(
        period_id=period.pk,
        step=lambda: scope(world.community),
        tell=lambda percent, _text: told.append(percent),
    )
    assert told == [2, 50, 95, 100]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deaths", [1, 3])
def test_after_a_crash_the_rest_is_done_and_nothing_twice(
    deaths: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies in the middle of an invoice; what was committed stays, the number of the lost one is used again."""
    monkeypatch.setattr(run_job, "delay", lambda *args: None)  # no worker but this test
    world = make_world()
    monkeypatch.setattr(closing, "PAYERS_A_STEP", 2)
    for number in range(6):
        make_charge(make_member(world.community, name=f"Lid {number}"), 100 + number)
    job, whole, left = start(world), closing.issue_invoice, [deaths]

    def die_at_the_fourth(**about: Any) -> Invoice:
        made = whole(**about)
        if left[0] and Invoice.objects.count() == 4:
            left[0] -= 1
            raise ConnectionError("the worker is gone")
        return made

    monkeypatch.setattr(closing, "issue_invoice", die_at_the_fourth)
    for _death in range(deaths):
        with pytest.raises(ConnectionError):
            run_job_now(world.community.pk, job.pk)
        with scope(world.community):
            assert Invoice.objects.count() == 2
            Job.objects.filter(pk=job.pk).update(run_after=timezone.now())
    assert run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert sorted(Invoice.objects.values_list("net_minor", flat=True)) == list(range(100, 106))
        assert BillingPeriod.objects.filter(state="closed").count() == 1
        assert BillingRun.objects.get().invoice_count == 6


def test_closing_again_after_a_lost_answer_changes_nothing(world: World) -> None:
    make_charge(world.member)
    first = close_month(world.community)
    again = close_month(world.community)
    assert first.closed_at == again.closed_at
    with scope(world.community):
        assert Invoice.objects.count() == 1


def test_what_was_given_up_starts_again_when_it_was_mended(world: World) -> None:
    """Without an operator nobody can invoice; the job stops, the operator comes back, and the button works again."""
    make_charge(world.member)
    job = start(world)
    with scope(world.community):
        OperatorOfRecord.objects.all().delete()
    assert run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        job.refresh_from_db()
        assert (job.state, Invoice.objects.exists()) == ("failed", False)
    with pytest.raises(NoOperator):
        start(world)
    make_operator(world.community)
    second = start(world)
    assert second.pk != job.pk
    assert run_job_now(world.community.pk, second.pk)
    with scope(world.community):
        assert Invoice.objects.count() == 1


def test_a_month_that_runs_is_not_closed(world: World) -> None:
    make_charge(world.member, at=timezone.now())
    with pytest.raises(PeriodNotOver):
        start(world)
    with scope(world.community):
        assert not BillingRun.objects.exists()


def test_months_are_closed_in_their_order(inside: World) -> None:
    make_charge(inside.member, at=last_month() - timedelta(days=40))
    later, _earlier = period_of(last_month()), next_period_to_close()
    with pytest.raises(EarlierPeriodOpen):
        start_closing(period=later, by=actor_of(inside.treasurer))


def test_the_first_month_waits_until_it_is_closed(inside: World) -> None:
    """A community with fees per month and without deals yet: the month that was open is not skipped by the calendar."""
    first = period_of(last_month() - timedelta(days=30))
    assert next_period_to_close() == first


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_only_the_treasurer_closes(inside: World, who: str) -> None:
    make_charge(inside.member)
    with pytest.raises(NotAllowed):
        start_closing(period=next_period_to_close(), by=inside.actor(who))
    assert not Job.objects.exists()
    assert next_period_to_close().state == "open"
