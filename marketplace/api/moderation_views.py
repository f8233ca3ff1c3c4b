"""Reports: made and read by who made them. Measures: read by whom they are about."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from marketplace.actions.moderation import report
from marketplace.api.moderation import MeasureSerializer, NoticeInput, NoticeSerializer, RuleSerializer
from marketplace.errors import NoticeIncomplete
from marketplace.models import Measure, Notice
from marketplace.moderation.queries import measures_about, notices_of
from marketplace.moderation.rulebook import Rule, agreements, laws, rule_of
from marketplace.moderation.subjects import Subject, subject_of
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView
from weconomics.errors import NotFound


class Notices(ApiView):
    serializer_class = NoticeSerializer
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        rows = notices_of(self.actor).select_related(
            "measure__listing",
            "measure__membership",
            "measure__message__thread",
            "measure__review__deal",
        )
        return rows.prefetch_related("measure__notices")


class NoticeList(Notices, ListView):
    """GET: what you reported, newest first. POST: report a thing that you see, with the rule that it breaks."""

    scopes = {"GET": Scope.LISTINGS_READ, "POST": Scope.LISTINGS_WRITE}

    @extend_schema(request=NoticeInput, responses={201: NoticeSerializer})
    def post(self, request: Request, **of_address: Any) -> Response:
        given = self.read(NoticeInput, request.data).validated_data
        notice = report(
            subject=self._subject(given),
            rule=_rule(given["rule"]),
            text=given["text"],
            in_good_faith=given["in_good_faith"],
            by=self.actor,
        )
        return Response(self.represent(notice), status=HTTP_201_CREATED)

    def _subject(self, given: dict[str, Any]) -> Subject:
        found = subject_of(given["subject_kind"], given["subject_id"], by=self.actor)
        if found is None:
            raise NotFound
        return found


class NoticeDetail(Notices, DetailView):
    """One report of yours, with what was decided."""

    scopes = {"GET": Scope.LISTINGS_READ}


class NoticeRules(ApiView):
    """GET: the rules that a report can name: the agreements of this community, then the law."""

    scopes = {"GET": Scope.LISTINGS_READ}
    serializer_class = RuleSerializer
    pagination_class = None  # a few, and always all of them

    @extend_schema(responses=RuleSerializer(many=True))
    def get(self, request: Request, **of_address: Any) -> Response:
        return Response(RuleSerializer([*agreements(), *laws()], many=True).data)


class MeasureList(ListView):
    """GET: what was decided about you, with the reasons, newest first."""

    scopes = {"GET": Scope.LISTINGS_READ}
    serializer_class = MeasureSerializer
    queryset = Measure.objects.none()

    def get_queryset(self) -> QuerySet[Measure]:
        return measures_about(self.actor).prefetch_related("notices")


def _rule(code: str) -> Rule:
    found = rule_of(code)
    if found is None:
        raise NoticeIncomplete(_("There is no such rule here."), data={"field": "rule"})
    return found
