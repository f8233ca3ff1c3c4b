"""Keeping a search, and being told what is new in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.enums import Alert
from marketplace.errors import SearchNotSaved
from marketplace.models import Listing, SavedSearch, SavedSearchHit
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

MOST_SAVED = 50
LONGEST_QUERY = 1000


@transaction.atomic
def save_search(
    *, name: str, query: str, alert: str = Alert.APP, by: Actor, at: datetime | None = None
) -> SavedSearch:
    """Keep what stands in the address bar, under a name of one's own. Raises NotAllowed, SearchNotSaved."""
    if by.membership_id is None or not by.is_member:
        raise NotAllowed
    if len(query) > LONGEST_QUERY:
        raise SearchNotSaved(_("This search has too many filters to keep."))
    if SavedSearch.objects.filter(membership_id=by.membership_id).count() >= MOST_SAVED:
        raise SearchNotSaved(_("You keep 50 searches. Delete one that you do not need any more."))
    saved = SavedSearch(
        membership_id=by.membership_id,
        name=name.strip(),
        query=query,
        alert=alert,
        made_at=at or timezone.now(),
    )
    return _save(saved)


@transaction.atomic
def change_saved_search(*, saved: SavedSearch, name: str, alert: str, by: Actor) -> SavedSearch:
    """Another name, or told in another way. What was found while nobody was to be told stays untold.

    Raises NotAllowed, SearchNotSaved.
    """
    saved = _own(saved, by)
    saved.name, saved.alert = name.strip(), alert
    return _save(saved)


@transaction.atomic
def delete_saved_search(*, saved: SavedSearch, by: Actor) -> None:
    """Raises NotAllowed."""
    _own(saved, by).delete()


@transaction.atomic
def silence_saved_search(*, saved: SavedSearch) -> SavedSearch:
    """For who holds the signed address of a letter: no letters of this search any more. It stays in the list."""
    saved = SavedSearch.objects.select_for_update().get(pk=saved.pk)
    if saved.alert == Alert.MAIL:
        saved.alert = Alert.NONE
        saved.save(update_fields=["alert"])
    return saved


@transaction.atomic
def note_hits(*, listing: Listing, saved_ids: Iterable[int], at: datetime | None = None) -> list[int]:
    """These searches found this listing. A listing is noted once a search. Returns the members who are to be told."""
    at = at or timezone.now()
    wanted = list(saved_ids)
    known = SavedSearchHit.objects.filter(listing=listing, saved_search_id__in=wanted)
    new = set(wanted) - set(known.values_list("saved_search_id", flat=True))
    SavedSearchHit.objects.bulk_create(
        [SavedSearchHit(saved_search_id=pk, listing=listing, found_at=at) for pk in sorted(new)],
        ignore_conflicts=True,
    )
    rows = SavedSearch.objects.filter(pk__in=new).order_by("membership_id")
    return list(rows.values_list("membership_id", flat=True).distinct())


@transaction.atomic
def mark_told(*, hit_ids: Iterable[int], at: datetime | None = None) -> int:
    """They are told now, and never again. Returns how many were not told before."""
    at = at or timezone.now()
    hits = SavedSearchHit.objects.filter(pk__in=list(hit_ids), told_at=None)
    SavedSearch.objects.filter(hits__in=hits.values("pk")).update(last_told_at=at)
    return hits.update(told_at=at)


def _own(saved: SavedSearch, by: Actor) -> SavedSearch:
    if by.membership_id is None or saved.membership_id != by.membership_id:
        raise NotAllowed
    return SavedSearch.objects.select_for_update().get(pk=saved.pk)


def _save(saved: SavedSearch) -> SavedSearch:
    if not saved.name:
        raise SearchNotSaved(_("Give it a name, so that you know it again."), data={"field": "name"})
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise SearchNotSaved(
            _("You have a search with this name already."), data={"field": "name"}
        ) from error
    return saved
