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


class PeriodNotOver(DomainError):
    code = "period_not_over"
    message = _("This month is not over yet. Close it from the first day of the next month.")


class EarlierPeriodOpen(DomainError):
    code = "earlier_period_open"
    message = _("An earlier month is still open. Close the months in their order.")


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
