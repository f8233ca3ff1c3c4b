"""Questions about who may do what with money."""

from billing.models import Invoice, RevenueModel
from communities.interface import financed_organisation_ids
from weconomics.actor import Actor, Role


def may_write_models(*, by: Actor) -> bool:
    """Draft revenue models: the treasurer or who leads. Putting one in force is a decision's."""
    return by.leads or by.has_role(Role.TREASURER)


def may_change_model(model: RevenueModel, *, by: Actor) -> bool:
    return model.is_draft and may_write_models(by=by)


def may_see_desk(*, by: Actor) -> bool:
    return by.leads or by.has_role(Role.TREASURER)


def may_close_month(*, by: Actor) -> bool:
    """The treasurer's work: a leader does not collect money by the way."""
    return by.has_role(Role.TREASURER)


def may_see_invoice(invoice: Invoice, *, by: Actor) -> bool:
    return may_see_desk(by=by) or may_pay_invoice(invoice, by=by)


def may_pay_invoice(invoice: Invoice, *, by: Actor) -> bool:
    """The member it is for, or a colleague with the organisation's finances."""
    ref = invoice.party.ref
    if ref.kind == "member":
        return by.membership_id == ref.id
    return ref.id in financed_organisation_ids(by)


def may_record_payment(*, by: Actor) -> bool:
    return by.has_role(Role.TREASURER)
