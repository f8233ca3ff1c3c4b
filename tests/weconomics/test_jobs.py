"""Jobs: once per key, with progress people see, found again after a death."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_community
from weconomics.errors import DomainError
from weconomics.jobs import Run, enqueue, handler, running
from weconomics.jobs.models import Job, JobState
from weconomics.jobs.running import ATTEMPTS_BEFORE_A_PERSON_LOOKS, run_job_now
from weconomics.jobs.tasks import enqueue_daily_jobs, run_job, sweep_jobs
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def handlers(monkeypatch):
    monkeypatch.setattr(running, "_handlers", {})
    monkeypatch.setattr(run_job, "delay", lambda *_: None)  # these tests run or sweep by hand


def put(community, kind: str = "paint", **options) -> Job:
    with scope(community):
        return enqueue(kind, key="shed", payload={"colour": "red"}, **options)


def look(community, job: Job) -> Job:
    with scope(community):
        return Job.objects.get(pk=job.pk)


def test_does_the_work_and_tells_how_far_it_is(community, handlers):
    seen = []

    @handler("paint")
    def paint(run: Run) -> None:
        run.progress(40, "Half the wall")
        seen.append((look(community, job).progress_percent, run.payload))
        run.result(url="/shed/", text="To the shed")

    job = put(community)
    assert run_job_now(community.pk, job.pk) is True
    done = look(community, job)
    assert seen == [(40, {"colour": "red"})]
    assert (done.state, done.progress_percent, done.result["url"]) == (JobState.DONE, 100, "/shed/")


def test_the_same_key_is_one_job_and_is_done_once(community, handlers):
    done = []
    handler("paint")(done.append)
    job = put(community)
    assert put(community).pk == job.pk
    assert run_job_now(community.pk, job.pk)
    assert not run_job_now(community.pk, job.pk)
    assert len(done) == 1


def test_a_dead_workers_job_comes_back_after_its_lease(community, handlers, monkeypatch):
    done = []
    handler("paint")(done.append)
    job = put(community)
    with scope(community):
        Job.objects.update(state=JobState.RUNNING, lease_until=timezone.now() + timedelta(minutes=1))
    assert not run_job_now(community.pk, job.pk)
    with scope(community):
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(run_job, "delay", run_job)
    sweep_jobs()
    assert len(done) == 1


def test_a_failure_is_tried_again_later_and_in_the_end_a_person_looks(community, handlers):
    @handler("paint")
    def paint(run: Run) -> None:
        raise OSError("no paint")

    job = put(community)
    for attempt in range(1, ATTEMPTS_BEFORE_A_PERSON_LOOKS + 1):
        with pytest.raises(OSError, match="no paint"):
            run_job_now(community.pk, job.pk)
        row = look(community, job)
        assert row.attempts == attempt
        assert row.error == "OSError: no paint"
        with scope(community):
            Job.objects.update(run_after=timezone.now())
    assert row.state == JobState.FAILED
    assert not run_job_now(community.pk, job.pk)


def test_a_refusal_ends_the_job_at_once_with_its_sentence(community, handlers):
    @handler("paint")
    def paint(run: Run) -> None:
        raise DomainError("Choose a colour first.")

    job = put(community)
    run_job_now(community.pk, job.pk)
    row = look(community, job)
    assert (row.state, row.error, row.attempts) == (JobState.FAILED, "Choose a colour first.", 1)


def test_a_job_for_later_waits(community, handlers):
    handler("paint")(lambda run: None)
    job = put(community, run_after=timezone.now() + timedelta(hours=1))
    assert not run_job_now(community.pk, job.pk)


def test_a_neighbours_job_is_not_found(community, handlers):
    handler("paint")(lambda run: None)
    job = put(community)
    assert not run_job_now(make_community().pk, job.pk)
    assert look(community, job).state == JobState.QUEUED


def test_daily_work_is_one_job_a_day_and_community_however_often_beat_comes(community, monkeypatch):
    ran = []
    monkeypatch.setattr(running, "_daily", {"count_sheds": lambda: ran.append(1)})
    make_community()
    enqueue_daily_jobs()
    enqueue_daily_jobs()
    assert len(ran) == 2
