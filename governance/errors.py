"""Refusals of this app: a code for machines and a sentence that helps a person."""

from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class ContentIncomplete(DomainError):
    code = "content_incomplete"
    message = _("This version is not complete yet. Fill in what is missing before you propose it.")


class ContentWrong(DomainError):
    """The content does not fit the factor. `data["problems"]` lists where and why."""

    code = "content_wrong"
    message = _("Some answers do not fit. Look at the fields below.")


class DraftChanged(DomainError):
    code = "draft_changed"
    message = _("Somebody else saved this draft while you were writing. Compare, then save again.")


class WrongFactorState(DomainError):
    code = "wrong_factor_state"
    message = _("This version can no longer be changed. Make a new draft instead.")


class WrongProposalState(DomainError):
    code = "wrong_proposal_state"
    message = _("This step is not possible now. Load the page again to see where the proposal stands.")


class TooFewElectors(DomainError):
    code = "too_few_electors"
    message = _("There are not enough members to decide yet. Invite more people first.")


class NotAnElector(DomainError):
    code = "not_an_elector"
    message = _("Only those who were members when the proposal opened can answer.")
    status = 403


class ArgumentRequired(DomainError):
    code = "argument_required"
    message = _("Write down your argument, so that the others can do something with it.")


class OtherText(DomainError):
    code = "other_text"
    message = _("The text changed while you were reading. Read the new text and answer again.")


class ObjectionUnanswered(DomainError):
    code = "objection_unanswered"
    message = _("Say for every open objection how the new text meets it.")


class NothingChanged(DomainError):
    code = "nothing_changed"
    message = _("The new text is the same as the old one. Change it, or ask somebody to judge the objection.")


class ReasonRequired(DomainError):
    code = "reason_required"
    message = _("Write down the reason. It stays in the record for everybody to read.")


class NotDecidable(DomainError):
    """`data["hindrances"]` lists what stands in the way."""

    code = "not_decidable"
    message = _("This cannot be decided yet.")


class EffectGone(DomainError):
    code = "effect_gone"
    message = _("What this proposal would change can no longer be decided on. Choose again.")


class EffectChanged(DomainError):
    code = "effect_changed"
    message = _(
        "What this proposal would change was changed after the members read it. Give the proposal a new text."
    )


class EffectAlreadyProposed(DomainError):
    code = "effect_already_proposed"
    message = _("Another open proposal is already about this change.")


class PeriodTooShort(DomainError):
    code = "period_too_short"
    message = _("Members need more days to answer.")


class RatingOutOfRange(DomainError):
    code = "rating_out_of_range"
    message = _("Choose a number from 1 to 5.")


class ContributeFirst(DomainError):
    code = "contribute_first"
    message = _("First write down a chance or a threat you see yourself. Then you see those of others.")
    status = 403


class ItemRated(DomainError):
    code = "item_rated"
    message = _("Others have already rated this. Add a new chance or threat instead of changing it.")
