"""The demo communities stand as they are told, made by the same verbs as people use."""

import pytest

from communities.models import Community
from weconomics.demo.seeding import seed_all

pytestmark = pytest.mark.django_db


def test_seeds_the_three_communities_once():
    assert seed_all() == ["De IJsselburen", "Oogstkring Rijk van Nijmegen", "Zonnekring Eemland"]
    assert seed_all() == []
    assert Community.objects.count() == 3
