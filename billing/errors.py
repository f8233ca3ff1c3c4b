"""What billing refuses, in sentences that say what to do."""

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
    message = _("Only an invoice that is still open can be credited.")
