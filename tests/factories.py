"""Rows of any community for the tests: real rows, made in the scope of their community.

Every `make_…` may be called inside or outside a scope. They write rows and not verbs, so that a test of one verb does not
stand on all others.
"""

from itertools import count
from typing import Any

from django.utils import timezone

from communities.access import actor_for_membership
from communities.models import (
    Community,
    Domain,
    LocalGroup,
    LocalGroupMembership,
    Membership,
    MembershipPeriod,
    MembershipRole,
    NetworkLeader,
    NetworkLeaderStaff,
    OperatorOfRecord,
    PartnerColleague,
    PartnerOrganisation,
    Partnership,
    User,
)
from weconomics.actor import Actor, Role
from weconomics.tenancy.scope import only_community, scope

PASSWORD = "correct paard batterij"
_numbers = count(1)


def number() -> int:
    return next(_numbers)


def make_user(email: str = "", *, name: str = "", verified: bool = True, **fields: Any) -> User:
    """A person who can log in with PASSWORD."""
    n = number()
    user = User.objects.create_user(
        email or f"persoon{n}@example.org", PASSWORD, name=name or f"Persoon {n}", **fields
    )
    if verified:
        from allauth.account.models import EmailAddress

        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_network_leader(**fields: Any) -> NetworkLeader:
    n = number()
    return NetworkLeader.objects.create(**{"name": f"Netwerk {n}", "slug": f"netwerk-{n}", **fields})


def make_network_staff(network_leader: NetworkLeader, user: User | None = None) -> User:
    """A person who works for the network leader."""
    user = user or make_user()
    NetworkLeaderStaff.objects.create(network_leader=network_leader, user=user)
    return user


def make_domain(network_leader: NetworkLeader | None = None, **fields: Any) -> Domain:
    n = number()
    defaults = {
        "name": f"Domein {n}",
        "slug": f"domein-{n}",
        "purpose": "Samen delen.",
        "target_group": "Buren.",
    }
    return Domain.objects.create(
        network_leader=network_leader or make_network_leader(), **{**defaults, **fields}
    )


def make_community(slug: str = "", **fields: Any) -> Community:
    """A community that is connected and open to all, unless the fields say otherwise."""
    n = number()
    domain = fields.pop("domain", None) or make_domain(fields.get("network_leader"))
    defaults = {
        "slug": slug or f"buurt-{n}",
        "name": f"Buurt {n}",
        "network_leader": domain.network_leader,
        "connected_at": timezone.now(),
    }
    return Community.objects.create(domain=domain, **{**defaults, **fields})


def make_member(
    community: Community,
    *roles: str,
    user: User | None = None,
    local_group: LocalGroup | None = None,
    name: str = "",
    **fields: Any,
) -> Membership:
    """An active member with the roles. A coordinator needs `local_group`; with it, the member takes part in it."""
    user = user or make_user(name=name)
    with scope(community):
        membership = Membership.objects.create(user=user, display_name=name or user.name, **fields)
        MembershipPeriod.objects.create(membership=membership, from_at=membership.joined_at)
        if local_group:
            LocalGroupMembership.objects.create(membership=membership, local_group=local_group)
        for role in roles:
            group = local_group if role == Role.COORDINATOR else None
            MembershipRole.objects.create(membership=membership, role=role, local_group=group)
    return membership


def make_local_group(community: Community, **fields: Any) -> LocalGroup:
    n = number()
    with scope(community):
        return LocalGroup.objects.create(
            **{"name": f"Groep {n}", "place": "Zutphen", "lat": 52.14, "lon": 6.2, "radius_km": 5, **fields}
        )


def make_operator(community: Community, **fields: Any) -> OperatorOfRecord:
    """A verified operator, liable for VAT, with the fictional numbers of the demo."""
    defaults = {
        "legal_name": f"Coöperatie {community.name} U.A.",
        "legal_form": "cooperative",
        "kvk": "00000001",
        "vat_id": "NL000000012B01",
        "iban": "NL79WECO0000000001",
        "street": "Markt 1",
        "postcode": "7201 AA",
        "city": "Zutphen",
        "email": "post@example.org",
        "terms_version": "1",
        "processing_agreement_signed_on": timezone.localdate(),
        "verified_at": timezone.now(),
    }
    with scope(community):
        return OperatorOfRecord.objects.create(**{**defaults, **fields})


def make_partner(
    community: Community,
    *,
    local_group: LocalGroup | None = None,
    colleague: Membership | None = None,
    state: str = "active",
    **fields: Any,
) -> PartnerOrganisation:
    """A partner organisation with a colleague who may do everything for it."""
    n = number()
    local_group = local_group or make_local_group(community)
    colleague = colleague or make_member(community)
    defaults = {
        "name": f"Stichting {n}",
        "legal_form": "foundation",
        "kvk": f"{n:08d}",
        "street": "Dorpsstraat 2",
        "postcode": "7211 BB",
        "city": "Eefde",
        "email": f"organisatie{n}@example.org",
    }
    with scope(community):
        organisation = PartnerOrganisation.objects.create(**{**defaults, **fields})
        PartnerColleague.objects.create(organisation=organisation, membership=colleague, role="admin")
        Partnership.objects.create(
            organisation=organisation,
            local_group=local_group,
            state=state,
            motivation="We doen graag mee.",
            advice="positive",
            advice_text="Goede buren.",
            decision_number=f"B-2026-{n:03d}",
            applied_by=colleague,
            active_at=timezone.now(),
        )
    return organisation


def actor_of(membership: Membership) -> Actor:
    """The actor this member is now: roles and organisations asked anew."""
    if only_community() == membership.community_id:
        return actor_for_membership(membership)
    with scope(membership.community_id):
        return actor_for_membership(membership)
