"""Joining without an invitation: at once where the door is open, else by asking."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities import queries, rules
from communities.actions.conflicts import is_taken
from communities.actions.membership import admit_member
from communities.actions.notification import notify
from communities.enums import JoinRequestState, MembershipState
from communities.errors import (
    AlreadyMember,
    AnswerMissing,
    JoinClosed,
    JoinRequestAnswered,
    JoinRequestPending,
    ReasonRequired,
    StillPreparing,
)
from communities.models import Community, JoinQuestion, JoinRequest, LocalGroup, Membership, User
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue


@transaction.atomic
def join_open_community(
    *, community: Community, by: Actor, local_group: LocalGroup | None = None
) -> Membership:
    """Become a member at once, where anybody may. Raises NotAllowed, JoinClosed, StillPreparing, AlreadyMember."""
    _require_door(community, by)
    if not rules.may_join_openly(community, by=by):
        raise JoinClosed
    return admit_member(user_id=_person(by), local_group=local_group)


@transaction.atomic
def request_to_join(
    *, community: Community, answers: Mapping[int, str], by: Actor, local_group: LocalGroup | None = None
) -> JoinRequest:
    """Ask to join; `answers` by id of the question. The leaders and coordinators are told.

    Raises NotAllowed, JoinClosed, StillPreparing, AnswerMissing, AlreadyMember, JoinRequestPending.
    """
    _require_door(community, by)
    if not rules.may_request_to_join(community, by=by):
        raise JoinClosed
    person_id = _person(by)
    if Membership.objects.filter(user_id=person_id, state=MembershipState.ACTIVE).exists():
        raise AlreadyMember
    request = JoinRequest(user_id=person_id, answers=_answered(answers), local_group=local_group)
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        if not is_taken(error, "join_request_pending_once"):
            raise
        raise JoinRequestPending from error
    _tell_who_answers(community, request)
    return request


@transaction.atomic
def accept_join_request(*, join_request: JoinRequest, by: Actor) -> Membership:
    """Let the person in; a mail tells them. Raises NotAllowed, JoinRequestAnswered."""
    request = _lock_pending(join_request, by)
    membership = Membership.objects.filter(user_id=request.user_id, state=MembershipState.ACTIVE).first()
    if membership is None:
        membership = admit_member(user_id=request.user_id, local_group=request.local_group)
    _answer(request, JoinRequestState.ACCEPTED, by)
    return membership


@transaction.atomic
def decline_join_request(*, join_request: JoinRequest, reason: str, by: Actor) -> JoinRequest:
    """Do not let the person in, with a reason that they read. Raises NotAllowed, ReasonRequired, JoinRequestAnswered."""
    if not reason.strip():
        raise ReasonRequired(data={"field": "reason"})
    request = _lock_pending(join_request, by)
    request.reason = reason
    return _answer(request, JoinRequestState.DECLINED, by)


@transaction.atomic
def set_join_questions(*, questions: list[tuple[str, bool]], by: Actor) -> list[JoinQuestion]:
    """Replace the questions by these (text, is required), in this order. Answers given keep their own text.

    Raises NotAllowed.
    """
    if not rules.may_lead(by=by):
        raise NotAllowed
    JoinQuestion.objects.all().delete()
    rows = [
        JoinQuestion(position=position, text=text, is_required=is_required)
        for position, (text, is_required) in enumerate(questions, start=1)
    ]
    return JoinQuestion.objects.bulk_create(rows)


def _require_door(community: Community, by: Actor) -> None:
    if by.user_id is None:
        raise NotAllowed
    if not community.is_connected:
        raise StillPreparing


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed
    return by.user_id


def _answered(answers: Mapping[int, str]) -> list[dict[str, str]]:
    given = []
    for question in JoinQuestion.objects.all():
        answer = answers.get(question.pk, "").strip()
        if question.is_required and not answer:
            raise AnswerMissing(data={"field": f"question_{question.pk}"})
        given.append({"question": question.text, "answer": answer[:2000]})
    return given


def _tell_who_answers(community: Community, request: JoinRequest) -> None:
    name = User.objects.values_list("name", flat=True).get(pk=request.user_id)
    notify(
        queries.ids_of_leaders_and_coordinators(),
        kind="join_request",
        text=format_lazy(_("{name} asks to join."), name=name or _("Somebody")),
        url=reverse("communities:join_requests", args=[community.slug]),
    )


def _lock_pending(join_request: JoinRequest, by: Actor) -> JoinRequest:
    if not rules.may_answer_join_requests(by=by):
        raise NotAllowed
    request = JoinRequest.objects.select_for_update(of=("self",)).get(pk=join_request.pk)
    if request.state != JoinRequestState.PENDING:
        raise JoinRequestAnswered
    return request


def _answer(request: JoinRequest, state: JoinRequestState, by: Actor) -> JoinRequest:
    request.state, request.answered_at, request.answered_by_id = state, timezone.now(), by.user_id
    request.save()
    enqueue("communities.mail_join_answer", key=str(request.public_id), payload={"id": request.pk})
    return request
