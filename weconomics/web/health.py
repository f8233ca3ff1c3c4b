"""Two questions a machine asks: does the process live, and is it ready for people?"""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from redis.exceptions import RedisError

from weconomics.tenancy.scope import everything
from weconomics.tenancy.walls import classify

OLDEST_JOB = timedelta(minutes=10)


@transaction.non_atomic_requests
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; the database is not asked."""
    return HttpResponse("live\n", content_type="text/plain")


@transaction.non_atomic_requests
def ready(request: HttpRequest) -> HttpResponse:
    """200 when all answers are yes, else 503; the body names each answer."""
    checks = {"cache": _cache_answers(), **_database_answers()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _cache_answers() -> bool:
    try:
        cache.set("ready", 1, 5)
        return cache.get("ready") == 1
    except RedisError:
        return False


def _database_answers() -> dict[str, bool]:
    try:
        return {
            "database": True,
            "migrated": _migrated(),
            "walled": _walled(),
            "jobs_in_time": _jobs_in_time(),
        }
    except DatabaseError:
        return {"database": False}


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _walled() -> bool:
    tables = [model._meta.db_table for model in classify()[0]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c WHERE c.relname = ANY(%s) AND c.relrowsecurity"
            " AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 2",
            [tables],
        )
        return cursor.fetchone()[0] == len(tables)


def _jobs_in_time() -> bool:
    from weconomics.jobs.models import Job, JobState

    with everything("age of the oldest job that is due"):
        late = Job.objects.filter(state=JobState.QUEUED, run_after__lt=timezone.now() - OLDEST_JOB)
        return not late.exists()
