"""Questions about who may do what with money."""

from billing.models import Invoice, Party, RevenueModel, SettlementNote
from communities.interface import PartyRef, financed_organisation_ids
from weconomics.actor import Actor, Role


def may_write_models(*, by: Actor) -> bool:
    """Draft revenue models: the treasurer or who leads. Putting one in force is a decision's."""
    return by.leads or by.has_role(Role.TREASURER)


def may_change_model(model: RevenueModel, *, by: Actor) -> bool:
    return model.is_draft and may_write_models(by=by)


def may_see_settlement_note(note: SettlementNote, *, by: Actor) -> bool:
    """Whose sales it is about, and who keeps the books."""
    return may_see_desk(by=by) or by.membership_id == note.party.membership_id


def may_see_desk(*, by: Actor) -> bool:
    return by.leads or by.has_role(Role.TREASURER)


def may_close_month(*, by: Actor) -> bool:
    """The treasurer's work: a leader does not collect money by the way."""
    return by.has_role(Role.TREASURER)


def may_see_invoice(invoice: Invoice, *, by: Actor) -> bool:
    return may_see_desk(by=by) or may_pay_invoice(invoice, by=by)


def may_pay_invoice(invoice: Invoice, *, by: Actor) -> bool:
    """The member it is for, or a colleague with the organisation's finances."""
    return may_pay_for(invoice.party, by=by)


def may_pay_for(party: Party, *, by: Actor) -> bool:
    """The member itself, or a colleague with the organisation's finances."""
    ref = party.ref
    if ref.kind == "member":
        return by.membership_id == ref.id
    return ref.id in financed_organisation_ids(by)


def may_set_reference(organisation_id: int, *, by: Actor) -> bool:
    """How an organisation's books know our documents is said by who does its finances."""
    return organisation_id in financed_organisation_ids(by)


def may_record_payment(*, by: Actor) -> bool:
    return by.has_role(Role.TREASURER)


def payers_of(actor: Actor) -> list[PartyRef]:
    """As whom this actor pays: themselves, then the organisations whose finances they do."""
    own = [PartyRef("member", actor.membership_id)] if actor.membership_id is not None else []
    return own + [PartyRef("organisation", pk) for pk in sorted(financed_organisation_ids(actor))]


def may_see_statement(ref: PartyRef, *, by: Actor) -> bool:
    return may_see_desk(by=by) or ref in payers_of(by)


def may_refund(*, by: Actor) -> bool:
    """The treasurer's work, like recording payments."""
    return by.has_role(Role.TREASURER)
