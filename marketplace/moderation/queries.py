"""Reads of notices, measures and appeals. All run in the scope of one community."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from communities.interface import member_ids_with_role
from marketplace.enums import AppealState, DealState, MeasureKind, NoticeState
from marketplace.models import Appeal, Deal, Listing, Measure, Notice
from marketplace.models.moderation import AboutSomething
from marketplace.moderation.rules import people_with_part
from weconomics.actor import Actor, Role

# What binds two people to do something. Proposals bind nobody yet and may lapse.
BINDING = (DealState.AGREED, DealState.STARTED, DealState.DELIVERED, DealState.DISPUTED)
NOBODY = 0


def with_subject(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The thing, whose it is, and the sides of its deal or conversation, in the same query."""
    return rows.select_related(
        "community",
        "membership__user",
        "listing",
        "photo",
        "message__thread__deal",
        "message__thread__listing",
        "review__deal",
    )


def cases_to_decide(actor: Actor) -> QuerySet[Any]:
    """One notice for each thing that waits, the oldest; with `count` of all about it. Without what the actor has part in."""
    waiting = Notice.objects.filter(state=NoticeState.RECEIVED)
    mine = waiting.filter(reporter_id=actor.membership_id or NOBODY).values("subject_key")
    groups = waiting.filter(subject_key=OuterRef("subject_key")).order_by().values("subject_key")
    first = groups.annotate(first=Min("pk")).values("first")
    count = groups.annotate(count=Count("pk")).values("count")
    rows = waiting.exclude(_has_part(actor)).exclude(subject_key__in=mine)
    rows = rows.filter(pk=Subquery(first)).annotate(count=Subquery(count))
    return with_subject(rows).order_by("received_at", "pk")


def decided_measures(actor: Actor) -> QuerySet[Measure]:
    """What was decided, the newest first, without what the actor has part in."""
    rows = Measure.objects.exclude(_has_part(actor)).select_related("decided_by")
    return with_subject(rows).order_by("-decided_at", "-pk")


def appeals_to_judge(actor: Actor) -> QuerySet[Appeal]:
    """Open appeals of which the actor did not decide the measure and has no part in it, the oldest first."""
    me = actor.membership_id or NOBODY
    reported = Notice.objects.filter(measure=OuterRef("measure"), reporter_id=me)
    rows = Appeal.objects.filter(state=AppealState.OPEN).exclude(decided_by_id=me)
    rows = rows.exclude(appellant_id=me).exclude(_has_part(actor, "measure__"))
    rows = rows.filter(~Exists(reported))
    parts = ("membership__user", "listing", "photo", "message__thread", "review__deal")
    return rows.select_related("community", "notice", *(f"measure__{part}" for part in parts)).order_by(
        "made_at", "pk"
    )


def waiting_count(actor: Actor) -> int:
    """For the menu: what this moderator can do now."""
    return cases_to_decide(actor).order_by().count() + appeals_to_judge(actor).order_by().count()


def same_case(notice: Notice) -> QuerySet[Notice]:
    """All that wait about the same thing, this one with them."""
    rows = Notice.objects.filter(state=NoticeState.RECEIVED, subject_key=notice.subject_key)
    return rows.select_related("reporter").order_by("received_at", "pk")


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What the member reported, the newest first."""
    rows = Notice.objects.filter(reporter_id=actor.membership_id or NOBODY)
    return with_subject(rows).select_related("measure").order_by("-received_at", "-pk")


def measures_about(actor: Actor) -> QuerySet[Measure]:
    """What was decided about the member and asks something of them, the newest first."""
    return measures_of(actor.membership_id or NOBODY)


def history_of(membership_id: int) -> QuerySet[Measure]:
    """What was decided about a member before: a warning counts for more after a reminder."""
    return measures_of(membership_id).select_related("decided_by")


def measures_of(membership_id: int) -> QuerySet[Measure]:
    rows = Measure.objects.filter(membership_id=membership_id).exclude(kind=MeasureKind.NONE)
    return with_subject(rows).order_by("-decided_at", "-pk")


def live(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Not lifted. What is past its time holds until the job lifts it: so it ends once, and is told once."""
    return measures.filter(lifted_at=None)


def overdue(at: datetime) -> QuerySet[Measure]:
    return Measure.objects.filter(lifted_at=None, until__lte=at).order_by("pk")


def live_measure_of(row: Listing) -> Measure | None:
    """Why a listing is hidden: its own measure, else that of its owner."""
    of_owner = Q(kind=MeasureKind.SUSPEND, membership_id=row.owner_membership_id)
    of_itself = Q(kind=MeasureKind.HIDE, subject_key=f"listing:{row.pk}")
    return live(Measure.objects.filter(of_itself | of_owner)).order_by("-decided_at").first()


def running_deals_of(membership_id: int) -> QuerySet[Deal]:
    """What this member must still finish as themselves."""
    either = Q(provider_membership_id=membership_id, provider_organisation=None)
    either |= Q(requester_membership_id=membership_id, requester_organisation=None)
    return Deal.objects.filter(either, state__in=BINDING)


def waiting_suspensions() -> QuerySet[Measure]:
    """Decided, but the member finishes what runs."""
    return Measure.objects.filter(kind=MeasureKind.SUSPEND, lifted_at=None, takes_effect_at=None)


def decider_ids(row: AboutSomething, *, without: set[int]) -> list[int]:
    """The moderators who may decide about it; who leads when none is left."""
    apart = people_with_part(row) | without
    free = set(member_ids_with_role(Role.MODERATOR)) - apart
    return sorted(free or set(member_ids_with_role(Role.DOMAIN_LEADER)) - apart)


def _has_part(actor: Actor, prefix: str = "") -> Q:
    """The rule `has_part` as a condition of the database."""
    me, organisations = actor.membership_id or NOBODY, actor.organisation_ids
    deals = ("message__thread__deal__", "review__deal__")
    part = Q(**{f"{prefix}membership_id": me})
    part |= Q(**{f"{prefix}listing__owner_organisation_id__in": organisations})
    part |= Q(**{f"{prefix}message__thread__asker_id": me})
    part |= Q(**{f"{prefix}message__thread__listing__owner_membership_id": me})
    part |= Q(**{f"{prefix}message__thread__listing__owner_organisation_id__in": organisations})
    part |= Q(**{f"{prefix}review__about_membership_id": me})
    for deal in deals:
        for side in ("provider", "requester"):
            part |= Q(**{f"{prefix}{deal}{side}_membership_id": me})
            part |= Q(**{f"{prefix}{deal}{side}_organisation_id__in": organisations})
    return part
