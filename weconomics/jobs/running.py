"""Claim a job in a short transaction, work outside it, record the end. A dead worker's lease runs out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db.models import F, Q
from django.utils import timezone, translation

from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope

logger = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)  # above the hard time limit of a task
ATTEMPTS_BEFORE_A_PERSON_LOOKS = 8


@dataclass(frozen=True)
class Run:
    """One attempt at a job. The handler opens a scope for each of its steps; every step must bear repetition."""

    job_id: int
    community_id: int
    payload: dict[str, Any]

    def scope(self) -> Any:
        """A transaction in the job's community."""
        return scope(self.community_id)

    def progress(self, percent: int, text: str) -> None:
        """Tell people how far it is. Call between steps: it commits by itself and renews the lease."""
        self._update(progress_percent=percent, progress_text=text[:300], lease_until=timezone.now() + LEASE)

    def result(self, *, url: str = "", text: str = "") -> None:
        """What the page of the job links to in the end."""
        self._update(result={"url": url, "text": text})

    def _update(self, **values: Any) -> None:
        from weconomics.jobs.models import Job

        with self.scope():
            Job.objects.filter(pk=self.job_id).update(**values)


Handler = Callable[[Run], None]
_handlers: dict[str, Handler] = {}
_daily: dict[str, Callable[[], None]] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Decorator in an app's jobs.py."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def daily(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Decorator in an app's jobs.py: the function runs once a day in the scope of each community."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _daily[name] = function
        return function

    return register


def daily_names() -> list[str]:
    return sorted(_daily)


@handler("daily")
def _run_daily(run: Run) -> None:
    with run.scope():
        _daily[run.payload["name"]]()


def run_job_now(community_id: int, job_id: int) -> bool:
    """Claim and do one job. False when somebody else has it, it is done, or it is not due."""
    run, language = _claim(community_id, job_id)
    if run is None:
        return False
    kind = _kind_of(run)
    try:
        with translation.override(language):
            _handlers[kind](run)
    except DomainError as refusal:
        _fail(run, str(refusal), final=True)
        return True
    except Exception as error:  # whatever the work raises: the row must learn of it, then the worker's log
        logger.exception("job.failed", job_id=job_id, kind=kind)
        _fail(run, f"{type(error).__name__}: {error}", final=False)
        raise
    _finish(run)
    return True


def _claim(community_id: int, job_id: int) -> tuple[Run | None, str]:
    from weconomics.jobs.models import Job, JobState

    now = timezone.now()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with scope(community_id):
        rows = Job.objects.select_for_update(skip_locked=True).filter(free, pk=job_id, run_after__lte=now)
        job = rows.first()
        if job is None:
            return None, ""
        job.state, job.lease_until, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
        job.save(update_fields=["state", "lease_until", "attempts"])
        return Run(job.pk, community_id, job.payload), job.language


def _kind_of(run: Run) -> str:
    from weconomics.jobs.models import Job

    with run.scope():
        return Job.objects.values_list("kind", flat=True).get(pk=run.job_id)


def _finish(run: Run) -> None:
    from weconomics.jobs.models import JobState

    run._update(
        state=JobState.DONE, progress_percent=100, finished_at=timezone.now(), lease_until=None, error=""
    )


def _fail(run: Run, error: str, *, final: bool) -> None:
    from weconomics.jobs.models import Job, JobState

    with run.scope():
        Job.objects.filter(pk=run.job_id).update(
            state=JobState.QUEUED,
            error=error[:2000],
            lease_until=None,
            run_after=timezone.now() + _pause(run),
        )
        worn_out = Q(attempts__gte=ATTEMPTS_BEFORE_A_PERSON_LOOKS)
        stop = Job.objects.filter(pk=run.job_id) if final else Job.objects.filter(worn_out, pk=run.job_id)
        stop.update(state=JobState.FAILED, finished_at=timezone.now())


def _pause(run: Run) -> timedelta:
    """5 s, 10 s, 20 s … at most an hour."""
    from weconomics.jobs.models import Job

    attempts = Job.objects.filter(pk=run.job_id).values_list(F("attempts"), flat=True).get()
    return min(timedelta(seconds=5) * 2 ** (attempts - 1), timedelta(hours=1))
