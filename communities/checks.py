"""What readiness asks of this app: each check says what is missing and where to mend it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from communities import queries
from communities.enums import LocalGroupState, MembershipState
from communities.models import Community, MembershipRole
from weconomics.actor import Role
from weconomics.registry.gates import CheckResult


def has_domain_leader(community: Community) -> CheckResult:
    leads = MembershipRole.objects.filter(role=Role.DOMAIN_LEADER, membership__state=MembershipState.ACTIVE)
    return CheckResult(
        leads.exists(),
        _("Somebody accepts the role of domain leader."),
        reverse("communities:invitations", args=[community.slug]),
    )


def has_described_domain(community: Community) -> CheckResult:
    return CheckResult(
        bool(community.domain.purpose.strip() and community.domain.target_group.strip()),
        _("Write down the purpose and the target group of the domain."),
        reverse("communities:settings", args=[community.slug]),
    )


def has_coordinated_group(community: Community) -> CheckResult:
    coordinators = MembershipRole.objects.filter(
        role=Role.COORDINATOR,
        membership__state=MembershipState.ACTIVE,
        local_group__state=LocalGroupState.OPEN,
    )
    return CheckResult(
        coordinators.exists(),
        _("Open a local group and give it a coordinator."),
        reverse("communities:local_groups", args=[community.slug]),
    )


def has_verified_operator(community: Community) -> CheckResult:
    operator = queries.operator_of_record()
    url = reverse("communities:operator", args=[community.slug])
    if operator is None:
        return CheckResult(False, _("Fill in the legal person that is the operator."), url)
    if missing := queries.missing_of_operator(operator):
        sentence = _("The operator still needs: %(fields)s.") % {"fields": ", ".join(map(str, missing))}
        return CheckResult(False, sentence, url)
    return CheckResult(operator.verified_at is not None, _("The network leader verifies the operator."), url)


def has_treasurer_and_second_person(community: Community) -> CheckResult:
    """Four eyes: a treasurer, and a treasurer or domain leader who is somebody else."""
    rows = MembershipRole.objects.filter(membership__state=MembershipState.ACTIVE)
    treasurers = set(rows.filter(role=Role.TREASURER).values_list("membership_id", flat=True))
    leaders = set(rows.filter(role=Role.DOMAIN_LEADER).values_list("membership_id", flat=True))
    return CheckResult(
        bool(treasurers) and len(treasurers | leaders) >= 2,
        _(
            "Give one member the role of treasurer, next to another treasurer or domain leader who approves payments."
        ),
        reverse("communities:members", args=[community.slug]),
    )
