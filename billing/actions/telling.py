"""Telling everybody that a version was decided on, before it begins: by mail too, which is a durable medium."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from billing.models import RevenueModel
from communities.interface import active_member_ids, notify
from weconomics.jobs import enqueue

TELL = "billing.tell_of_version"
AT_ONCE = 500


@transaction.atomic
def tell_of_version(*, model_id: int) -> None:
    """Put the letters to work, a job for so many members each. A repeated call changes nothing.

    Who decided hears of the decision anyway; what holds at once needs no notice.
    """
    if not RevenueModel.objects.get(pk=model_id).is_announced:
        return
    members = active_member_ids()
    for start in range(0, len(members), AT_ONCE):
        payload = {"model_id": model_id, "membership_ids": members[start : start + AT_ONCE]}
        enqueue(TELL, key=f"{model_id}:{members[start]}", payload=payload)


@transaction.atomic
def tell_members(*, model_id: int, membership_ids: list[int]) -> None:
    """One notification each, in their own language, with the day on which it begins."""
    model = RevenueModel.objects.select_related("community").get(pk=model_id)
    notify(
        membership_ids,
        kind="revenue_model",
        text=format_lazy(
            _("The community decided on its contributions: “{name}” holds from {day}."),
            name=model.name,
            day=_day(timezone.localtime(model.active_from)),
        ),
        url=reverse("billing:revenue_model", args=[model.community.slug, model.public_id]),
    )


def _written(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT")


_day = lazy(_written, str)
