"""One real worker over a real broker: the message is a hint, the row is the work."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import make_community
from tests.working import start_worker
from weconomics.celery import app
from weconomics.jobs import enqueue
from weconomics.jobs.models import Job, JobState
from weconomics.jobs.tasks import run_job, sweep_jobs
from weconomics.tenancy.scope import scope

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def worker() -> Iterator[None]:
    """A worker process on this test's own database and broker."""
    environment = {**os.environ, "PGDATABASE": connection.settings_dict["NAME"]}
    process = start_worker(environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def by_message() -> Iterator[None]:
    """Send messages for once, instead of working in place."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


def state_of(community, job: Job) -> str:
    with scope(community):
        return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def wait_until_done(community, job: Job) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while state_of(community, job) != JobState.DONE:
        assert time.monotonic() < until, "the worker did not do the job"
        time.sleep(0.1)


def enqueue_daily(community) -> Job:
    with scope(community):
        return enqueue("daily", key="now", payload={"name": "communities.connect_when_ready"})


def test_a_worker_does_what_was_enqueued(by_message):
    community = make_community()
    job = enqueue_daily(community)
    assert state_of(community, job) == JobState.QUEUED
    with worker():
        wait_until_done(community, job)


def test_a_lost_message_costs_one_sweep_and_no_work(by_message, monkeypatch):
    community = make_community()
    with monkeypatch.context() as patch:
        patch.setattr(run_job, "delay", lambda *_: None)
        job = enqueue_daily(community)
    with worker():
        sweep_jobs.delay()
        wait_until_done(community, job)
