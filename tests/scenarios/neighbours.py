"""Two communities next door: in one, people of every role; in the other, a marked row of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from communities.models import Community
from tests.api.programs import make_program
from tests.factories import (
    make_community,
    make_domain,
    make_local_group,
    make_member,
    make_network_leader,
    make_partner,
    make_user,
)
from tests.rows import Rows
from tests.tenancy.walk import Model, tenant_models
from weconomics.actor import Role
from weconomics.tenancy.models import CommunityModel
from weconomics.tenancy.scope import everything

CANARY = "kanariegeel"
# Every row next door has this one id, so that an address with it finds whatever it looks for.
THEIR_ID = UUID("0197cafe-cafe-7afe-8afe-cafecafecafe")
PLAIN_ANSWERS = {
    "text": "Tekst", "title": "Titel", "name": "Naam", "reason": "Omdat", "argument": "Omdat", "driver": "Daarom",
    "kind": "objection", "quantity": "1", "role": "domain_leader", "state": "active", "email": "x@voorbeeld.example",
    "on": "2027-01-01", "wanted": "1",
    "rule": "law:minors", "in_good_faith": "on", "facts": "Omdat", "lasts": "7", "is_reversed": "yes",
    "judgement": "Omdat",
    "q": CANARY[:7], "side": "offer", "is_staff": "1", "is_superuser": "1", "action": "delete_selected", "post": "yes",
}  # fmt: skip


@dataclass
class Neighbours:
    """`callers` by role; `theirs` are the rows next door by model."""

    ours: Community
    next_door: Community
    callers: dict[str, Client] = field(default_factory=dict)
    theirs: dict[Model, Any] = field(default_factory=dict)

    def payloads(self) -> Iterator[dict[str, Any]]:
        """Forms that name the neighbour's rows: once by public id, once by the number inside."""
        keys = {
            (row_field.name, row_field.remote_field.model._meta.concrete_model)
            for model in tenant_models()
            for row_field in model._meta.local_fields
            if row_field.remote_field and issubclass(row_field.remote_field.model, CommunityModel)
        }
        inside = {name: self.theirs[model].pk for name, model in keys}
        both = {**PLAIN_ANSWERS, "community": self.next_door.pk, "community_id": self.next_door.pk}
        yield {**both, **{name: str(THEIR_ID) for name in inside}, "_selected_action": str(THEIR_ID)}
        yield {**both, **inside, **{f"{name}_id": pk for name, pk in inside.items()}, "_selected_action": 1}


def make_neighbours() -> Neighbours:
    leader = make_user(name="Netwerkleider hier")
    ours = make_community(domain=make_domain(make_network_leader(leader)), slug="hier")
    next_door = make_community(
        slug="hiernaast",
        name=f"{CANARY} hiernaast",
        tagline=CANARY,
        description=CANARY,
        welcome_text=CANARY,
        visibility="hidden",
        connected=False,
        domain=make_domain(make_network_leader(make_user(), name=f"{CANARY} software"), purpose=CANARY),
    )
    world = Neighbours(ours, next_door)
    rows = Rows(next_door, mark=CANARY, public_id=THEIR_ID)
    world.theirs = {model: rows.of(model) for model in tenant_models()}
    world.callers = _callers(ours, leader)
    return world


def _callers(ours: Community, leader: Any) -> dict[str, Client]:
    group = make_local_group(ours, "Groep hier")
    admin = make_member(ours, name="Partner hier")
    people = {
        "stranger": make_user(),
        "member": make_member(ours).user,
        "other member": make_member(ours, local_group=group).user,
        "partner": admin.user,
        "coordinator": make_member(ours, Role.COORDINATOR, local_group=group).user,
        "treasurer": make_member(ours, Role.TREASURER).user,
        "moderator": make_member(ours, Role.MODERATOR).user,
        "neighbour's domain leader": make_member(ours, Role.DOMAIN_LEADER).user,
        "network leader": leader,
    }
    organisation = make_partner(ours, admin=admin, local_group=group)
    callers = {"visitor": Client(raise_request_exception=False)}
    for role, user in people.items():
        callers[role] = Client(raise_request_exception=False)
        callers[role].force_login(user)
    token = make_program(admin, organisation).token
    callers["API client"] = Client(
        raise_request_exception=False, headers={"Authorization": f"Bearer {token}"}
    )
    return callers


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product with its pattern."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield before + str(part.pattern), part
        else:
            yield from addresses(part, before + str(part.pattern))


def checksum_of(community: Community) -> dict[str, str]:
    """A fingerprint of each table's rows of this community, and of the community itself."""
    tables = [model._meta.db_table for model in tenant_models()]
    each = [f"SELECT '{t}', md5(coalesce(string_agg(r::text, '|' ORDER BY id), '')) FROM {t} r WHERE community_id = %(c)s"
            for t in tables]  # fmt: skip
    each.append("SELECT 'community', md5(r::text) FROM communities_community r WHERE id = %(c)s")
    with everything("tests compare all tables before and after"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), {"c": community.pk})
        return dict(cursor.fetchall())
