"""The parts of a closing: halved until one payer stands alone, parked with the reason, tried again; and undone whole."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from billing.actions import bulk_sql, chunks
from billing.actions.checking import check_books
from billing.actions.closing import next_period_to_close, period_of, retry_parked, start_closing
from billing.actions.preview import preview_month
from billing.errors import NoOperator, NothingParked, RunDoesNotAddUp
from billing.models import (
    BillingPeriod,
    BillingRun,
    Charge,
    Invoice,
    InvoiceLine,
    LedgerTransaction,
    NumberSeries,
    Party,
    Posting,
    RunChunk,
)
from communities.models import Community, OperatorOfRecord
from tests.billing.conftest import World
from tests.billing.factories import close_month, last_month, make_charge, make_invoice
from tests.factories import actor_of, make_member, make_operator
from weconomics.errors import NotAllowed
from weconomics.events.models import OutboxEvent
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

TOO_MUCH = 9 * 10**18  # two of these fit no column


def payers(world: World, number: int, poison: int | None = None) -> list[Any]:
    """Members who owe 10.00 and up; one of them owes more than can be written."""
    made = [make_member(world.community, name=f"Lid {place}") for place in range(number)]
    for place, member in enumerate(made):
        for _twice in range(2 if place == poison else 1):
            make_charge(member, TOO_MUCH if place == poison else 1000 + place)
    return made


@pytest.mark.parametrize("poison", [0, 3, 6])
def test_one_payer_who_does_not_fit_is_parked_and_the_rest_is_billed(world: World, poison: int) -> None:
    payers(world, 7, poison)
    assert close_month(world.community).state == "closed"
    with scope(world.community):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert not Invoice.objects.filter(party__name=f"Lid {poison}").exists()
        parked = RunChunk.objects.get(state="parked")
        assert Party.objects.get(pk=parked.low_party_id).name == f"Lid {poison}"
        assert "out of range" in parked.reason
        assert BillingRun.objects.get().invoice_count == 6
        assert RunChunk.objects.exclude(state="todo").count() == RunChunk.objects.count()
        assert check_books() == []


def test_whose_statement_takes_too_long_is_found_by_halving_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As PostgreSQL says it: cancelled for its time-out."""
    slow = payers(world, 5)[2]
    whole = chunks.issue_for_payers

    def takes_long(**about: Any) -> Any:
        party = Party.objects.get(membership_id=slow.pk)
        if about["low"] <= party.pk <= about["high"]:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '20ms'")
                cursor.execute("SELECT pg_sleep(5)")
        return whole(**about)

    monkeypatch.setattr(chunks, "issue_for_payers", takes_long)
    close_month(world.community)
    with scope(world.community):
        assert Invoice.objects.count() == 4
        assert (
            RunChunk.objects.get(state="parked").low_party_id == Party.objects.get(membership_id=slow.pk).pk
        )


def test_what_is_nobodys_data_is_raised_for_a_later_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    payers(world, 3)

    def is_locked(**about: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "DO $$ BEGIN RAISE EXCEPTION 'locked' USING ERRCODE = 'lock_not_available'; END $$"
            )

    monkeypatch.setattr(chunks, "issue_for_payers", is_locked)
    with pytest.raises(Exception, match="locked"):
        close_month(world.community)
    with scope(world.community):
        assert list(RunChunk.objects.values_list("state", "attempts")) == [("todo", 0)]
        assert not Invoice.objects.exists()


def closed_with_one_parked(world: World) -> BillingRun:
    """Two payers have their documents, the third owes more than can be written."""
    payers(world, 3, poison=1)
    close_month(world.community)
    with scope(world.community):
        return BillingRun.objects.select_related("period").get()


def test_who_was_parked_is_billed_once_more_for_the_same_month(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = closed_with_one_parked(world)
    mend(monkeypatch)
    with scope(world.community):
        job = retry_parked(run=run, by=actor_of(world.treasurer))
    assert run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3]
        assert Invoice.objects.get(number=3).period == run.period
        assert not RunChunk.objects.exclude(state="done").exists()
        assert BillingRun.objects.get().invoice_count == 3


def mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables take the amounts now: what was recorded stays, it is read as less."""
    small = bulk_sql.DUE.replace("c.amount_minor,", f"least(c.amount_minor, {10**12}) AS amount_minor,")
    monkeypatch.setattr(bulk_sql, "DUE", small)


def test_who_still_does_not_fit_is_parked_again(world: World) -> None:
    run = closed_with_one_parked(world)
    with scope(world.community):
        tries = RunChunk.objects.get(state="parked").attempts
        job = retry_parked(run=run, by=actor_of(world.treasurer))
    run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        assert RunChunk.objects.get(state="parked").attempts == tries + 1
        assert Invoice.objects.count() == 2
        assert BillingPeriod.objects.get(pk=run.period_id).state == "closed"


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "leader", "network_leader"])
def test_only_the_treasurer_tries_again(world: World, who: str) -> None:
    run = closed_with_one_parked(world)
    with scope(world.community):
        jobs = Job.objects.count()
        with pytest.raises(NotAllowed):
            retry_parked(run=run, by=world.actor(who))
        assert RunChunk.objects.filter(state="parked").count() == 1
        assert Job.objects.count() == jobs


def test_there_must_be_somebody_to_try_again(world: World) -> None:
    payers(world, 1)
    close_month(world.community)
    with scope(world.community):
        with pytest.raises(NothingParked):
            retry_parked(run=BillingRun.objects.get(), by=actor_of(world.treasurer))
        OperatorOfRecord.objects.all().delete()
        with pytest.raises(NoOperator):
            retry_parked(run=BillingRun.objects.get(), by=actor_of(world.treasurer))


def test_two_parts_of_a_closing_never_share_a_payer(inside: World) -> None:
    run = BillingRun.objects.create(period=period_of(last_month()))
    RunChunk.objects.create(run=run, low_party_id=1, high_party_id=10)
    for low, high in ((10, 20), (3, 4), (0, 30)):
        with pytest.raises(IntegrityError, match="chunk_payers_once"), transaction.atomic():
            RunChunk.objects.create(run=run, low_party_id=low, high_party_id=high)
    assert RunChunk.objects.create(run=run, low_party_id=11, high_party_id=20).pk


def test_a_run_that_does_not_add_up_leaves_the_month_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    payers(world, 2)
    whole = chunks.issue_for_payers

    def says_too_much(**about: Any) -> Any:
        found = whole(**about)
        return type(found)(found.invoice_count + 1, found.line_count, 0, 0, found.gross_minor)

    monkeypatch.setattr(chunks, "issue_for_payers", says_too_much)
    with pytest.raises(RunDoesNotAddUp):
        close_month(world.community)
    with scope(world.community):
        assert BillingPeriod.objects.get().state == "open"


def counts() -> dict[str, int]:
    models = (
        Invoice,
        InvoiceLine,
        Charge,
        LedgerTransaction,
        Posting,
        RunChunk,
        BillingRun,
        OutboxEvent,
        Job,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_a_preview_says_what_closing_makes_and_leaves_nothing(world: World) -> None:
    payers(world, 4, poison=2)
    make_charge(world.partner, 200, at=last_month() - timedelta(days=45))
    with scope(world.community):
        period = period_of(last_month())
        before = counts()
        seen = preview_month(period=period)
        assert counts() == before
        assert not NumberSeries.objects.filter(code__startswith="P").exists()
        assert (seen.document_count, seen.gross_minor, seen.late_count) == (4, 1210 + 1211 + 1214 + 242, 1)
        assert [(proof.name, proof.kind) for proof in seen.documents][-1] == ("Bakkerij Korst", "Factuur")
        assert [name for name, _reason in seen.parked] == ["Lid 2"]
    close_month(world.community)
    with scope(world.community):
        run = BillingRun.objects.get()
        assert (run.invoice_count, run.gross_minor) == (seen.document_count, seen.gross_minor)
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_preview_waits_for_no_number(world: World) -> None:
    """Somebody else took a number and is not done yet."""
    payers(world, 1)
    with scope(world.community):
        make_invoice(world.partner)
        assert preview_month(period=period_of(last_month())).document_count == 1


def test_the_command_says_what_closing_would_make(world: World) -> None:
    payers(world, 2)
    said = StringIO()
    call_command("close_month", "oogstkring", dry_run=True, stdout=said)
    label = f"{last_month():%Y-%m}"
    assert said.getvalue().startswith(
        f"{label}: 2 documents, €20.01 + €4.20 VAT = €24.21; 0 late charges; 0 payers wait"
    )
    assert "Lid 1" in said.getvalue()
    with scope(world.community):
        assert not Invoice.objects.exists()
    call_command("close_month", "oogstkring", stdout=said)
    with scope(world.community):
        assert Invoice.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("close_month", "oogstkring", stdout=said)  # the month that runs
    with pytest.raises(CommandError, match="No month 1999-01"):
        call_command("close_month", "oogstkring", month="1999-01", dry_run=True)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        pytest.param("Asia/Kathmandu", 739.25, id="to the east: shorter"),
        pytest.param("America/New_York", 750, id="to the west: longer"),
    ],
)
def test_a_community_that_moves_has_no_hour_twice_and_none_left_out(
    world: World, zone: str, hours: float
) -> None:
    """The month that runs keeps its end, 23:00 UTC on the last of November; the next starts there."""
    october = datetime(2025, 10, 20, tzinfo=UTC)
    make_charge(world.member, 100, at=october)
    close_month(world.community, october)
    Community.objects.filter(pk=world.community.pk).update(time_zone=zone)
    with scope(world.community):
        running = next_period_to_close()
        assert (running.label, running.to_at) == ("2025-11", datetime(2025, 11, 30, 23, tzinfo=UTC))
        december = period_of(running.to_at)
        assert (december.label, december.from_at) == ("2025-12", running.to_at)
        assert (december.to_at - december.from_at) / timedelta(hours=1) == hours
        assert period_of(december.to_at - timedelta(microseconds=1)) == december
        assert period_of(december.to_at).from_at == december.to_at
        assert [found for found in check_books() if found.code in ("I18", "I19")] == []


def test_months_are_closed_one_after_another_when_the_clock_was_away(world: World) -> None:
    """The worker was away for three months: each month is closed with its own charges, in order."""
    moment = last_month()
    for place in range(3):
        make_charge(world.member, 100 + place, at=moment - timedelta(days=31 * place))
    by = actor_of(world.treasurer)
    for _month in range(3):
        with scope(world.community):
            job = start_closing(period=next_period_to_close(), by=by, as_of=timezone.now())
        run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        assert list(Invoice.objects.order_by("number").values_list("net_minor", flat=True)) == [102, 101, 100]
        assert check_books() == []


def test_the_operator_of_another_community_is_not_ours(world: World) -> None:
    make_operator(world.neighbour.community, legal_name="Buren U.A.")
    payers(world, 1)
    close_month(world.community)
    with scope(world.community):
        assert Invoice.objects.get().issuer["legal_name"] == "Coöperatie Voorbeeld U.A."
