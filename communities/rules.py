"""Who may do what. Questions only; the verbs ask them."""

from communities.enums import ColleagueRole, JoinMode
from communities.models import (
    ApiClient,
    Community,
    LocalGroup,
    Membership,
    NetworkLeaderStaff,
    PartnerColleague,
    Partnership,
)
from communities.models import PartnerOrganisation as Organisation
from weconomics.actor import Actor, Role


def may_found(network_leader_id: int, *, by: Actor) -> bool:
    """Only who works for this network leader opens a community in its name."""
    if by.is_system or by.user_id is None:
        return by.is_system
    return NetworkLeaderStaff.objects.filter(network_leader_id=network_leader_id, user_id=by.user_id).exists()


def may_lead(*, by: Actor) -> bool:
    """Settings, roles, local groups, questions for joining: the domain leader and the network leader."""
    return by.leads


def may_verify_operator(*, by: Actor) -> bool:
    """The one who checks is not the one who filled it in: the network leader verifies."""
    return by.is_system or by.is_network_leader


def may_invite(*, by: Actor, role: str = Role.MEMBER, local_group: LocalGroup | None = None) -> bool:
    """Leaders invite with any role; a coordinator invites members to their own group."""
    if by.leads:
        return role != Role.DOMAIN_LEADER or may_assign_domain_leader(by=by)
    return role == Role.MEMBER and local_group is not None and coordinates(local_group.pk, by=by)


def may_invite_anybody(*, by: Actor) -> bool:
    return by.leads or bool(by.coordinated_group_ids)


def may_assign_domain_leader(*, by: Actor) -> bool:
    return by.leads


def may_answer_join_requests(*, by: Actor) -> bool:
    return by.leads or by.has_role(Role.COORDINATOR)


def may_join_openly(community: Community, *, by: Actor) -> bool:
    return by.user_id is not None and community.join_mode == JoinMode.OPEN


def may_request_to_join(community: Community, *, by: Actor) -> bool:
    return by.user_id is not None and community.join_mode == JoinMode.REQUEST


def may_edit_profile(membership: Membership, *, by: Actor) -> bool:
    return by.membership_id == membership.pk


def may_leave(membership: Membership, *, by: Actor) -> bool:
    return by.is_system or by.membership_id == membership.pk


def may_suspend(membership: Membership, *, by: Actor) -> bool:
    """Leaders and moderators, never themselves; only leaders suspend somebody who carries a role."""
    if by.membership_id == membership.pk:
        return False
    if by.leads:
        return True
    return by.has_role(Role.MODERATOR) and not membership.roles.exists()


def may_hide_profile(membership_id: int, *, by: Actor) -> bool:
    """Leaders and moderators, never their own."""
    return by.membership_id != membership_id and (by.leads or by.has_role(Role.MODERATOR))


def coordinates(local_group_id: int, *, by: Actor) -> bool:
    return by.is_system or local_group_id in by.coordinated_group_ids


def may_edit_local_group(local_group: LocalGroup, *, by: Actor) -> bool:
    return by.leads or coordinates(local_group.pk, by=by)


def may_apply_for_partnership(*, by: Actor) -> bool:
    return by.is_member


def may_check_partnership(*, by: Actor) -> bool:
    return by.leads


def may_advise_partnership(partnership: Partnership, *, by: Actor) -> bool:
    """The coordinator of the local group it applies through, and nobody else."""
    return coordinates(partnership.local_group_id, by=by)


def may_steer_partnership(*, by: Actor) -> bool:
    """Decline, suspend, resume and end."""
    return by.leads


def may_withdraw_partnership(partnership: Partnership, *, by: Actor) -> bool:
    return may_steer_partnership(by=by) or administers(partnership.organisation_id, by=by)


def may_see_application(partnership: Partnership, *, by: Actor) -> bool:
    """Before it is active: leaders, coordinators of the group, and the organisation's own people."""
    return (
        by.leads
        or coordinates(partnership.local_group_id, by=by)
        or works_for(partnership.organisation_id, by=by)
    )


def may_edit_organisation(organisation: Organisation, *, by: Actor) -> bool:
    return by.is_system or administers(organisation.pk, by=by)


def may_issue_api_client(organisation: Organisation | None, *, by: Actor) -> bool:
    """An administrator for a partner, a leader for themselves. A program makes no programs."""
    if by.client_id or by.membership_id is None:
        return False
    if organisation is None:
        return by.leads
    return organisation.pk in by.organisation_ids and administers(organisation.pk, by=by)


def may_issue_api_clients(*, by: Actor) -> bool:
    """Whether the page with programs is for this person at all. Asks no query: the menu asks it on every page."""
    return by.client_id is None and (by.leads or bool(by.organisation_ids))


def may_withdraw_api_client(client: ApiClient, *, by: Actor) -> bool:
    """Who could have made it, whose name it carries, and who leads the community."""
    if by.client_id:
        return False
    return (
        by.leads
        or client.membership_id == by.membership_id
        or may_issue_api_client(client.organisation, by=by)
    )


def administers(organisation_id: int, *, by: Actor) -> bool:
    return _colleague(organisation_id, by=by, roles=[ColleagueRole.ADMIN])


def works_for(organisation_id: int, *, by: Actor) -> bool:
    return _colleague(organisation_id, by=by, roles=list(ColleagueRole))


def _colleague(organisation_id: int, *, by: Actor, roles: list[ColleagueRole]) -> bool:
    if by.membership_id is None:
        return False
    return PartnerColleague.objects.filter(
        organisation_id=organisation_id, membership_id=by.membership_id, removed_at=None, role__in=roles
    ).exists()
