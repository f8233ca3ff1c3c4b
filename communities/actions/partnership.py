"""An organisation becomes a partner: applied, checked, advised by its local group, decided, active."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities import queries, rules
from communities.actions.conflicts import is_taken
from communities.actions.notification import notify
from communities.enums import Advice, ColleagueRole, LocalGroupState, PartnershipState
from communities.errors import (
    DecisionRequired,
    LocalGroupClosed,
    LocalGroupRequired,
    OrganisationKnown,
    ReasonRequired,
    WrongState,
)
from communities.events import PartnerAdmitted, PartnershipAdvised, PartnershipEnded
from communities.models import (
    Community,
    LocalGroup,
    PartnerColleague,
    PartnerOrganisation,
    Partnership,
    PartnershipStep,
)
from communities.numbers import clean_kvk, clean_vat_id
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry import gates
from weconomics.registry.effects import DecisionRef

STEERED = {
    PartnershipState.SUSPENDED: [PartnershipState.ACTIVE],
    PartnershipState.ACTIVE: [PartnershipState.SUSPENDED],
    PartnershipState.ENDED: [PartnershipState.ACTIVE, PartnershipState.SUSPENDED],
    PartnershipState.DECLINED: [PartnershipState.APPLIED, PartnershipState.CHECKED, PartnershipState.ADVISED],
}


@transaction.atomic
def apply_for_partnership(
    *,
    community: Community,
    local_group: LocalGroup | None,
    motivation: str,
    by: Actor,
    at: datetime | None = None,
    **organisation: Any,
) -> Partnership:
    """A member applies for an organisation, through a local group, and becomes its administrator.

    `organisation` are the fields of PartnerOrganisation. An organisation that was here before applies again
    through its administrator. Raises NotAllowed, GateClosed (before the step Connect), LocalGroupRequired,
    LocalGroupClosed, WrongKvk, WrongVatId, VatIdRequired, OrganisationKnown.
    """
    if by.membership_id is None or not rules.may_apply_for_partnership(by=by):
        raise NotAllowed
    gates.require("G1", community)
    if local_group is None:
        raise LocalGroupRequired(data={"field": "local_group"})
    if local_group.state != LocalGroupState.OPEN:
        raise LocalGroupClosed(data={"field": "local_group"})
    at = at or timezone.now()
    applicant = _organisation_of(organisation, by.membership_id, by, at)
    partnership = _begin(applicant, local_group, motivation, by.membership_id, at)
    _record_step(partnership, from_state="", by=by, note=motivation, at=at)
    _tell(
        partnership,
        queries.ids_of_leaders(),
        _("{organisation} wants to become a partner. Check its papers."),
    )
    return partnership


@transaction.atomic
def check_partnership(
    *, partnership: Partnership, note: str, by: Actor, at: datetime | None = None
) -> Partnership:
    """Record that the KvK entry and the right to sign were checked; then the local group is asked for advice.

    Raises NotAllowed, ReasonRequired, WrongState.
    """
    if not rules.may_check_partnership(by=by):
        raise NotAllowed
    if not note.strip():
        raise ReasonRequired(_("Write down what you checked."), data={"field": "note"})
    partnership = _lock(partnership, PartnershipState.APPLIED)
    partnership.check_note = note
    _step(partnership, PartnershipState.CHECKED, by=by, note=note, at=at)
    coordinators = queries.ids_of_coordinators(partnership.local_group_id)
    _tell(
        partnership,
        coordinators,
        _("{organisation} wants to join through your local group. What is your advice?"),
    )
    return partnership


@transaction.atomic
def advise_partnership(
    *, partnership: Partnership, advice: str, text: str, by: Actor, at: datetime | None = None
) -> Partnership:
    """The coordinator of the local group advises, with reasons; the community decides later.

    Raises NotAllowed (also for leaders and for coordinators of other groups), ReasonRequired, WrongState.
    """
    if not rules.may_advise_partnership(partnership, by=by):
        raise NotAllowed
    if not text.strip():
        raise ReasonRequired(_("Give the reasons for your advice."), data={"field": "text"})
    partnership = _lock(partnership, PartnershipState.CHECKED)
    partnership.advice, partnership.advice_text = Advice(advice), text
    _step(partnership, PartnershipState.ADVISED, by=by, note=text, at=at)
    publish(PartnershipAdvised(partnership_id=partnership.pk))
    _tell(partnership, queries.ids_of_leaders(), _("The local group has advised on {organisation}."))
    return partnership


@transaction.atomic
def admit_partner(*, partnership_id: int, decision: DecisionRef) -> Partnership:
    """The effect of a decision, and nothing else: the organisation is a partner from now on.

    The same decision twice changes nothing. Raises DecisionRequired, WrongState.
    """
    if not decision.number:
        raise DecisionRequired
    partnership = queries.lock_partnership(partnership_id)
    if partnership.state == PartnershipState.ACTIVE and partnership.decision_number == decision.number:
        return partnership
    if partnership.state != PartnershipState.ADVISED:
        raise WrongState
    partnership.decision_number = decision.number
    _step(partnership, PartnershipState.DECIDED, note=decision.number, at=decision.decided_at)
    partnership.active_at = decision.decided_at
    _step(partnership, PartnershipState.ACTIVE, note=decision.number, at=decision.decided_at)
    publish(PartnerAdmitted(partnership_id=partnership.pk, organisation_id=partnership.organisation_id))
    people = queries.ids_of_colleagues(partnership.organisation_id)
    _tell(partnership, people, _("{organisation} is now a partner of the community."))
    return partnership


@transaction.atomic
def decline_partnership(*, partnership: Partnership, reason: str, by: Actor) -> Partnership:
    """Turn an application down, with the reason. Raises NotAllowed, ReasonRequired, WrongState."""
    return _steer(partnership, PartnershipState.DECLINED, reason, by)


@transaction.atomic
def suspend_partnership(*, partnership: Partnership, reason: str, by: Actor) -> Partnership:
    """Stop new agreements for now; what runs is finished. Raises NotAllowed, ReasonRequired, WrongState."""
    return _steer(partnership, PartnershipState.SUSPENDED, reason, by)


@transaction.atomic
def resume_partnership(*, partnership: Partnership, reason: str, by: Actor) -> Partnership:
    """End a suspension. Raises NotAllowed, ReasonRequired, WrongState."""
    return _steer(partnership, PartnershipState.ACTIVE, reason, by)


@transaction.atomic
def end_partnership(*, partnership: Partnership, reason: str, by: Actor) -> Partnership:
    """End it, by the community or by the organisation itself. Raises NotAllowed, ReasonRequired, WrongState."""
    ended = _steer(partnership, PartnershipState.ENDED, reason, by)
    publish(PartnershipEnded(partnership_id=ended.pk, organisation_id=ended.organisation_id))
    return ended


def _organisation_of(
    fields: dict[str, Any], applicant_id: int, by: Actor, at: datetime
) -> PartnerOrganisation:
    cleaned = clean_organisation(fields)
    known = PartnerOrganisation.objects.filter(kvk=cleaned["kvk"]).first()
    if known is None:
        return _new_organisation(cleaned, applicant_id, at)
    if not rules.may_edit_organisation(known, by=by):
        raise OrganisationKnown(data={"field": "kvk"})
    for name, value in cleaned.items():
        setattr(known, name, value)
    known.save()
    return known


def clean_organisation(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields with KvK number and btw-id checked. Raises WrongKvk, WrongVatId, VatIdRequired."""
    country = fields.get("country", "NL")
    vat_id = clean_vat_id(
        fields.get("vat_id", ""), vat_status=fields.get("vat_status", "liable"), country=country
    )
    return {**fields, "kvk": clean_kvk(fields.get("kvk", "")), "vat_id": vat_id}


def _new_organisation(fields: dict[str, Any], applicant_id: int, at: datetime) -> PartnerOrganisation:
    organisation = PartnerOrganisation(**fields)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        if not is_taken(error, "partner_kvk_once"):
            raise
        raise OrganisationKnown(data={"field": "kvk"}) from error
    PartnerColleague.objects.create(
        organisation=organisation, membership_id=applicant_id, role=ColleagueRole.ADMIN, added_at=at
    )
    return organisation


def _begin(
    organisation: PartnerOrganisation,
    local_group: LocalGroup,
    motivation: str,
    applicant_id: int,
    at: datetime,
) -> Partnership:
    partnership = Partnership(
        organisation=organisation,
        local_group=local_group,
        motivation=motivation,
        applied_by_id=applicant_id,
        applied_at=at,
    )
    try:
        with transaction.atomic():
            partnership.save()
    except IntegrityError as error:
        if not is_taken(error, "partnership_live_once"):
            raise
        raise OrganisationKnown(data={"field": "kvk"}) from error
    return partnership


def _steer(partnership: Partnership, to_state: PartnershipState, reason: str, by: Actor) -> Partnership:
    withdraws = to_state in (PartnershipState.ENDED, PartnershipState.DECLINED)
    allowed = (
        rules.may_withdraw_partnership(partnership, by=by)
        if withdraws
        else rules.may_steer_partnership(by=by)
    )
    if not allowed:
        raise NotAllowed
    if not reason.strip():
        raise ReasonRequired(data={"field": "reason"})
    partnership = _lock(partnership, *STEERED[to_state])
    if to_state == PartnershipState.ENDED:
        partnership.ended_at = timezone.now()
    _step(partnership, to_state, by=by, note=reason)
    people = queries.ids_of_colleagues(partnership.organisation_id)
    _tell(partnership, people, _("The partnership of {organisation} has changed. Read why."))
    return partnership


def _lock(partnership: Partnership, *expected: PartnershipState) -> Partnership:
    locked = queries.lock_partnership(partnership.pk)
    if locked.state not in expected:
        raise WrongState
    return locked


def _step(
    partnership: Partnership,
    to_state: PartnershipState,
    *,
    by: Actor | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    from_state, partnership.state = partnership.state, to_state
    partnership.save()
    _record_step(partnership, from_state=from_state, by=by, note=note, at=at or timezone.now())


def _record_step(
    partnership: Partnership, *, from_state: str, by: Actor | None, note: str, at: datetime
) -> None:
    PartnershipStep.objects.create(
        partnership=partnership,
        from_state=from_state,
        to_state=partnership.state,
        at=at,
        by_id=by.user_id if by else None,
        note=note,
    )


def _tell(partnership: Partnership, membership_ids: list[int], text: Any) -> None:
    notify(
        membership_ids,
        kind="partnership",
        text=format_lazy(text, organisation=partnership.organisation.name),
        url=reverse(
            "communities:partner", args=[partnership.community.slug, partnership.organisation.public_id]
        ),
    )
