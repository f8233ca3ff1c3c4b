"""Fills an empty product with the demo communities, through the same verbs as people use."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules, import_string

from weconomics.demo.loading import Spec, load_communities, load_network
from weconomics.demo.personas import keep_personas
from weconomics.events.models import OutboxEvent
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job, JobState
from weconomics.jobs.running import run_job_now
from weconomics.registry import demo
from weconomics.tenancy.scope import scope

# The ground floor names apps as strings only. A community must be founded before there is a scope to seed it in.
PREPARE = "communities.demo.write_down_network"
FOUND = "communities.demo.found"
IS_FOUNDED = "communities.demo.is_founded"
FINISH = "communities.demo.come_to_rest"
EVENTS_TOLD = 30


def seed_all(*, side_by_side: bool = False) -> list[str]:
    """Found and fill each demo community that is not there yet; returns the names of the new ones.

    A community is one transaction: it is there whole or not at all, so a second call repairs a first one that broke off.
    `side_by_side` fills each in a process of its own: not inside a transaction of the caller.
    """
    autodiscover_modules("demo")
    network, specs = load_network(), load_communities(timezone.now())
    _call(PREPARE)(network)
    missing = [spec for spec in specs if not _call(IS_FOUNDED)(spec)]
    if side_by_side and len(missing) > 1:
        _seed_side_by_side(network, missing)
    else:
        for spec in missing:
            _seed(network, spec)
    keep_personas(network, specs)
    return [spec["community"]["name"] for spec in missing]


def _seed_side_by_side(network: Spec, specs: list[Spec]) -> None:
    connection.close()  # a connection does not survive a fork
    with ProcessPoolExecutor(len(specs), mp_context=get_context("fork")) as pool:
        list(pool.map(_seed, repeat(network), specs))


def _seed(network: Spec, spec: Spec) -> None:
    with translation.override("nl"), transaction.atomic():
        _take_your_time()
        community = _call(FOUND)(network, spec)
        with scope(community):
            for seed in demo.seeders():
                seed(spec)
            _catch_up(community.pk)
            _call(FINISH)(spec)
        connection.run_on_commit = []  # every event was told; of the work only letters are left, for the sweeper


def _take_your_time() -> None:
    """A page ends after its time; a whole community in one transaction may take longer on a busy machine."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_timeout = 0")


def _catch_up(community_id: int) -> None:
    """Tell the newest of what was published and do the work that waits; letters of the past are not sent.

    The rest was heard long ago: telling all of it would take longer than the rest of the seed.
    """
    newest = OutboxEvent.objects.order_by("-pk").values("pk")[:EVENTS_TOLD]
    OutboxEvent.objects.filter(delivered_at=None).exclude(pk__in=newest).update(delivered_at=timezone.now())
    deliver_waiting()
    waiting = Job.objects.filter(state=JobState.QUEUED).exclude(kind__contains=".mail_").order_by("pk")
    for job_id in waiting.values_list("pk", flat=True):
        run_job_now(community_id, job_id)


def _call(path: str) -> Callable[..., Any]:
    return cast("Callable[..., Any]", import_string(path))
