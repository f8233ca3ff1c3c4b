"""What a measure does: one function brings a thing into the state that the live measures about it ask for.

It is called after each decision and each lifting. What is visible so always follows from the measures, in whatever order
they came and went.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from communities.interface import hide_profile, let_in_as_before, shut_out_member
from marketplace.enums import ListingState, MeasureKind, SubjectKind
from marketplace.events import ListingChanged
from marketplace.models import Listing, ListingPhoto, Measure, Message, Review
from marketplace.moderation.queries import live, running_deals_of
from weconomics.actor import Actor
from weconomics.events import publish
from weconomics.tenancy.community import community_in_scope


def settle(measure: Measure, *, at: datetime) -> None:
    """Show or hide what the measure is about. Calling it twice changes nothing the second time."""
    lock_subject(measure.subject_key)
    if measure.kind == MeasureKind.SUSPEND:
        settle_suspension(measure, at=at)
    elif measure.kind == MeasureKind.HIDE:
        SETTLE[SubjectKind(measure.subject_kind)](measure, at)


def lock_subject(key: str) -> None:
    """Two decisions about the same thing, or a decision and its lapse, wait for each other and then see each other."""
    with connection.cursor() as cursor:
        name = f"moderation:{community_in_scope().pk}:{key}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def settle_listing(listing_id: int, at: datetime) -> None:
    """Hidden while a measure hides it or its owner is suspended; else as it was before."""
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=listing_id)
    if _is_to_be_hidden(listing):
        _hide_listing(listing, at)
    elif listing.hidden_at is not None:
        _show_listing(listing, at)


def settle_suspension(measure: Measure, *, at: datetime) -> None:
    """All that the member placed goes out of sight at once; they themselves when nothing binds them any more."""
    lock_subject(f"{SubjectKind.MEMBER}:{measure.membership_id}")
    mine = Listing.objects.filter(owner_membership_id=measure.membership_id, owner_organisation=None)
    for listing_id in mine.order_by("pk").values_list("pk", flat=True):
        settle_listing(listing_id, at)
    if measure.lifted_at is not None:
        _let_in(measure)
    elif measure.takes_effect_at is None and not running_deals_of(measure.membership_id).exists():
        shut_out(measure, at=at)


def shut_out(measure: Measure, *, at: datetime) -> None:
    """Write down what the member was, and end the membership for now."""
    system = Actor.system(measure.community_id)
    measure.undo = shut_out_member(membership_id=measure.membership_id, reason=measure.facts, by=system)
    measure.takes_effect_at = at
    measure.save(update_fields=["undo", "takes_effect_at"])


def _let_in(measure: Measure) -> None:
    others = live(Measure.objects.filter(membership_id=measure.membership_id, kind=MeasureKind.SUSPEND))
    if measure.takes_effect_at is not None and not others.exists():
        system = Actor.system(measure.community_id)
        let_in_as_before(membership_id=measure.membership_id, before=measure.undo, by=system)


def _is_to_be_hidden(listing: Listing) -> bool:
    asks = Q(kind=MeasureKind.HIDE, subject_key=f"{SubjectKind.LISTING}:{listing.pk}")
    if listing.owner_organisation_id is None:
        asks |= Q(kind=MeasureKind.SUSPEND, membership_id=listing.owner_membership_id)
    return live(Measure.objects.filter(asks)).exists()


def _hide_listing(listing: Listing, at: datetime) -> None:
    if listing.hidden_at is not None:
        return
    listing.hidden_at, listing.state_before = at, listing.state
    if listing.state != ListingState.CLOSED:
        listing.state = ListingState.HIDDEN
    _save(listing)


def _show_listing(listing: Listing, at: datetime) -> None:
    """As it was; but what its owner closed meanwhile stays closed, and what is past its day has expired."""
    if listing.state == ListingState.HIDDEN:
        is_past = listing.expires_on is not None and listing.expires_on < timezone.localdate(at)
        was_shown = listing.state_before == ListingState.PUBLISHED
        listing.state = ListingState.EXPIRED if was_shown and is_past else listing.state_before
    listing.hidden_at, listing.state_before = None, ""
    _save(listing)


def _save(listing: Listing) -> None:
    """Matches, words and searches follow."""
    listing.save(update_fields=["state", "state_before", "hidden_at", "updated_at"])
    publish(ListingChanged(listing.pk))


def _settle_listing_of(measure: Measure, at: datetime) -> None:
    if measure.listing_id is not None:
        settle_listing(measure.listing_id, at)


def _settle_message(measure: Measure, at: datetime) -> None:
    if measure.message_id is not None:
        _settle_hidden_at(Message.objects.filter(pk=measure.message_id), measure, at)


def _settle_review(measure: Measure, at: datetime) -> None:
    if measure.review_id is not None:
        _settle_hidden_at(Review.objects.filter(pk=measure.review_id), measure, at)


def _settle_photo(measure: Measure, at: datetime) -> None:
    if measure.subject_key.startswith("cover:"):
        _settle_cover(measure)
    elif measure.photo_id is not None:
        _settle_hidden_at(ListingPhoto.objects.filter(pk=measure.photo_id), measure, at)


def _settle_hidden_at(rows: Any, measure: Measure, at: datetime) -> None:
    """For things that carry the moment they were hidden."""
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return
    is_hidden = _is_hidden(measure)
    if (row.hidden_at is not None) != is_hidden:
        row.hidden_at = at if is_hidden else None
        row.save(update_fields=["hidden_at"])


def _settle_cover(measure: Measure) -> None:
    """The cover is a field of the listing: its stored name is kept with the measure, and put back from there.

    A cover that the owner chose meanwhile is another photo, and stays.
    """
    listing = Listing.objects.select_for_update(of=("self",)).filter(pk=measure.listing_id or 0).first()
    if listing is None:
        return
    if measure.lifted_at is None:
        measure.undo = {"photo": listing.photo.name or _kept_name(measure)}
        measure.save(update_fields=["undo"])
        Listing.objects.filter(pk=listing.pk).update(photo="")
    elif not _is_hidden(measure) and not listing.photo:
        Listing.objects.filter(pk=listing.pk).update(photo=measure.undo.get("photo", ""))


def _kept_name(measure: Measure) -> str:
    """Of a cover that another measure hid before."""
    others = live(Measure.objects.filter(subject_key=measure.subject_key, kind=MeasureKind.HIDE))
    found = others.exclude(pk=measure.pk).order_by("pk").first()
    return str(found.undo.get("photo", "")) if found else ""


def _settle_profile(measure: Measure, at: datetime) -> None:
    system = Actor.system(measure.community_id)
    hide_profile(membership_id=measure.membership_id, is_hidden=_is_hidden(measure), by=system, at=at)


def _is_hidden(measure: Measure) -> bool:
    same = Measure.objects.filter(subject_key=measure.subject_key, kind=MeasureKind.HIDE)
    return live(same).exists()


SETTLE = {
    SubjectKind.LISTING: _settle_listing_of,
    SubjectKind.PHOTO: _settle_photo,
    SubjectKind.MESSAGE: _settle_message,
    SubjectKind.REVIEW: _settle_review,
    SubjectKind.MEMBER: _settle_profile,
}
