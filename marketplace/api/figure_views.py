"""The figures of today, and those of the days that were kept."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.api.figures import DaysQuery, FiguresSerializer, MarketDaysSerializer
from marketplace.figures.definitions import FIGURES, Figure
from marketplace.figures.queries import figures_on
from marketplace.figures.reckoning import NOTHING, is_shown
from marketplace.figures.series import TREND_DAYS, Day, day_kept, kept_days
from marketplace.figures.showing import MONTH, Reader
from marketplace.standing.repeating import today_in
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView
from weconomics.errors import NotAllowed

LONGEST = timedelta(days=365)
TREND = timedelta(days=TREND_DAYS)
ANYBODY = Reader(sees_all=False, currency="EUR")


class FigureViews(ApiView):
    scopes = {"GET": Scope.COMMUNITIES_READ}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not (self.actor.is_member or self.actor.leads):
            raise NotAllowed

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.community.time_zone)  # type: ignore[attr-defined]

    @property
    def today(self) -> date:
        return today_in(self.zone.key, timezone.now())


class FiguresToday(FigureViews):
    """Every figure of the market as it stands now, beside what it was 30 days before."""

    serializer_class = FiguresSerializer

    @extend_schema(operation_id="figures_today")
    def get(self, request: Request) -> Response:
        today = self.today
        now, before = figures_on(today, self.zone), day_kept(today - MONTH) or {}
        rows = [_shown(figure, now, before) for figure in FIGURES.values()]
        return Response(FiguresSerializer({"on": today, "figures": rows}).data)


class FigureDays(FigureViews):
    """The figures of each day that is over, the oldest first."""

    serializer_class = MarketDaysSerializer

    @extend_schema(operation_id="figures_days", parameters=[DaysQuery])
    def get(self, request: Request) -> Response:
        asked = self.read(DaysQuery, request.query_params).validated_data
        last = asked.get("last", self.today)
        first = max(asked.get("first", last - TREND), last - LONGEST)
        rows = [{"on": on, "values": _values(kept)} for on, kept in kept_days(first, last).items()]
        return Response(MarketDaysSerializer({"results": rows}).data)


def _shown(figure: Figure, now: Day, before: Day) -> dict[str, Any]:
    found, earlier = now.get(figure.code, NOTHING), before.get(figure.code, NOTHING)
    about = {name: getattr(figure, name) for name in ("code", "name", "meaning", "unit", "better", "days")}
    return {
        **about,
        "value": ANYBODY.value_of(figure, found),
        "previous": ANYBODY.value_of(figure, earlier),
        "is_hidden": not is_shown(figure, found),
    }


def _values(kept: Day) -> dict[str, Any]:
    return {code: ANYBODY.value_of(figure, kept.get(code, NOTHING)) for code, figure in FIGURES.items()}
