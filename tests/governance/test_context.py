"""Chances and threats: written by members, weighed by members."""

import pytest

from communities.models import Community
from governance import queries
from governance.actions.context import (
    add_context_item,
    change_context_item,
    rate_context_item,
    remove_context_item,
)
from governance.errors import ContributeFirst, ItemRated, RatingOutOfRange
from governance.models import ContextItem, ContextRating
from tests.factories import actor_of, make_actor, make_member
from tests.governance.factories import make_item
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

WORDS = {"kind": "chance", "theme": "people", "title": "Veel tijd in de buurt"}


def test_only_members_write(community: Community) -> None:
    network_leader = Actor(user_id=1, community_id=community.pk, is_network_leader=True, sees_community=True)
    for outsider in (network_leader, Actor.visitor(community.pk)):
        with pytest.raises(NotAllowed):
            add_context_item(**WORDS, by=outsider)
    assert not ContextItem.objects.exists()


def test_ones_own_view_opens_those_of_others(community: Community) -> None:
    make_item(community)
    by = make_actor(community)
    assert not queries.context_items_visible_to(by).exists()
    add_context_item(**WORDS, by=by)
    assert queries.context_items_visible_to(by).count() == 2


def test_weighing_needs_ones_own_view_first(community: Community) -> None:
    item, by = make_item(community), make_actor(community)
    with pytest.raises(ContributeFirst):
        rate_context_item(item=item, impact=3, likelihood=3, by=by)
    with pytest.raises(NotAllowed):
        rate_context_item(item=item, impact=3, likelihood=3, by=Actor.visitor(community.pk))
    assert not ContextRating.objects.exists()


def test_a_second_weighing_replaces_the_first(community: Community) -> None:
    author = make_member(community)
    item, by = make_item(community, author), actor_of(author)
    rate_context_item(item=item, impact=3, likelihood=3, by=by)
    rate_context_item(item=item, impact=5, likelihood=1, by=by)
    rating = ContextRating.objects.get()
    assert (rating.impact, rating.likelihood) == (5, 1)
    for numbers in ((0, 3), (3, 6)):
        with pytest.raises(RatingOutOfRange):
            rate_context_item(item=item, impact=numbers[0], likelihood=numbers[1], by=by)


def test_an_item_is_its_authors_until_others_weighed_it(community: Community) -> None:
    author, other = make_member(community), make_member(community)
    item = make_item(community, author)
    make_item(community, other)
    with pytest.raises(NotAllowed):
        change_context_item(item=item, **WORDS, by=actor_of(other))
    with pytest.raises(NotAllowed):
        remove_context_item(item=item, by=actor_of(other))
    assert change_context_item(item=item, **WORDS, by=actor_of(author)).title == WORDS["title"]
    rate_context_item(item=item, impact=3, likelihood=3, by=actor_of(other))
    with pytest.raises(ItemRated):
        change_context_item(item=item, **{**WORDS, "title": "Iets anders"}, by=actor_of(author))
    remove_context_item(item=item, by=actor_of(author))
    assert queries.context_counts() == {"chances": 1, "threats": 0, "contributors": 1}
