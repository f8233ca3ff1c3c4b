"""What matching refuses, in sentences that say what to do."""

from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class MatchMovedOn(DomainError):
    code = "match_moved_on"
    message = _("You are in contact about this already. Reload the page to see it.")


class PolicyNotDraft(DomainError):
    code = "policy_not_draft"
    message = _("These weights were decided on, or thrown away. Draft new ones to change them.")


class PolicyIsProposed(DomainError):
    code = "policy_is_proposed"
    message = _(
        "The community is deciding on these weights. Withdraw the proposal first, then you can throw them away."
    )


class PolicyIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "policy_incomplete"
    message = _("Fill in what is missing.")
