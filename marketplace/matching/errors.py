"""What matching refuses, in sentences that say what to do."""

from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class MatchMovedOn(DomainError):
    code = "match_moved_on"
    message = _("You are in contact about this already. Reload the page to see it.")


class PolicyNotDraft(DomainError):
    code = "policy_not_draft"
    message = _("This way of ranking is being decided on, or was decided. Write a new one to change it.")


class PolicyIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "policy_incomplete"
    message = _("Fill in what is missing.")
