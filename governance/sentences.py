"""What the counting says, in words."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from governance.counting import Hindrance, Tally, answers_needed
from governance.models import Proposal


def hindrance_sentence(hindrance: Hindrance, proposal: Proposal, tally: Tally) -> str:
    """Why this cannot be decided yet, and what is needed."""
    if hindrance == Hindrance.OBJECTION:
        return gettext("An objection is still open. Meet it with a new text, or have somebody judge it.")
    if hindrance == Hindrance.QUORUM:
        return _quorum_sentence(proposal, tally)
    return gettext(
        "Members may answer until %(date)s. Sooner is only possible when everybody has answered."
    ) % {"date": date_format(localtime(proposal.closes_at), "j F Y H:i")}


def _quorum_sentence(proposal: Proposal, tally: Tally) -> str:
    lacking = needed_answers(proposal, tally) - tally.answered
    return ngettext(
        "%(count)d more member must answer. Saying nothing is not consent.",
        "%(count)d more members must answer. Saying nothing is not consent.",
        lacking,
    ) % {"count": lacking}


def needed_answers(proposal: Proposal, tally: Tally) -> int:
    return answers_needed(
        tally.electors, quorum_percent=proposal.quorum_percent, minimum_people=proposal.minimum_people
    )
