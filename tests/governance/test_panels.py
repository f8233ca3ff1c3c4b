"""What governance shows on pages of others: the way from an advised partner to the decision."""

from typing import Any

import pytest

from communities.models import Community, PartnerOrganisation
from tests.factories import make_member, make_partner
from tests.governance.conftest import Login

PROPOSE = "Leg het voor aan de leden"


def page_of(login: Login, who: Any, community: Community, organisation: PartnerOrganisation) -> str:
    answer = login(who).get(f"/c/{community.slug}/partners/{organisation.public_id}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def leader(here: Community) -> Any:
    return make_member(here, "domain_leader")


def test_leads_from_an_advised_partner_to_a_proposal_about_it(
    here: Community, leader: Any, login: Login
) -> None:
    organisation = make_partner(here, state="advised")
    page = page_of(login, leader, here, organisation)
    assert PROPOSE in page
    address = page.partition("/proposals/new/")[2].partition('"')[0]
    form = login(leader).get(f"/c/{here.slug}/proposals/new/{address}").content.decode()
    assert "Een partner toelaten" in form
    assert organisation.name in form


@pytest.mark.parametrize("state", ["checked", "active"])
def test_offers_no_proposal_before_the_advice_or_after_the_decision(
    here: Community, leader: Any, login: Login, state: str
) -> None:
    organisation = make_partner(here, state=state)
    assert PROPOSE not in page_of(login, leader, here, organisation)
