"""A community is founded, described, and shown to others when it is ready."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities import queries, rules
from communities.actions.conflicts import is_taken
from communities.actions.invitation import invite_people
from communities.actions.membership import admit_member, grant_role
from communities.errors import LanguageMissing, SlugTaken
from communities.events import CommunityConnected, CommunityFounded
from communities.models import Community, Domain, NetworkLeader
from weconomics.actor import Actor, Role
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry import gates
from weconomics.tenancy.scope import scope

DESCRIBED = frozenset(
    {
        "name",
        "tagline",
        "description",
        "welcome_text",
        "colour",
        "languages",
        "default_language",
        "time_zone",
        "currency",
        "visibility",
        "join_mode",
    }
)


@transaction.atomic
def found_community(
    *,
    network_leader: NetworkLeader,
    domain: Domain,
    name: str,
    slug: str,
    by: Actor,
    leader_email: str = "",
    **described: Any,
) -> Community:
    """Open a community in the name of a network leader and invite its first domain leader.

    Without `leader_email` the founder becomes the domain leader. `described` are the fields of DESCRIBED.
    Raises NotAllowed, SlugTaken, LanguageMissing, WrongAddress.
    """
    if not rules.may_found(network_leader.pk, by=by) or domain.network_leader_id != network_leader.pk:
        raise NotAllowed
    _require_known(described)
    community = _insert(
        Community(network_leader=network_leader, domain=domain, name=name, slug=slug.lower(), **described)
    )
    with scope(community):
        _give_it_a_leader(community, leader_email, by)
        publish(CommunityFounded(community_id=community.pk))
    return community


@transaction.atomic
def found_domain(
    *, network_leader: NetworkLeader, name: str, slug: str, purpose: str, target_group: str, by: Actor
) -> Domain:
    """Write down a purpose and a target group on which communities can be founded. Raises NotAllowed, SlugTaken."""
    if not rules.may_found(network_leader.pk, by=by):
        raise NotAllowed
    domain = Domain(
        network_leader=network_leader,
        name=name,
        slug=slug.lower(),
        purpose=purpose,
        target_group=target_group,
    )
    try:
        with transaction.atomic():
            domain.save()
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise SlugTaken(data={"field": "domain_slug"}) from error
    return domain


@transaction.atomic
def update_community(
    *, community: Community, by: Actor, logo: ContentFile | None = None, **described: Any
) -> Community:
    """Change how the community describes and shows itself. Its web address stays. Raises NotAllowed, LanguageMissing."""
    if not rules.may_lead(by=by):
        raise NotAllowed
    _require_known(described)
    community = Community.objects.select_for_update().get(pk=community.pk)
    for field, value in described.items():
        setattr(community, field, value)
    _require_first_language(community)
    if logo is not None:
        community.logo.save("logo.webp", logo, save=False)
    community.save()
    return community


@transaction.atomic
def connect_when_ready() -> bool:
    """Show the community in the directory once it has reached the step Connect; it stays there.

    Called by whoever changes something a check looks at; repetition does no harm. Returns whether it shows itself.
    """
    community = queries.community_in_scope()
    if community.is_connected:
        return True
    if not gates.reached(community, "G1"):
        return False
    if Community.objects.filter(pk=community.pk, connected_at=None).update(connected_at=timezone.now()):
        publish(CommunityConnected(community_id=community.pk))
    return True


def _require_known(described: dict[str, Any]) -> None:
    if unknown := set(described) - DESCRIBED:
        raise TypeError(f"not for this verb: {sorted(unknown)}")


def _insert(community: Community) -> Community:
    _require_first_language(community)
    try:
        with transaction.atomic():
            community.save()
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise SlugTaken(data={"field": "slug"}) from error
    return community


def _require_first_language(community: Community) -> None:
    if community.default_language not in community.languages:
        raise LanguageMissing(data={"field": "default_language"})


def _give_it_a_leader(community: Community, leader_email: str, by: Actor) -> None:
    leader = Actor(user_id=by.user_id, community_id=community.pk, is_network_leader=True, sees_community=True)
    if leader_email:
        invite_people(emails=[leader_email], role=Role.DOMAIN_LEADER, by=leader)
    elif by.user_id:
        membership = admit_member(user_id=by.user_id)
        grant_role(membership, Role.DOMAIN_LEADER, local_group=None, by=leader)
