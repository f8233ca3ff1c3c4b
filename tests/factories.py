"""Rows of any community, for every test. Written straight to the tables: verbs have tests of their own.

Each function opens the scope of the community itself, so it works inside and outside of one.
"""

from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.text import slugify

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
from weconomics.tenancy.scope import scope

PASSWORD = "zeven-verbindende-factoren"
LONG_AGO = timedelta(days=400)

_numbers = count(1)


def make_user(email: str | None = None, *, name: str | None = None, **fields: Any) -> User:
    """An account whose address is verified; it logs in with PASSWORD."""
    from allauth.account.models import EmailAddress

    number = next(_numbers)
    fields = {"name": name or f"Persoon {number}", **fields}
    user = User.objects.create_user(email or f"persoon{number}@voorbeeld.example", PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_network_leader(*staff: User, name: str | None = None) -> NetworkLeader:
    name = name or f"Stichting Netwerk {next(_numbers)}"
    leader = NetworkLeader.objects.create(name=name, slug=slugify(name))
    for user in staff:
        NetworkLeaderStaff.objects.create(network_leader=leader, user=user)
    return leader


def make_domain(network_leader: NetworkLeader | None = None, **fields: Any) -> Domain:
    number = next(_numbers)
    fields = {
        "name": f"Domein {number}",
        "slug": f"domein-{number}",
        "purpose": "Elkaar helpen in de buurt.",
        "target_group": "Iedereen die hier woont.",
        **fields,
    }
    return Domain.objects.create(network_leader=network_leader or make_network_leader(), **fields)


def make_community(
    *, network_leader: NetworkLeader | None = None, connected: bool = True, **fields: Any
) -> Community:
    """A community that shows itself in the directory, unless `connected` is False. Its gates are another matter."""
    number = next(_numbers)
    domain = fields.pop("domain", None) or make_domain(network_leader)
    fields = {"name": f"Gemeenschap {number}", "slug": f"gemeenschap-{number}", "join_mode": "open", **fields}
    return Community.objects.create(
        domain=domain,
        network_leader=domain.network_leader,
        connected_at=timezone.now() if connected else None,
        **fields,
    )


def make_local_group(community: Community, name: str | None = None, **fields: Any) -> LocalGroup:
    name = name or f"Groep {next(_numbers)}"
    fields = {"place": "Zutphen", "lat": 52.146, "lon": 6.208, "radius_km": 5, **fields}
    with scope(community):
        return LocalGroup.objects.create(community=community, name=name, **fields)


def make_member(
    community: Community,
    *roles: str,
    user: User | None = None,
    name: str | None = None,
    local_group: LocalGroup | None = None,
    **fields: Any,
) -> Membership:
    """An active member since long ago, with these roles; a coordinator coordinates `local_group` (made if absent)."""
    user = user or make_user(name=name)
    joined_at = fields.pop("joined_at", timezone.now() - LONG_AGO)
    if Role.COORDINATOR in roles and local_group is None:
        local_group = make_local_group(community)
    with scope(community):
        member = Membership.objects.create(
            community=community, user=user, display_name=name or user.name, joined_at=joined_at, **fields
        )
        MembershipPeriod.objects.create(community=community, membership=member, from_at=joined_at)
        if local_group:
            LocalGroupMembership.objects.create(
                community=community, membership=member, local_group=local_group
            )
        for role in roles:
            group = local_group if role == Role.COORDINATOR else None
            MembershipRole.objects.create(
                community=community, membership=member, role=role, local_group=group
            )
    return member


def actor_of(membership: Membership) -> Actor:
    with scope(membership.community_id):
        return actor_for_membership(membership)


def make_actor(community: Community, *roles: str, **fields: Any) -> Actor:
    """A new member with these roles, as the one who acts."""
    return actor_of(make_member(community, *roles, **fields))


def make_operator(community: Community, **fields: Any) -> OperatorOfRecord:
    """A verified operator that charges VAT."""
    fields = {
        "legal_name": "Coöperatie Voorbeeld U.A.",
        "legal_form": "cooperative",
        "kvk": "00000001",
        "vat_id": "NL000000012B01",
        "vat_status": "liable",
        "iban": "NL79WECO0000000001",
        "street": "Houtmarkt 1",
        "postcode": "7201 KM",
        "city": "Zutphen",
        "email": "administratie@voorbeeld.example",
        "terms_version": "2026-1",
        "processing_agreement_signed_on": timezone.localdate(),
        "verified_at": timezone.now(),
        **fields,
    }
    with scope(community):
        return OperatorOfRecord.objects.create(community=community, **fields)


def make_partner(
    community: Community,
    *,
    admin: Membership | None = None,
    local_group: LocalGroup | None = None,
    state: str = "active",
    role: str = "admin",
    **fields: Any,
) -> PartnerOrganisation:
    """A partner organisation with one colleague (`admin`, made if absent) and a partnership in this state."""
    number = next(_numbers)
    admin = admin or make_member(community)
    local_group = local_group or make_local_group(community)
    fields = {
        "name": f"Partner {number}",
        "kvk": f"{number:08d}",
        "legal_form": "foundation",
        "vat_id": "NL000000024B01",
        "vat_status": "liable",
        "street": "Dorpsstraat 1",
        "postcode": "7211 AA",
        "city": "Eefde",
        "email": f"partner{number}@voorbeeld.example",
        **fields,
    }
    with scope(community):
        organisation = PartnerOrganisation.objects.create(community=community, **fields)
        PartnerColleague.objects.create(
            community=community, organisation=organisation, membership=admin, role=role
        )
        make_partnership(organisation, local_group=local_group, applied_by=admin, state=state)
    return organisation


def make_partnership(
    organisation: PartnerOrganisation,
    *,
    local_group: LocalGroup,
    applied_by: Membership,
    state: str = "active",
) -> Partnership:
    asked = state not in ("applied", "checked", "declined", "ended")
    decided = state in ("decided", "active", "suspended")
    with scope(organisation.community_id):
        return Partnership.objects.create(
            community_id=organisation.community_id,
            organisation=organisation,
            local_group=local_group,
            applied_by=applied_by,
            motivation="Wij doen graag mee.",
            state=state,
            advice="positive" if asked else "",
            decision_number="B-2026-001" if decided else "",
            active_at=timezone.now() if state in ("active", "suspended") else None,
        )


def make_category(community: Community, name: str | None = None, **fields: Any) -> Any:
    number = next(_numbers)
    name = name or f"Categorie {number}"
    fields = {"name_nl": name, "name_en": name, "slug": f"categorie-{number}", "position": number, **fields}
    with scope(community):
        return _model("marketplace.Category").objects.create(community=community, **fields)


def _model(label: str) -> Any:
    """Late, because these tests run before every app has its tables."""
    return apps.get_model(label)
