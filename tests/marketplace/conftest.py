"""A community that may trade, with somebody who offers, somebody who asks, and others who only look on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from billing.actions.revenue_models import activate_revenue_model, draft_revenue_model
from communities.interface import PartyRef
from communities.models import Community, LocalGroup, Membership
from marketplace.models import Category
from tests.factories import actor_of, make_category, make_community, make_local_group, make_member
from weconomics.actor import Actor, Role
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.scope import scope


@dataclass(frozen=True)
class Market:
    """`provider` and `requester` live in `group`; the others do not."""

    community: Community
    group: LocalGroup
    garden: Category
    provider: Membership
    requester: Membership
    third: Membership
    moderator: Membership
    coordinator: Membership

    def actor(self, name: str) -> Actor:
        if name == "visitor":
            return Actor.visitor(self.community.pk)
        return actor_of(getattr(self, name))

    def ref(self, name: str) -> PartyRef:
        return PartyRef("member", getattr(self, name).pk)


def make_market(slug: str = "oogstkring") -> Market:
    community = make_community(slug=slug)
    group = make_local_group(community, "Lent")
    return Market(
        community,
        group,
        make_category(community, "Tuin", slug="tuin"),
        provider=make_member(community, name="Ans Aanbieder", local_group=group),
        requester=make_member(community, name="Vera Vrager", local_group=group),
        third=make_member(community, name="Dirk Derde"),
        moderator=make_member(community, Role.MODERATOR, name="Mo Derator"),
        coordinator=make_member(community, Role.COORDINATOR, name="Co Ordinator"),
    )


def put_model_in_force(community: Community, *, rate_bp: int) -> None:
    """The provider pays this part of the price, VAT on top, as if the members had decided so."""
    rule = {"text": "Bijdrage", "payer": "provider", "basis": "percent_of_price", "rate_bp": rate_bp}
    with scope(community):
        model = draft_revenue_model(
            name="Aanbieder betaalt", explanation="", fee_rules=[rule], by=Actor.system(community.pk)
        )
        activate_revenue_model(model.pk, DecisionRef(1, "B-2026-001", timezone.now(), "Aanbieder betaalt"))


@pytest.fixture
def market(db: Any) -> Market:
    return make_market()


@pytest.fixture
def here(market: Market) -> Iterator[Community]:
    """The market with its scope open, so that the test speaks to it directly."""
    with scope(market.community):
        yield market.community


@pytest.fixture
def open_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The community is ready for everything: no check is asked."""
    monkeypatch.setattr("weconomics.registry.gates._checks", {})
