"""A task works in the community it was sent from; one without a community is an error when it is sent and when it runs."""

from collections.abc import Iterator

import pytest

from communities.models import LocalGroup
from tests.factories import make_community, make_local_group
from weconomics.celery import app
from weconomics.tenancy.scope import ALL, NoScope, current, everything, scope
from weconomics.tenancy.tasks import CommunityTask

pytestmark = pytest.mark.django_db
heard: list[object] = []


@app.task(base=CommunityTask, name="tests.tell_groups", shared=False)
def tell_groups() -> None:
    heard.append(sorted(LocalGroup.objects.values_list("name", flat=True)))


@app.task(base=CommunityTask, name="tests.count_all", across_communities="a test", shared=False)
def count_all() -> None:
    heard.append(current())


@app.task(base=CommunityTask, name="tests.own_scope", opens_own_scope=True, shared=False)
def open_own_scope() -> None:
    heard.append(current())


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    heard.clear()
    yield
    heard.clear()


def test_runs_in_the_community_it_was_sent_from() -> None:
    a, b = make_community(), make_community()
    make_local_group(a, "In A")
    make_local_group(b, "In B")
    with scope(a):
        tell_groups.delay()
    with scope(b):
        tell_groups.delay()
    assert heard == [["In A"], ["In B"]]


def test_can_be_sent_for_a_community_by_name() -> None:
    community = make_community()
    make_local_group(community, "Hier")
    tell_groups.apply_async(community=community.pk)
    assert heard == [["Hier"]]


def test_without_a_community_it_is_refused_when_sent() -> None:
    with pytest.raises(NoScope, match="say which community"):
        tell_groups.delay()
    with everything("a test"), pytest.raises(NoScope, match="say which community"):
        tell_groups.delay()
    with scope(make_community(), make_community()), pytest.raises(NoScope, match="say which community"):
        tell_groups.delay()
    assert heard == []


def test_one_that_arrives_without_a_community_does_not_run() -> None:
    with pytest.raises(NoScope, match="arrived without a community"):
        tell_groups()
    assert heard == []


def test_work_over_all_communities_says_so() -> None:
    count_all.delay()
    assert heard == [ALL]


def test_one_that_opens_its_own_scope_gets_none() -> None:
    open_own_scope.delay()
    assert heard == [None]
