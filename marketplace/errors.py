"""What the marketplace refuses, in sentences that say what to do."""

from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class ListingIncomplete(DomainError):
    code = "listing_incomplete"
    message = _("Fill in what is missing before you publish.")


class AnswersRefused(DomainError):
    """`data["values"]` has a sentence for each question of the category that was not answered well."""

    code = "answers_refused"
    message = _("Not all answers to the questions of this category fit.")


class ListingMovedOn(DomainError):
    code = "listing_moved_on"
    message = _("The owner changed it meanwhile. Look at it once more.")


class ListingTypeIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "listing_type_incomplete"
    message = _("Fill in what is missing.")


class SettingsRefused(DomainError):
    """`data["field"]` names the term."""

    code = "settings_refused"
    message = _("These terms are not possible.")


class QuestionsIncomplete(DomainError):
    """`data["place"]` counts the questions from 0; `data["field"]` names the part of it."""

    code = "questions_incomplete"
    message = _("Not all questions can be asked like this.")


class QuestionsMovedOn(DomainError):
    code = "questions_moved_on"
    message = _(
        "Somebody else published other questions meanwhile. Look at these first, and change them from there."
    )


class WrongListingState(DomainError):
    code = "wrong_listing_state"
    message = _("This is not possible in the state the listing is in now. Reload the page to see it.")


class ListingHidden(WrongListingState):
    code = "listing_hidden"
    message = _("A moderator hid this listing. Read why, and appeal if you think it is wrong.")


class NotEnoughLeft(DomainError):
    """`data["left"]` says how much is."""

    code = "not_enough_left"
    message = _("Less is left than you ask for. Choose a smaller quantity.")


class DateMissing(DomainError):
    """Of a listing with a capacity of each day anew."""

    code = "date_missing"
    message = _("Choose a date: of this a part is free each day.")


class TermsIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "terms_incomplete"
    message = _("These terms are not possible.")


class TermsChanged(DomainError):
    """`data["version"]` is the one that lies on the table now."""

    code = "terms_changed"
    message = _("The terms are other ones now. Read them, and agree to these if they are well.")


class WrongDealState(DomainError):
    code = "wrong_deal_state"
    message = _("The deal has moved on. Reload the page to see where it stands.")


class DealWithSelf(DomainError):
    code = "deal_with_self"
    message = _("You cannot make a deal with yourself.")


class PriceMissing(DomainError):
    code = "price_missing"
    message = _("Say what the price is: nothing was fixed yet.")


class NotOpenForDeals(DomainError):
    code = "not_open_for_deals"
    message = _("This listing is not open for deals now.")


class CategoryInUse(DomainError):
    code = "category_exists"
    message = _("There is a category with this name already.")


class ImportRefused(DomainError):
    code = "import_refused"
    message = _("We could not read this file. Save it as CSV (UTF-8) with a first row of column names.")


class AttachmentRefused(DomainError):
    code = "attachment_refused"
    message = _("This file cannot be sent. Choose a JPEG, PNG, WebP or PDF of at most 10 MB.")


class OutOfReach(DomainError):
    """Said alike to both of a blocked pair, and about who left: nobody learns which of these it is."""

    code = "out_of_reach"
    message = _("This person cannot be reached here now.")


class TooMuchToday(DomainError):
    """`data["most"]` says how many a day."""

    code = "too_much_today"
    message = _("You did this often today. Try again tomorrow.")
    status = 429


class ReviewNotPossible(DomainError):
    code = "review_not_possible"
    message = _("This deal cannot be reviewed, or not any more.")


class TooManyProviders(DomainError):
    """`data["most"]` says of how many the request takes."""

    code = "too_many_providers"
    message = _("This request takes of no more providers than it has already.")


class DisputeIncomplete(DomainError):
    code = "dispute_incomplete"
    message = _("Write in a few words what this is about.")


class WrongDisputeState(DomainError):
    code = "wrong_dispute_state"
    message = _("The dispute has moved on. Reload the page to see where it stands.")


class NoRightToWithdraw(DomainError):
    """`data["reason"]` says which."""

    code = "no_right_to_withdraw"


class AwardRefused(DomainError):
    """`data["field"]` names the quote, where it is about one."""

    code = "award_refused"
    message = _("Say how much you take from at least one of them.")


class RoundNotOpen(DomainError):
    code = "round_not_open"
    message = _("This round was sent or dropped, or is being planned. Reload the page to see it.")


class GroupOrderIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "group_order_incomplete"
    message = _("Fill in what is missing.")


class GroupOrderClosed(DomainError):
    code = "group_order_closed"
    message = _("This group order is over. Reload the page to see what became of it.")


class GroupOrderHasTakers(DomainError):
    code = "group_order_has_takers"
    message = _("Others take part already on these terms, so they stay as they are. You can call it off.")


class GroupOrderNotFull(DomainError):
    code = "group_order_not_full"
    message = _("There is still room for others. It is decided when it closes, or as soon as it is full.")


class StandingIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "standing_incomplete"
    message = _("Fill in what is missing.")


class WrongStandingState(DomainError):
    code = "wrong_standing_state"
    message = _("The standing deal has moved on. Reload the page to see where it stands.")


class NotOneOfItsDates(DomainError):
    code = "not_one_of_its_dates"
    message = _("This is not one of the coming dates of the standing deal.")


class DealOfDateExists(DomainError):
    """`data["deal"]` is its public id."""

    code = "deal_of_date_exists"
    message = _("The deal of this date is made already. Call that deal off instead.")


class SearchNotSaved(DomainError):
    """`data["field"]` names what is to be mended, where it is a field."""

    code = "search_not_saved"
    message = _("This search cannot be kept like this.")


class SynonymIncomplete(DomainError):
    """`data["field"]` names what is to be mended, where it is a field."""

    code = "synonym_incomplete"
    message = _("Write at least two words that differ, with a comma between them.")


class NoticeIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "notice_incomplete"
    message = _("Fill in what is missing.")


class WrongNoticeState(DomainError):
    code = "wrong_notice_state"
    message = _("Somebody else decided this meanwhile. Reload the page to see what.")


class MeasureIncomplete(DomainError):
    """`data["field"]` names what is to be mended."""

    code = "measure_incomplete"
    message = _("Fill in what is missing. The person it is about must be able to read why.")


class WrongMeasureState(DomainError):
    code = "wrong_measure_state"
    message = _("This measure has ended. Reload the page to see why.")


class AppealNotPossible(DomainError):
    code = "appeal_not_possible"
    message = _(
        "You can appeal once, within six months, against a decision that is about you or your report."
    )
