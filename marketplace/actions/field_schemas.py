"""What a category asks of a listing: a new version each time, the old ones kept."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.enums import SchemaState
from marketplace.errors import QuestionsIncomplete, QuestionsMovedOn
from marketplace.fields.drafting import faults_of, with_codes
from marketplace.fields.questions import Asked, asked_in
from marketplace.models import Category, FieldSchema
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def publish_questions(
    *, category: Category, questions: Sequence[Asked], after: int, by: Actor, at: datetime | None = None
) -> FieldSchema | None:
    """From now on the category asks these; listings keep the version that they answered.

    `after` is the number of the version that was read before (0: none): two at once do not undo each other's work.
    The same questions again make no new version. Returns the version in use.
    Raises NotAllowed, QuestionsIncomplete, QuestionsMovedOn.
    """
    if not rules.may_manage_categories(by=by):
        raise NotAllowed(_("Categories are kept by coordinators and who leads the community."))
    Category.objects.select_for_update().get(pk=category.pk)
    versions = list(FieldSchema.objects.filter(category=category).order_by("-number"))
    newest = versions[0] if versions else None
    before = [question for version in versions for question in asked_in(version)]
    _check(questions, before)
    fields = [question.as_json() for question in with_codes(questions, before)]
    if fields == (newest.fields if newest else []):
        return newest
    if after != (newest.number if newest else 0):
        raise QuestionsMovedOn
    FieldSchema.objects.filter(category=category, state=SchemaState.ACTIVE).update(
        state=SchemaState.SUPERSEDED
    )
    return FieldSchema.objects.create(
        category=category,
        number=after + 1,
        fields=fields,
        made_by_id=by.membership_id,
        made_at=at or timezone.now(),
    )


def _check(questions: Sequence[Asked], before: list[Asked]) -> None:
    for fault in faults_of(questions, before):
        raise QuestionsIncomplete(fault.sentence, data={"field": fault.part, "place": fault.place})
