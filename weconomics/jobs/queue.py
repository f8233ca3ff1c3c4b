"""Putting work in the queue: one row, in the caller's transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from weconomics.actor import Actor


def enqueue(
    kind: str,
    *,
    key: str,
    payload: dict[str, Any] | None = None,
    title: str = "",
    by: Actor | None = None,
    run_after: datetime | None = None,
) -> Any:
    """The Job of this kind and key: a new one, or the one that is there already. Runs after the commit."""
    from weconomics.jobs.models import Job
    from weconomics.jobs.tasks import run_job

    job, is_new = Job.objects.get_or_create(
        kind=kind,
        key=key,
        defaults={
            "payload": payload or {},
            "title": title,
            "language": (get_language() or "nl")[:5],
            "run_after": run_after or timezone.now(),
            "requested_by_id": by.membership_id if by else None,
        },
    )
    if is_new and run_after is None:
        community_id, job_id = job.community_id, job.pk
        transaction.on_commit(lambda: run_job.delay(community_id, job_id), robust=True)
    return job
