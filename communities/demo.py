"""The demo's communities, people, local groups and partners, made with the same verbs as people use."""

from datetime import datetime
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import F

from communities.access import actor_for
from communities.actions.community import connect_when_ready, found_community, found_domain
from communities.actions.joining import set_join_questions
from communities.actions.local_group import open_local_group
from communities.actions.membership import admit_member, assign_role
from communities.actions.operator import change_operator, verify_operator
from communities.actions.organisation import add_colleague
from communities.actions.partnership import advise_partnership, apply_for_partnership, check_partnership
from communities.actions.profile import update_profile
from communities.models import (
    Community,
    Domain,
    LocalGroup,
    Membership,
    NetworkLeader,
    NetworkLeaderStaff,
    Notification,
    Partnership,
    User,
)
from weconomics.actor import Actor, Role
from weconomics.demo.loading import Spec, by_key, email_of
from weconomics.demo.moments import moment
from weconomics.demo.personas import PASSWORD, staff_email
from weconomics.jobs.models import Job, JobState
from weconomics.registry import demo

PROFILE = ("about", "street", "postcode", "city", "trader_status", "kvk", "vat_id", "billing_name")
ORGANISATION = (
    "name", "legal_form", "kvk", "vat_id", "vat_status", "street", "postcode", "city", "description",
)  # fmt: skip
DESCRIBED = ("tagline", "description", "welcome_text", "colour", "join_mode")
APPLIED_ON, CHECKED_ON, ADVISED_ON = "2026-04-01", "2026-04-02", "2026-04-04"
LEFT_UNREAD = 3


def write_down_network(network: Spec) -> NetworkLeader:
    """The network leader and its person. Repetition changes nothing."""
    known = NetworkLeader.objects.filter(slug=network["slug"]).first()
    if known:
        return known
    leader = NetworkLeader.objects.create(
        **{name: network[name] for name in ("name", "slug", "email", "website")}
    )
    person = network["staff"][0]
    user = _account(person["name"], staff_email(network), make_password(PASSWORD))
    NetworkLeaderStaff.objects.create(network_leader=leader, user=user)
    return leader


def is_founded(spec: Spec) -> bool:
    return Community.objects.filter(slug=spec["community"]["slug"]).exists()


def found(network: Spec, spec: Spec) -> Community:
    """The community with its network leader and domain, before there is a scope of its own."""
    leader = NetworkLeader.objects.get(slug=network["slug"])
    system = Actor(is_system=True, sees_community=True)
    described = spec["community"]
    domain = Domain.objects.filter(slug=spec["domain"]["slug"]).first() or found_domain(
        network_leader=leader, by=system, **spec["domain"]
    )
    community = found_community(
        network_leader=leader,
        domain=domain,
        name=described["name"],
        slug=described["slug"],
        by=system,
        **{name: described[name] for name in DESCRIBED},
    )
    Community.objects.filter(pk=community.pk).update(
        created_at=moment(str(described["founded_on"]), spec["now"])
    )
    return community


def gather_people(spec: Spec) -> None:
    """Local groups, and everybody who was there from the beginning.

    Later seeds find the actor of a person by `spec["actor"](key)`, for each key in `spec["present"]`.
    """
    community = Community.objects.get(slug=spec["community"]["slug"])
    spec["actor"] = cache(lambda key: actor_for(User.objects.get(email=email_of(spec, key)), community))
    system = Actor.system(community.pk)
    for group in spec["local_groups"]:
        open_local_group(by=system, **{name: value for name, value in group.items() if name != "key"})
    if questions := spec["community"].get("join_questions"):
        set_join_questions(questions=[(text, True) for text in questions], by=system)
    later = {partner["admin"] for partner in spec["partners"]} | {
        p["key"] for p in spec["people"] if "joined" in p
    }
    password = make_password(PASSWORD)  # slow on purpose, so once for all of them
    for person in spec["people"]:
        if person["key"] not in later or "roles" in person:
            _admit(spec, person, password, moment(str(spec["community"]["founded_on"]), spec["now"]))
    change_operator(by=system, **spec["operator"])
    verify_operator(by=system)


def gather_partners(spec: Spec) -> None:
    """Organisations apply through their local group and are checked and advised; decisions admit them later."""
    community = Community.objects.get(slug=spec["community"]["slug"])
    password = make_password(PASSWORD)
    for partner in spec["partners"]:
        person = by_key(spec["people"], partner["admin"])
        if not User.objects.filter(email=email_of(spec, person["key"])).exists():
            _admit(spec, person, password, moment(APPLIED_ON, spec["now"]))
        _bring_to_advice(spec, community, partner)


def welcome_newcomers(spec: Spec) -> None:
    """Who joined lately, when the decisions of the beginning were long taken."""
    password = make_password(PASSWORD)
    for person in spec["people"]:
        if "joined" in person:
            _admit(spec, person, password, moment(person["joined"], spec["now"]))


def come_to_rest(spec: Spec) -> None:
    """The community shows itself, and what is past was read long ago: only the newest messages wait, with their letters."""
    if connect_when_ready():
        Community.objects.filter(slug=spec["community"]["slug"]).update(
            connected_at=moment(APPLIED_ON, spec["now"])
        )
    newest = list(Notification.objects.order_by("-pk").values_list("pk", flat=True)[:LEFT_UNREAD])
    Notification.objects.exclude(pk__in=newest).update(read_at=F("created_at"), mailed_at=F("created_at"))
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("-pk")
    kept = list(waiting.values_list("pk", flat=True)[:LEFT_UNREAD])
    waiting.exclude(pk__in=kept).update(state=JobState.DONE, progress_percent=100, finished_at=spec["now"])


def _account(name: str, email: str, password: str) -> User:
    user = User.objects.create(name=name, email=email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _admit(spec: Spec, person: dict[str, Any], password: str, at: datetime) -> Membership:
    user = _account(person["name"], email_of(spec, person["key"]), password)
    spec.setdefault("present", []).append(person["key"])
    group = _group(spec, person["group"])
    membership = admit_member(user_id=user.pk, local_group=group, at=at)
    system = Actor.system(membership.community.pk)
    for role in person.get("roles", []):
        coordinated = group if role == Role.COORDINATOR else None
        assign_role(membership=membership, role=role, local_group=coordinated, by=system)
    fields = {name: person[name] for name in PROFILE if name in person}
    return update_profile(membership=membership, by=spec["actor"](person["key"]), **fields)


def _bring_to_advice(spec: Spec, community: Community, partner: dict[str, Any]) -> Partnership:
    now, system = spec["now"], Actor.system(community.pk)
    group = _group(spec, partner["group"])
    partnership = apply_for_partnership(
        community=community,
        local_group=group,
        motivation=partner["motivation"],
        by=spec["actor"](partner["admin"]),
        at=moment(APPLIED_ON, now),
        **{name: partner[name] for name in ORGANISATION if name in partner},
    )
    if "finance" in partner:
        colleague = Membership.objects.get(user__email=email_of(spec, partner["finance"]))
        add_colleague(organisation=partnership.organisation, membership=colleague, role="finance", by=system)
    note = "Uittreksel KvK gezien; de aanvrager mag tekenen."
    partnership = check_partnership(partnership=partnership, note=note, by=system, at=moment(CHECKED_ON, now))
    if partner.get("state") != "checked":
        text = f"De groep {group.name} kent de organisatie en ziet de meerwaarde."
        partnership = advise_partnership(
            partnership=partnership,
            advice="positive",
            text=text,
            by=_coordinator(spec, group),
            at=moment(ADVISED_ON, now),
        )
    return partnership


def _coordinator(spec: Spec, group: LocalGroup) -> Actor:
    """Who advises for the group: its coordinator."""
    key = next(
        person["key"]
        for person in spec["people"]
        if "coordinator" in person.get("roles", []) and _group(spec, person["group"]) == group
    )
    actor: Actor = spec["actor"](key)
    return actor


def _group(spec: Spec, key: str) -> LocalGroup:
    return LocalGroup.objects.get(name=by_key(spec["local_groups"], key)["name"])


demo.register(10, gather_people)
demo.register(30, gather_partners)
demo.register(36, welcome_newcomers)
