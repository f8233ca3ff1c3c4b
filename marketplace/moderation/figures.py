"""What everybody may know of moderation: numbers and a log, without anything about a person (art. 14, 15, 24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from marketplace.enums import AppealState, LiftReason, MeasureKind
from marketplace.medians import Median
from marketplace.models import Appeal, Measure, Notice
from marketplace.moderation.rulebook import label_of


@dataclass(frozen=True, slots=True)
class Figures:
    """Of reports that came in, measures that were taken and appeals that were made in one stretch of time.

    `by_rule` and `by_measure` are pairs of words and a number, the most frequent first.
    """

    notices: int
    waiting: int
    without_account: int
    by_rule: tuple[tuple[str, int], ...]
    by_measure: tuple[tuple[str, int], ...]
    median_time: timedelta | None
    automated: int
    lapsed: int
    lifted: int
    appeals: int
    upheld: int
    reversed: int

    @property
    def median_hours(self) -> int | None:
        return None if self.median_time is None else round(self.median_time.total_seconds() / 3600)


def figures_between(start: datetime, end: datetime) -> Figures:
    """Five queries, however much happened. A report counts where it came in, a measure where it was taken."""
    notices = Notice.objects.filter(received_at__gte=start, received_at__lt=end).order_by()
    measures = Measure.objects.filter(decided_at__gte=start, decided_at__lt=end).order_by()
    appeals = Appeal.objects.filter(made_at__gte=start, made_at__lt=end).order_by()
    return Figures(
        **_of_notices(notices),
        **_of_measures(measures),
        **appeals.aggregate(
            appeals=Count("pk"),
            upheld=Count("pk", filter=Q(state=AppealState.UPHELD)),
            reversed=Count("pk", filter=Q(state=AppealState.REVERSED)),
        ),
        by_rule=_by_rule(notices),
        by_measure=_by_measure(measures),
    )


def years_with_figures() -> list[int]:
    """The years in which something came in, the newest first."""
    return [moment.year for moment in Notice.objects.order_by().dates("received_at", "year", order="DESC")]


def log() -> QuerySet[Measure]:
    """All decisions, the newest first, with what came of an appeal; who and what it was about stays unsaid."""
    is_reversed = Count("appeals", filter=Q(appeals__state=AppealState.REVERSED))
    return Measure.objects.annotate(
        appeal_count=Count("appeals"),
        reversed_count=is_reversed,
        upheld_count=Count("appeals", filter=Q(appeals__state=AppealState.UPHELD)),
    ).order_by("-decided_at", "-pk")


def _of_notices(notices: QuerySet[Notice]) -> dict[str, Any]:
    lasted = ExpressionWrapper(F("decided_at") - F("received_at"), output_field=DurationField())
    return notices.aggregate(
        notices=Count("pk"),
        waiting=Count("pk", filter=Q(measure=None)),
        without_account=Count("pk", filter=Q(reporter=None)),
        median_time=Median(lasted, filter=Q(decided_at__isnull=False)),
    )


def _of_measures(measures: QuerySet[Measure]) -> dict[str, Any]:
    return measures.aggregate(
        automated=Count("pk", filter=Q(is_automated=True)),
        lapsed=Count("pk", filter=Q(lifted_because=LiftReason.LAPSED)),
        lifted=Count("pk", filter=Q(lifted_because=LiftReason.LIFTED)),
    )


def _by_rule(notices: QuerySet[Notice]) -> tuple[tuple[str, int], ...]:
    rows = notices.values_list("ground_kind", "law", "ground").annotate(count=Count("pk"))
    found: dict[str, int] = {}
    for ground_kind, law, ground, count in rows:
        label = label_of(ground_kind, law, "" if law else ground)
        found[label] = found.get(label, 0) + count
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _by_measure(measures: QuerySet[Measure]) -> tuple[tuple[str, int], ...]:
    counted = dict(measures.values_list("kind").annotate(count=Count("pk")))
    return tuple((str(kind.label), counted[kind]) for kind in MeasureKind if kind in counted)
