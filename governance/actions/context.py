"""Chances and threats: written by members, weighed by members."""

from django.db import transaction
from django.utils import timezone

from communities.interface import connect_when_ready
from governance import queries, rules
from governance.errors import ContributeFirst, ItemRated, RatingOutOfRange
from governance.models import ContextItem, ContextRating
from governance.ratings import HIGHEST, LOWEST
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def add_context_item(
    *, kind: str, theme: str, title: str, by: Actor, description: str = "", evidence_url: str = ""
) -> ContextItem:
    """Write down a chance or a threat one sees. The first one opens those of the others. Raises NotAllowed."""
    if by.membership_id is None or not rules.may_contribute(by=by):
        raise NotAllowed
    item = ContextItem.objects.create(
        kind=kind,
        theme=theme,
        title=title.strip(),
        description=description.strip(),
        evidence_url=evidence_url,
        author_id=by.membership_id,
    )
    connect_when_ready()
    return item


@transaction.atomic
def change_context_item(
    *,
    item: ContextItem,
    kind: str,
    theme: str,
    title: str,
    by: Actor,
    description: str = "",
    evidence_url: str = "",
) -> ContextItem:
    """Better words for one's own item, as long as nobody else rated it. Raises NotAllowed, ItemRated."""
    item = _lock_own(item, by)
    if item.ratings.exclude(membership_id=item.author_id).exists():
        raise ItemRated
    item.kind, item.theme, item.title = kind, theme, title.strip()
    item.description, item.evidence_url = description.strip(), evidence_url
    item.save(update_fields=["kind", "theme", "title", "description", "evidence_url"])
    return item


@transaction.atomic
def remove_context_item(*, item: ContextItem, by: Actor) -> ContextItem:
    """Take one's own item off the list. A repeated call changes nothing. Raises NotAllowed."""
    item = _lock_own(item, by)
    item.removed_at = item.removed_at or timezone.now()
    item.save(update_fields=["removed_at"])
    return item


@transaction.atomic
def rate_context_item(*, item: ContextItem, impact: int, likelihood: int, by: Actor) -> ContextRating:
    """Weigh a chance or a threat, 1 (little) to 5 (much); a second time replaces the first.

    Raises NotAllowed, ContributeFirst, RatingOutOfRange.
    """
    if by.membership_id is None or not rules.may_contribute(by=by):
        raise NotAllowed
    if not queries.has_contributed(by.membership_id):
        raise ContributeFirst
    if not all(LOWEST <= number <= HIGHEST for number in (impact, likelihood)):
        raise RatingOutOfRange
    values = {"impact": impact, "likelihood": likelihood, "rated_at": timezone.now()}
    rating, _new = ContextRating.objects.update_or_create(
        item=item, membership_id=by.membership_id, defaults=values
    )
    return rating


def _lock_own(item: ContextItem, by: Actor) -> ContextItem:
    item = ContextItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not rules.may_change_item(item, by=by):
        raise NotAllowed
    return item
