"""What this app brings to the menu, the checklists, the steps of readiness, the search and the decisions."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities import checks, queries, rules
from communities.actions.partnership import admit_partner
from communities.models import Partnership
from communities.personal_data import export
from communities.searching import find_elsewhere, find_groups, find_members, find_partners
from weconomics.actor import Actor
from weconomics.registry import checklists, effects, gates, navigation, personal_data, search
from weconomics.registry.effects import DecisionRef


def register_all() -> None:
    """Called once, when the app is ready."""
    _register_menu()
    _register_checks()
    _register_checklists()
    _register_search()
    effects.register(
        effects.Effect(
            kind="communities.admit_partner",
            label=_("Admit a partner"),
            candidates=_partners_to_decide,
            describe=_describe_partnership,
            apply=_admit,
            url=_partner_url,
        )
    )
    personal_data.register("communities", export)


def _register_menu() -> None:
    item = navigation.NavItem
    places = [
        item(_("Home"), "communities:home", "house", 0),
        item(_("Members"), "communities:members", "users", 60, visible=_takes_part),
        item(_("Local groups"), "communities:local_groups", "map-pin", 70),
        item(_("Partners"), "communities:partners", "handshake", 80),
        item(_("Invitations"), "communities:invitations", "mail-plus", 10, "manage", _may_invite),
        item(
            _("Requests to join"),
            "communities:join_requests",
            "user-plus",
            20,
            "manage",
            _may_answer,
            badge=_waiting_join_requests,
        ),
        item(_("Programs"), "communities:api_clients", "plug", 70, "manage", _may_issue_api_clients),
        item(_("Operator"), "communities:operator", "landmark", 80, "manage", _leads),
        item(_("Settings"), "communities:settings", "settings", 90, "manage", _leads),
        item(
            _("Notifications"), "communities:notifications", "bell", 10, "account", _is_member, badge=_unread
        ),
        item(_("My profile"), "communities:profile", "user", 20, "account", _is_member),
    ]
    for place in places:
        navigation.register(place)


def _register_checks() -> None:
    check = gates.GateCheck
    asked = [
        check(
            "G0",
            "domain_described",
            _("The domain has a purpose and a target group"),
            checks.has_described_domain,
        ),
        check("G0", "domain_leader", _("There is a domain leader"), checks.has_domain_leader),
        check(
            "G2",
            "local_group_coordinated",
            _("There is a local group with a coordinator"),
            checks.has_coordinated_group,
        ),
        check("G3", "operator_verified", _("The operator is verified"), checks.has_verified_operator),
        check(
            "G3",
            "treasurer_and_second_person",
            _("There is a treasurer, and a second person who approves"),
            checks.has_treasurer_and_second_person,
        ),
    ]
    for one in asked:
        gates.register(one)


def _register_checklists() -> None:
    item = checklists.ChecklistItem
    for_community = [
        item(
            "describe", _("Write what the community is for"), _is_described, _to("communities:settings"), 10
        ),
        item(
            "invite", _("Invite the people you start with"), _has_invited, _to("communities:invitations"), 20
        ),
        item("local_group", _("Open a local group"), _has_local_group, _to("communities:local_groups"), 50),
        item("operator", _("Fill in the operator"), _has_operator, _to("communities:operator"), 80),
    ]
    for_member = [
        item(
            "introduce",
            _("Introduce yourself in a few sentences"),
            _introduced,
            _to("communities:profile"),
            10,
        ),
        item("photo", _("Add a photo"), _has_photo, _to("communities:profile"), 20),
        item("local_group", _("Join a local group"), _in_local_group, _to("communities:local_groups"), 30),
    ]
    for one in for_community:
        checklists.register("community", one)
    for one in for_member:
        checklists.register("member", one)


def _register_search() -> None:
    provider = search.SearchProvider
    search.register(provider("members", _("Members"), find_members, 60))
    search.register(provider("local_groups", _("Local groups"), find_groups, 70))
    search.register(provider("partners", _("Partners"), find_partners, 80))
    search.register(provider("elsewhere", _("My other communities"), find_elsewhere, 90))


def _partners_to_decide() -> list[tuple[int, str]]:
    return [(row.pk, str(row)) for row in queries.partnerships_ready_to_decide()]


def _describe_partnership(partnership_id: int) -> str:
    return str(Partnership.objects.select_related("organisation", "local_group").get(pk=partnership_id))


def _partner_url(partnership_id: int) -> str:
    row = Partnership.objects.select_related("organisation", "community").get(pk=partnership_id)
    return reverse("communities:partner", args=[row.community.slug, row.organisation.public_id])


def _admit(partnership_id: int, decision: DecisionRef) -> None:
    admit_partner(partnership_id=partnership_id, decision=decision)


def _to(url_name: str) -> Any:
    return lambda slug: reverse(url_name, args=[slug])


def _takes_part(actor: Actor) -> bool:
    return actor.is_member or actor.leads


def _is_member(actor: Actor) -> bool:
    return actor.is_member


def _leads(actor: Actor) -> bool:
    return rules.may_lead(by=actor)


def _may_invite(actor: Actor) -> bool:
    return rules.may_invite_anybody(by=actor)


def _may_answer(actor: Actor) -> bool:
    return rules.may_answer_join_requests(by=actor)


def _may_issue_api_clients(actor: Actor) -> bool:
    return rules.may_issue_api_clients(by=actor)


def _waiting_join_requests(request: HttpRequest) -> int:
    return queries.pending_join_requests().count()


def _unread(request: HttpRequest) -> int:
    return queries.unread_count(request.actor)  # type: ignore[attr-defined]


def _is_described(request: HttpRequest) -> bool:
    return bool(request.community.description.strip())  # type: ignore[attr-defined]


def _has_invited(request: HttpRequest) -> bool:
    return queries.invitations_sent() > 0 or queries.active_members().count() > 1


def _has_local_group(request: HttpRequest) -> bool:
    return queries.open_local_groups().exists()


def _has_operator(request: HttpRequest) -> bool:
    return queries.operator_of_record() is not None


def _introduced(request: HttpRequest) -> bool:
    member = queries.own_membership(request)
    return bool(member and member.about.strip())


def _has_photo(request: HttpRequest) -> bool:
    member = queries.own_membership(request)
    return bool(member and (member.photo or member.user.photo))


def _in_local_group(request: HttpRequest) -> bool:
    member = queries.own_membership(request)
    return bool(member and member.local_groups.exists())
