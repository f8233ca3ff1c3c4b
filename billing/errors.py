"""What billing refuses, in sentences that say what to do."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weconomics.errors import DomainError


class ModelNotDraft(DomainError):
    code = "model_not_draft"
    message = _("This revenue model was decided on and cannot change any more. Make a new version instead.")


class ModelIsProposed(DomainError):
    code = "model_is_proposed"
    message = _("The community is deciding on this draft. Withdraw the proposal first.")


class ModelHasNoName(DomainError):
    code = "model_has_no_name"
    message = _("Give the revenue model a name, so that people can talk about it.")


class FeeRuleInvalid(DomainError):
    code = "fee_rule_invalid"
    message = _("This rule does not add up.")


class ProviderWouldLose(DomainError):
    code = "provider_would_lose"
    message = _("These rules could take more from a provider than the deal brings in.")


class NoticeTooShort(DomainError):
    code = "notice_too_short"
    message = _("Businesses sell here: give them at least 15 days between the decision and the start.")


class NoticeOutOfBounds(DomainError):
    code = "notice_out_of_bounds"
    message = _("Choose between 0 and 365 days from the decision to the start.")


class PeriodNotOver(DomainError):
    code = "period_not_over"
    message = _("This month is not over yet. Close it from the first day of the next month.")


class EarlierPeriodOpen(DomainError):
    code = "earlier_period_open"
    message = _("An earlier month is still open. Close the months in their order.")


class RunDoesNotAddUp(DomainError):
    code = "run_does_not_add_up"
    message = _(
        "What was billed does not add up with what stands in the books, so the month stays open. Ask your host to look."
    )


class NothingParked(DomainError):
    code = "nothing_parked"
    message = _("Nobody was left out of this month any more.")


class NoOperator(DomainError):
    code = "no_operator"
    message = _("Nobody can issue invoices yet: the operator of this community is not filled in.")


class NotPayable(DomainError):
    code = "not_payable"
    message = _("This invoice is not open any more.")


class PaymentRunning(DomainError):
    code = "payment_running"
    message = _("A payment of this invoice is running. Wait until it has ended.")


class NotCreditable(DomainError):
    code = "not_creditable"
    message = _("There is nothing left to credit on this document.")


class NothingChosen(DomainError):
    code = "nothing_chosen"
    message = _("Choose at least one line of this document, with an amount.")


class MoreThanIsLeft(DomainError):
    code = "more_than_is_left"
    message = _("This is more than is left to credit. Fill in a smaller amount.")


class NotAnElectronicInvoice(DomainError):
    code = "not_an_electronic_invoice"
    message = _("This document cannot be sent as an e-invoice.")

    @classmethod
    def because(cls, broken: Sequence[Any]) -> "NotAnElectronicInvoice":
        """With each reason once, and the official codes of the rules for who looks them up."""
        reasons = list(dict.fromkeys(str(rule.sentence) for rule in broken))
        words = gettext("This document cannot be sent as an e-invoice. %(reasons)s Take the PDF instead.")
        codes = [rule.code for rule in broken]
        return cls(words % {"reasons": " ".join(reasons)}, data={"rules": codes})


class NoSuchYear(DomainError):
    code = "no_such_year"
    message = _("Choose a year that has begun.")


class MethodNotUsable(DomainError):
    code = "method_not_usable"
    message = _("This card or account cannot be used. Choose another one.")


class NotRefundable(DomainError):
    code = "not_refundable"
    message = _("There is nothing to pay back of this payment. Credit the invoice first.")


class RefundTooLarge(DomainError):
    code = "refund_too_large"
    message = _("This is more than can still go back. Choose a smaller amount.")


class CannotBePaidOut(DomainError):
    code = "cannot_be_paid_out"
    message = _("Who provides cannot be paid through us yet: the payout account is not ready.")


class TradeAlreadyPaid(DomainError):
    code = "trade_already_paid"
    message = _("This deal was paid already.")


class BooksDiffer(DomainError):
    code = "books_differ"
    message = _("The books of the payment provider and ours differ.")
