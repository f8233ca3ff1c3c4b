from celery import shared_task
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from weconomics.jobs.queue import enqueue
from weconomics.jobs.running import daily_names, run_job_now
from weconomics.tenancy.scope import everything, scope

SWEEP_AT_MOST = 500


@shared_task(opens_own_scope=True)
def run_job(community_id: int, job_id: int) -> None:
    run_job_now(community_id, job_id)


@shared_task(opens_own_scope=True)
def sweep_jobs() -> None:
    """Send a hint for every job that is due or whose worker died. Two sweepers do no harm."""
    from weconomics.jobs.models import Job, JobState

    now = timezone.now()
    with everything("jobs that are due in any community"):
        due = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING], run_after__lte=now)
        due = due.exclude(state=JobState.RUNNING, lease_until__gte=now).order_by("run_after")
        waiting = list(due.values_list("community_id", "pk")[:SWEEP_AT_MOST])
    for community_id, job_id in waiting:
        run_job.delay(community_id, job_id)


@shared_task(opens_own_scope=True)
def enqueue_daily_jobs() -> None:
    """One job a day, community and name. The key holds the date: a beat that was away catches up, two do no harm."""
    today = timezone.localdate().isoformat()
    for community in apps.get_model(settings.TENANCY["COMMUNITY"]).objects.order_by("pk"):
        with scope(community):
            for name in daily_names():
                enqueue("daily", key=f"{name}:{today}", payload={"name": name}, title=name)
