"""Workers that are killed in the middle: nothing is lost, nothing is doubled, no number is left out."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F

from billing.actions import chunks
from billing.actions.checking import check_books
from billing.actions.chunks import plan_chunks
from billing.actions.closing import close_period, period_of
from billing.models import BillingPeriod, BillingRun, Charge, Invoice, LedgerTransaction, RunChunk
from tests.billing.conftest import World, make_world
from tests.billing.factories import last_month, make_charge, ref_of
from tests.factories import make_member
from tests.racing import at_once
from weconomics.events.models import OutboxEvent
from weconomics.events.tasks import deliver_event, sweep_events
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
PAYERS, A_CHUNK = 40, 2


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> tuple[World, BillingPeriod]:
    """A month of forty payers with three charges each, planned in twenty parts; no worker but the test's own."""
    for task in (run_job, deliver_event, sweep_events):
        monkeypatch.setattr(task, "delay", lambda *args: None)
    monkeypatch.setattr(chunks, "PAYERS_A_CHUNK", A_CHUNK)
    return plan(make_world())


def plan(world: World) -> tuple[World, BillingPeriod]:
    for place in range(PAYERS):
        member = make_member(world.community)
        for number in range(3):
            make_charge(member, 100 * place + number + 1)
    with scope(world.community):
        period = period_of(last_month())
        run = BillingRun.objects.create(period=period)
        plan_chunks(run_id=run.pk)
        assert RunChunk.objects.count() == PAYERS // A_CHUNK
    return world, period


def start_worker(world: World, period: BillingPeriod) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "weconomics.settings.test",
        "PGDATABASE": connection.settings_dict["NAME"],
    }
    command = [sys.executable, "-m", "tests.billing.closing_worker", str(world.community.pk), str(period.pk)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kill_after(worker: "subprocess.Popen[str]", steps: int, seconds: float) -> None:
    """SIGKILL, some time after so many steps: in the middle of whatever it does then."""
    assert worker.stdout is not None
    for _step in range(steps):
        worker.stdout.readline()
    time.sleep(seconds)
    worker.kill()
    worker.wait()


def assert_whole(world: World) -> None:
    with scope(world.community):
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
        assert numbers == list(range(1, PAYERS + 1))
        assert not Charge.objects.filter(lines=None).exists()
        assert LedgerTransaction.objects.filter(key__startswith="issue:").count() == PAYERS
        assert OutboxEvent.objects.filter(name__endswith="InvoiceIssued").count() == PAYERS
        assert Invoice.objects.filter(gross_minor=F("net_minor") + F("vat_minor")).count() == PAYERS
        assert BillingPeriod.objects.filter(state="closed").count() == 1
        assert check_books() == []


def close_here(world: World, period: BillingPeriod) -> None:
    close_period(period_id=period.pk, step=lambda: scope(world.community), tell=lambda percent, text: None)


def test_a_worker_that_is_killed_again_and_again_loses_and_doubles_nothing(
    planned: tuple[World, BillingPeriod],
) -> None:
    chance, (world, period) = random.Random(20261201), planned
    for _death in range(4):
        kill_after(start_worker(world, period), chance.randint(1, 6), chance.random() / 20)
        with scope(world.community):
            made, done = Invoice.objects.count(), RunChunk.objects.filter(state="done").count()
            assert made == A_CHUNK * done  # a part is whole or not there
            assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, made + 1))
    close_here(world, period)
    assert_whole(world)


def test_two_workers_on_one_month_of_which_one_is_killed(planned: tuple[World, BillingPeriod]) -> None:
    """The parts that the dead one left are taken by the other, or by the next."""
    world, period = planned
    dies, lives = start_worker(world, period), start_worker(world, period)
    kill_after(dies, 3, 0.01)
    lives.communicate(timeout=120)
    close_here(world, period)
    assert_whole(world)


def test_four_workers_at_once_on_one_month_share_its_parts(planned: tuple[World, BillingPeriod]) -> None:
    world, period = planned
    at_once(world.community, [lambda: close_here(world, period)] * 4, own_scope=True)
    assert_whole(world)


def test_two_communities_are_closed_at_once_each_with_its_own_numbers(
    planned: tuple[World, BillingPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, period = planned
    from tests.factories import make_operator

    other = world.neighbour.community
    make_operator(other)
    for place in range(6):
        make_charge(make_member(other), 500 + place)
    with scope(other):
        theirs = period_of(last_month())

    def close_theirs() -> None:
        close_period(period_id=theirs.pk, step=lambda: scope(other), tell=lambda percent, text: None)

    at_once(world.community, [lambda: close_here(world, period), close_theirs], own_scope=True)
    assert_whole(world)
    with scope(other):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert check_books() == []


def test_every_part_set_back_and_done_again_makes_nothing_new(planned: tuple[World, BillingPeriod]) -> None:
    """As after a restore that forgot how far it was."""
    world, period = planned
    close_here(world, period)
    with scope(world.community):
        before = list(Invoice.objects.order_by("pk").values_list("pk", "label", "gross_minor"))
        for chunk in RunChunk.objects.select_related("run__period"):
            chunks.issue_for_payers(run=chunk.run, low=chunk.low_party_id, high=chunk.high_party_id)
        assert list(Invoice.objects.order_by("pk").values_list("pk", "label", "gross_minor")) == before
    assert_whole(world)


def test_a_charge_that_comes_during_the_closing_is_billed_once_and_somewhere(
    planned: tuple[World, BillingPeriod],
) -> None:
    """It is of the next month's document then, and says that it came late."""
    world, period = planned
    payer = world.member

    def charge() -> None:
        for number in range(5):
            make_charge(payer, 10 + number)
            time.sleep(0.02)

    at_once(world.community, [lambda: close_here(world, period), charge], own_scope=True)
    with scope(world.community):
        assert Charge.objects.filter(lines=None).count() == 5
        following = period_of(period.to_at)
    close_here(world, following)
    with scope(world.community):
        found = Invoice.objects.get(party__membership_id=ref_of(payer).id)
        assert list(found.lines.values_list("is_late", flat=True)) == [True] * 5
        assert not Charge.objects.filter(lines=None).exists()
        assert check_books() == []
