"""The scope is a transaction: inside it one community, outside it an error, afterwards nothing left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from communities.models import Community, LocalGroup, Membership
from tests.factories import make_community, make_local_group, make_member
from weconomics.tenancy.scope import ALL, NoScope, current, everything, scope

pytestmark = pytest.mark.django_db
READS: dict[str, Callable[[], Any]] = {
    "list": lambda: list(LocalGroup.objects.all()),
    "count": lambda: LocalGroup.objects.count(),
    "exists": lambda: LocalGroup.objects.exists(),
    "first": lambda: LocalGroup.objects.first(),
    "aggregate": lambda: list(Community.objects.filter(pk__in=LocalGroup.objects.values("community"))),
    "raw": lambda: list(LocalGroup.objects.raw("SELECT * FROM communities_localgroup")),
    "update": lambda: LocalGroup.objects.update(place="Elders"),
    "delete": lambda: LocalGroup.objects.all()._raw_delete("default"),
}


@pytest.fixture
def two() -> tuple[Community, Community]:
    a, b = make_community(), make_community()
    make_local_group(a, "In A")
    make_local_group(b, "In B")
    return a, b


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_outside_a_scope_everything_is_an_error(read: Callable[[], Any], two: Any) -> None:
    with pytest.raises(ProgrammingError, match="no community scope"), transaction.atomic():
        read()


def test_inside_a_scope_there_is_one_community(two: Any) -> None:
    a, b = two
    with scope(a):
        assert [group.name for group in LocalGroup.objects.all()] == ["In A"]
        assert not LocalGroup._base_manager.filter(community=b).exists()
    with scope(b):
        assert LocalGroup.objects.get().name == "In B"


def test_a_queryset_runs_where_it_is_read(two: Any) -> None:
    a, b = two
    with scope(a):
        groups = LocalGroup.objects.all()
    with scope(b):
        assert groups.get().name == "In B"


def test_a_scope_of_two_sees_two_and_everything_all(two: Any) -> None:
    with scope(*two):
        assert LocalGroup.objects.count() == 2
    with everything("a test"):
        assert current() == ALL
        assert LocalGroup.objects.filter(community__in=two).count() == 2


def test_nested_scopes_return_to_the_outer_one(two: Any) -> None:
    a, b = two
    with scope(a):
        with scope(b):
            assert LocalGroup.objects.get().name == "In B"
        assert LocalGroup.objects.get().name == "In A"
        with everything("a test"):
            assert LocalGroup.objects.count() >= 2
        assert LocalGroup.objects.get().name == "In A"
    assert current() is None


def test_an_error_undoes_the_work_and_surfaces_as_it_is(two: Any) -> None:
    a, b = two

    def wipe_both_and_break() -> None:
        with scope(a):
            LocalGroup.objects.update(name="Gewist")
            with scope(b):
                LocalGroup.objects.update(name="Gewist")
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wipe_both_and_break()
    for community, name in ((a, "In A"), (b, "In B")):
        with scope(community):
            assert LocalGroup.objects.get().name == name


def test_an_error_in_the_inner_scope_leaves_the_outer_one_usable(two: Any) -> None:
    a, b = two
    with scope(a):
        with pytest.raises(ZeroDivisionError), scope(b):
            raise ZeroDivisionError
        assert LocalGroup.objects.get().name == "In A"


def test_a_row_for_another_community_is_refused(two: Any) -> None:
    a, b = two
    group = {"name": "Nieuw", "place": "Ergens", "lat": 52, "lon": 6}
    with scope(a), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        LocalGroup.objects.create(community=b, **group)
    with scope(a), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        LocalGroup.objects.bulk_create([LocalGroup(community=b, **group)])
    with scope(b):
        assert LocalGroup.objects.count() == 1


def test_a_row_never_moves_even_between_own_communities(two: Any) -> None:
    a, b = two
    with scope(a, b), pytest.raises(DatabaseError, match="never changes its community"), transaction.atomic():
        LocalGroup.objects.filter(community=a).update(community=b)


def test_a_row_without_a_community_is_refused_with_the_reason(two: Any) -> None:
    with pytest.raises(NoScope, match="which community"):
        LocalGroup(name="Nergens").save()
    with scope(*two), pytest.raises(NoScope, match="which community"):
        LocalGroup(name="Twee tegelijk").save()


def test_related_rows_of_another_community_stay_behind(two: Any) -> None:
    a, b = two
    theirs = make_member(b)
    with scope(a):
        assert not Membership.objects.filter(pk=theirs.pk).exists()
        with pytest.raises(Membership.DoesNotExist):
            theirs.refresh_from_db()


def test_a_scope_names_a_community_and_everything_a_reason() -> None:
    with pytest.raises(NoScope):
        scope()
    with pytest.raises(ValueError, match="say why"):
        everything("")


@pytest.mark.django_db(transaction=True)
def test_a_new_thread_has_no_scope() -> None:
    community = make_community()
    make_local_group(community)  # PostgreSQL asks for the scope at the first row

    def read() -> int:
        try:
            return LocalGroup.objects.count()
        finally:
            connection.close()

    with (
        scope(community),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(ProgrammingError, match="no community"),
    ):
        pool.submit(read).result()


@pytest.mark.django_db(transaction=True)
def test_threads_on_reused_connections_see_their_own_community() -> None:
    communities = [make_community() for _ in range(3)]
    for community in communities:
        make_local_group(community, f"In {community.pk}")

    def read_often(place: int) -> list[str]:
        wrong = []
        for turn in range(20):
            community = communities[(place + turn) % len(communities)]
            with scope(community):
                names = list(LocalGroup.objects.values_list("name", flat=True))
            wrong += [name for name in names if name != f"In {community.pk}"] or (
                [] if names else ["nothing"]
            )
        connection.close()
        return wrong

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read_often, range(4))) == [[]] * 4
