"""The outbox: told after the commit, at least once, in the community it happened in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from tests.factories import make_community
from weconomics.events import outbox, publish, receiver
from weconomics.events.models import OutboxEvent
from weconomics.events.tasks import sweep_events
from weconomics.tenancy.scope import current, scope


@dataclass(frozen=True)
class ShedPainted:
    shed_id: int
    painted_at: datetime
    dry_on: date | None = None


class Ear:
    """A receiver that remembers what it heard and where, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.heard: list = []
        self.failures = 0

    def __call__(self, event: ShedPainted) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the brush broke")
        self.heard.append((event, current()))


@pytest.fixture
def ear(monkeypatch):
    monkeypatch.setattr(outbox, "_receivers", {})
    ear = Ear()
    receiver(ShedPainted)(ear)
    return ear


PAINTED = ShedPainted(7, datetime(2026, 11, 1, 12, tzinfo=UTC), date(2026, 11, 3))


@pytest.mark.django_db(transaction=True)
def test_is_told_after_the_commit_in_its_own_community(ear):
    community = make_community()
    with scope(community):
        publish(PAINTED)
        assert ear.heard == []
    assert ear.heard == [(PAINTED, frozenset({community.pk}))]


@pytest.mark.django_db(transaction=True)
def test_is_not_told_when_the_verb_is_rolled_back(ear):
    community = make_community()

    def paint_and_fall() -> None:
        with scope(community):
            publish(PAINTED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        paint_and_fall()
    assert ear.heard == []
    with scope(community):
        assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_tells_what_the_broker_lost(ear, monkeypatch):
    community = make_community()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_hint", lambda *_: None)
        with scope(community):
            publish(PAINTED)
    assert ear.heard == []
    sweep_events()
    sweep_events()
    assert [event for event, _scope in ear.heard] == [PAINTED]


@pytest.mark.django_db(transaction=True)
def test_a_failing_receiver_is_asked_again_and_the_row_says_why(ear):
    community = make_community()
    ear.failures = 1
    with scope(community):
        publish(PAINTED)
    with scope(community):
        row = OutboxEvent.objects.get()
        assert (row.attempts, row.delivered_at, row.error) == (1, None, "RuntimeError: the brush broke")
        OutboxEvent.objects.update(due_at=PAINTED.painted_at)
    sweep_events()
    assert [event for event, _scope in ear.heard] == [PAINTED]


@pytest.mark.django_db(transaction=True)
def test_an_event_being_told_elsewhere_is_left_alone(ear, monkeypatch):
    community = make_community()
    monkeypatch.setattr(outbox, "_hint", lambda *_: None)
    with scope(community):
        publish(PAINTED)
        row_id = OutboxEvent.objects.get().pk
    assert outbox.deliver(community.pk, row_id) is True
    assert outbox.deliver(community.pk, row_id) is False
    assert len(ear.heard) == 1


@pytest.mark.django_db
def test_nothing_is_written_for_an_event_nobody_listens_to(monkeypatch):
    monkeypatch.setattr(outbox, "_receivers", {})
    with transaction.atomic(), scope(make_community()):
        publish(PAINTED)
        assert not OutboxEvent.objects.exists()
