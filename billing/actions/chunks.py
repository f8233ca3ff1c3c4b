"""The parts of a closing: made by the plan, billed one by one, halved until the payer who does not work stands alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.actions.bulk import Numbering, UnknownPayer, issue_for_payers
from billing.actions.numbers import take_numbers
from billing.enums import ChunkState
from billing.models import BillingRun, Charge, Party, RunChunk

# About a second of work: far below the 15 seconds of a statement and the minute of a transaction.
PAYERS_A_CHUNK = 2_000
STATEMENT_TOOK_TOO_LONG = "57014"  # query_canceled
LONGEST_REASON = 500


@transaction.atomic
def plan_chunks(*, run_id: int) -> None:
    """Say once which charges this closing is about, and cut its payers into parts by their ids."""
    run = BillingRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run_id)
    if run.is_planned:
        return
    ids = list(Party.objects.order_by("pk").values_list("pk", flat=True))
    RunChunk.objects.bulk_create(
        RunChunk(run=run, low_party_id=part[0], high_party_id=part[-1])
        for part in (ids[start : start + PAYERS_A_CHUNK] for start in range(0, len(ids), PAYERS_A_CHUNK))
    )
    run.last_charge_id = Charge.objects.aggregate(last=Max("pk"))["last"] or 0
    run.save(update_fields=["last_charge_id"])


def bill_chunks(
    *,
    run_id: int,
    step: Callable[[], Any],
    tell: Callable[[int, str], None],
    issued_at: datetime | None = None,
    numbering: Numbering = take_numbers,
) -> None:
    """Bill part after part until none is left to take; parts in other hands are left to them."""
    while True:
        chunk_id, fault = _try_next(run_id, step, issued_at, numbering)
        if chunk_id is None:
            return
        with step():
            if fault is not None:
                _divide(chunk_id, fault)
            percent, text = _progress(run_id)
        tell(percent, text)


def fault_of_payer(error: Exception) -> str | None:
    """The reason, where it may lie with one payer's data; None where trying again later may do."""
    if isinstance(error, UnknownPayer):
        return _("Nobody of this community stands behind this payer.")
    if isinstance(error, DataError | IntegrityError):
        return _("The database refuses a document for this payer: %s") % str(error).splitlines()[0]
    if isinstance(error, OperationalError) and _code_of(error) == STATEMENT_TOOK_TOO_LONG:
        return _("Adding up took too long.")
    return None


def _try_next(
    run_id: int, step: Callable[[], Any], issued_at: datetime | None, numbering: Numbering
) -> tuple[int | None, str | None]:
    """The part that was taken, and why it failed; no part where none can be taken."""
    chunk = None
    try:
        with step():
            todo = RunChunk.objects.select_for_update(skip_locked=True, of=("self",))
            chunk = todo.select_related("run__period").filter(run_id=run_id, state=ChunkState.TODO).first()
            if chunk is not None:
                _bill(chunk, issued_at, numbering)
    except (UnknownPayer, DataError, IntegrityError, OperationalError) as error:
        fault = fault_of_payer(error)
        if chunk is None or fault is None:
            raise
        return chunk.pk, fault
    return (chunk.pk if chunk else None), None


def _bill(chunk: RunChunk, issued_at: datetime | None, numbering: Numbering) -> None:
    """The documents of one part, for who holds its lock, all or none."""
    issued = issue_for_payers(
        run=chunk.run,
        low=chunk.low_party_id,
        high=chunk.high_party_id,
        issued_at=issued_at,
        numbering=numbering,
    )
    chunk.state, chunk.done_at = ChunkState.DONE, timezone.now()
    chunk.invoice_count, chunk.line_count = issued.invoice_count, issued.line_count
    chunk.late_count, chunk.waiting_count = issued.late_count, issued.waiting_count
    chunk.gross_minor = issued.gross_minor
    chunk.save()


def _divide(chunk_id: int, reason: str) -> None:
    """Two halves to try again, or the one payer parked."""
    chunk = RunChunk.objects.select_for_update().get(pk=chunk_id)
    if chunk.state != ChunkState.TODO:
        return  # somebody else did it meanwhile
    chunk.attempts += 1
    own = Party.objects.filter(pk__range=(chunk.low_party_id, chunk.high_party_id))
    ids = list(own.order_by("pk").values_list("pk", flat=True))
    if len(ids) == 1:
        chunk.low_party_id = chunk.high_party_id = ids[0]
        chunk.state, chunk.reason = ChunkState.PARKED, reason[:LONGEST_REASON]
        chunk.save()
        return
    middle = len(ids) // 2
    upper = RunChunk(run_id=chunk.run_id, low_party_id=ids[middle], high_party_id=chunk.high_party_id)
    chunk.high_party_id = ids[middle - 1]
    chunk.save()
    upper.save()


def _progress(run_id: int) -> tuple[int, str]:
    chunks = RunChunk.objects.filter(run_id=run_id)
    done, whole = chunks.exclude(state=ChunkState.TODO).count(), chunks.count()
    made = chunks.aggregate(made=Sum("invoice_count"))["made"] or 0
    words = _("%(made)s invoices; part %(done)s of %(all)s") % {"made": made, "done": done, "all": whole}
    return 5 + 90 * done // max(whole, 1), words


def _code_of(error: Exception) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))
