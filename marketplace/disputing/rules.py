"""Questions about disputes: who takes part, who looks on, who may judge."""

from datetime import datetime

from django.db.models import Q

from marketplace.enums import DisputeState, Proposer
from marketplace.models import Deal, Dispute
from marketplace.rules import acts_for
from marketplace.transitions import sides_of
from weconomics.actor import Actor, Role

UNDECIDED = (DisputeState.OPEN, DisputeState.ANSWERED)


def judges(by: Actor) -> bool:
    """Who moderates or leads: they decide disputes in which they have no part."""
    return by.leads or by.has_role(Role.MODERATOR)


def is_party(dispute: Dispute, *, by: Actor) -> bool:
    return bool(sides_of(dispute.deal, by))


def is_involved(dispute: Dispute, *, by: Actor) -> bool:
    """A party, somebody who acted for a party while this deal ran, or somebody who gave evidence.

    The database asks the same when a decision is written.
    """
    deal, member = dispute.deal, by.membership_id
    if is_party(dispute, by=by) or member in (deal.provider_membership_id, deal.requester_membership_id):
        return True
    if member is None:
        return False
    return _is_colleague(deal, member) or dispute.evidence.filter(membership_id=member).exists()


def may_see_dispute(dispute: Dispute, *, by: Actor) -> bool:
    """The two parties, and who judges disputes and has no part in this one."""
    return is_party(dispute, by=by) or (judges(by) and not is_involved(dispute, by=by))


def may_judge(dispute: Dispute, *, by: Actor) -> bool:
    """A member who moderates or leads and is not involved: a decision has a name below it."""
    return by.membership_id is not None and judges(by) and not is_involved(dispute, by=by)


def may_answer_dispute(dispute: Dispute, *, by: Actor) -> bool:
    """The side that did not open it."""
    deal = dispute.deal
    asked = deal.requester_ref if dispute.opened_by == Proposer.PROVIDER else deal.provider_ref
    return acts_for(asked, by=by)


def may_take_back(dispute: Dispute, *, by: Actor) -> bool:
    """The side that opened it."""
    deal = dispute.deal
    opener = deal.provider_ref if dispute.opened_by == Proposer.PROVIDER else deal.requester_ref
    return acts_for(opener, by=by)


def can_be_decided(dispute: Dispute, at: datetime) -> bool:
    """Once the other side said its part, or had its time for it."""
    if dispute.state == DisputeState.OPEN:
        return at >= dispute.answer_until
    return dispute.state == DisputeState.ANSWERED


def _is_colleague(deal: Deal, membership_id: int) -> bool:
    """Also who left an organisation after the deal was proposed."""
    stayed = Q(removed_at=None) | Q(removed_at__gt=deal.proposed_at)
    organisations = [deal.provider_organisation, deal.requester_organisation]
    return any(
        organisation.colleagues.filter(stayed, membership_id=membership_id).exists()
        for organisation in organisations
        if organisation is not None
    )
