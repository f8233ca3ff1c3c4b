"""Who asks, and in which community: asked anew at every request, so that a role taken away works at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest

from communities.enums import MembershipState, PartnershipState, Visibility
from communities.models import (
    ApiClient,
    Community,
    Membership,
    MembershipRole,
    NetworkLeaderStaff,
    PartnerColleague,
)
from weconomics.actor import Actor, Role

COMMUNITY_PATH = re.compile(r"^/(?:c|api/v1/communities)/(?P<slug>[-\w]+)(?:/|$)")
ADMIN_PATH = "/admin/"


def nobody() -> Actor:
    return Actor()


@dataclass(frozen=True)
class ResolvedRequest:
    """The communities a request runs in, and the actor once their scope is open."""

    ids: tuple[int, ...] = ()
    community: Community | None = None
    led_ids: tuple[int, ...] = ()
    actor: Callable[[], Actor] = field(default=nobody)


def resolve(request: HttpRequest) -> ResolvedRequest:
    """One community on its own pages, those a network leader leads in the admin, none elsewhere.

    Raises Http404 when the address names a community that does not exist.
    """
    if named := COMMUNITY_PATH.match(request.path_info):
        community = (
            Community.objects.select_related("domain", "network_leader").filter(slug=named["slug"]).first()
        )
        if community is None:
            raise Http404
        return ResolvedRequest((community.pk,), community, actor=lambda: actor_for(request.user, community))
    if request.path_info.startswith(ADMIN_PATH):
        led = led_community_ids(request.user)
        return ResolvedRequest(
            led, led_ids=led, actor=lambda: Actor(user_id=request.user.pk, is_network_leader=True)
        )
    return ResolvedRequest()


def led_community_ids(user: Any) -> tuple[int, ...]:
    """The communities of the network leaders this person works for."""
    if not user.is_authenticated:
        return ()
    led = Community.objects.filter(network_leader__staff__user=user)
    return tuple(led.order_by("pk").values_list("pk", flat=True).distinct())


def actor_for(user: Any, community: Community) -> Actor:
    """What this person is in this community. Runs in the scope of the community."""
    if not user.is_authenticated or not user.is_active:
        sees, at_door = visitors_see(community), visitors_see_door(community)
        return Actor.visitor(community.pk, sees_community=sees, stands_at_door=at_door)
    leads_network = NetworkLeaderStaff.objects.filter(
        network_leader_id=community.network_leader_id, user=user
    ).exists()
    membership = Membership.objects.filter(user=user, state=MembershipState.ACTIVE).first()
    if membership is None:
        return Actor(
            user.pk,
            community.pk,
            is_network_leader=leads_network,
            sees_community=leads_network or visitors_see(community),
            stands_at_door=visitors_see_door(community),
        )
    return _actor_of_member(membership, is_network_leader=leads_network)


def actor_for_membership(membership: Membership) -> Actor:
    """The actor of a member, where no request is at hand: jobs, the demo, tests."""
    leads_network = NetworkLeaderStaff.objects.filter(
        user_id=membership.user_id, network_leader__communities=membership.community_id
    ).exists()
    return _actor_of_member(membership, is_network_leader=leads_network)


def actor_of_member(membership_id: int) -> Actor | None:
    """The same by number; None for who is no active member of the community in scope."""
    rows = Membership.objects.filter(pk=membership_id, state=MembershipState.ACTIVE, user__is_active=True)
    found = rows.first()
    return actor_for_membership(found) if found else None


def actor_for_client(client: ApiClient) -> Actor:
    """A program acts as the member it was made for, without their roles; with an organisation, for that one only."""
    own = _organisations_acted_for(client.membership_id) & {client.organisation_id}
    return Actor(
        user_id=client.membership.user_id,
        community_id=client.community_id,
        membership_id=client.membership_id,
        roles=frozenset({Role.MEMBER.value}),
        organisation_ids=frozenset(own),
        sees_community=True,
        client_id=client.client_id,
        scopes=frozenset(client.scopes),
    )


def visitors_see(community: Community) -> bool:
    """Whether somebody who is not a member sees all pages that are for everybody."""
    return community.visibility == Visibility.PUBLIC and community.is_connected


def visitors_see_door(community: Community) -> bool:
    """Whether somebody who is not a member sees at least what the community is for, and how to join."""
    return community.visibility != Visibility.HIDDEN and community.is_connected


def _actor_of_member(membership: Membership, *, is_network_leader: bool) -> Actor:
    held = list(MembershipRole.objects.filter(membership=membership).values_list("role", "local_group_id"))
    return Actor(
        user_id=membership.user_id,
        community_id=membership.community_id,
        membership_id=membership.pk,
        roles=frozenset({Role.MEMBER.value, *(role for role, _group in held)}),
        organisation_ids=_organisations_acted_for(membership.pk),
        coordinated_group_ids=frozenset(group for _role, group in held if group is not None),
        is_network_leader=is_network_leader,
        sees_community=True,
    )


def _organisations_acted_for(membership_id: int) -> frozenset[int]:
    """Suspended partners too: what runs must be finished. What is new asks `interface.parties_of`."""
    rows = PartnerColleague.objects.filter(
        membership_id=membership_id,
        removed_at=None,
        organisation__partnerships__state__in=[PartnershipState.ACTIVE, PartnershipState.SUSPENDED],
    )
    return frozenset(rows.values_list("organisation_id", flat=True))
