"""What a notice or a measure is about: a listing, a photo, a message, a review or a member; whose it is, and where."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.interface import PartyRef, party_card, person_cards, person_of, profile_of
from marketplace.enums import SubjectKind
from marketplace.models import Listing, ListingPhoto, Message, Review
from marketplace.models.moderation import AboutSomething
from marketplace.queries import group_ids_of
from marketplace.reviewing import shown_reviews
from marketplace.rules import may_see_listing
from marketplace.talking.rules import may_read_thread
from weconomics.actor import Actor
from weconomics.money import format_money

LONGEST_TITLE = 80


@dataclass(frozen=True)
class Subject:
    """`membership_id` is whose it is. A photo without a row of its own is the cover of its listing."""

    kind: str
    membership_id: int
    title: str
    listing: Listing | None = None
    photo: ListingPhoto | None = None
    message: Message | None = None
    review: Review | None = None

    @property
    def key(self) -> str:
        """The thing in one word: notices with the same key are about the same."""
        row = self.photo or self.message or self.review or self.listing
        if self.kind == SubjectKind.PHOTO and self.photo is None:
            return f"cover:{self.listing.pk if self.listing else 0}"
        return f"{self.kind}:{row.pk if row else self.membership_id}"

    @property
    def columns(self) -> dict[str, Any]:
        """The fields of a row about it."""
        return {
            "subject_kind": self.kind,
            "subject_key": self.key,
            "listing": self.listing,
            "photo": self.photo,
            "message": self.message,
            "review": self.review,
            "membership_id": self.membership_id,
        }


def subject_of(kind: str, public_id: UUID, *, by: Actor) -> Subject | None:
    """What the address names, where the actor sees it; else None."""
    find = {
        SubjectKind.LISTING: _listing,
        SubjectKind.PHOTO: _photo,
        SubjectKind.MESSAGE: _message,
        SubjectKind.REVIEW: _review,
        SubjectKind.MEMBER: _member,
    }.get(kind)  # type: ignore[call-overload]
    return find(public_id, by) if find else None


def subject_in(row: AboutSomething) -> Subject:
    """The same from a notice or a measure."""
    about: dict[str, Any] = {
        "listing": row.listing,
        "photo": row.photo,
        "message": row.message,
        "review": row.review,
    }
    return Subject(row.subject_kind, row.membership_id, title_of(row), **about)


def title_of(row: AboutSomething) -> str:
    """What the thing is called, in the language of who reads."""
    if row.message is not None:
        return _("Message: “%s”") % _short(row.message.text)
    if row.review is not None:
        return _("Review: “%s”") % _short(row.review.text or row.review.deal.title)
    if row.listing is None:
        return _("Profile of %s") % row.membership.display_name
    if row.subject_kind == SubjectKind.PHOTO:
        return _("Photo of “%s”") % row.listing.title
    return row.listing.title


def path_of(row: AboutSomething, slug: str) -> str:
    """The exact address of the thing (art. 16(2)(b))."""
    if row.message is not None:
        page = reverse("marketplace:thread", args=[slug, row.message.thread.public_id])
        return f"{page}#m{row.message_id}"
    if row.review is not None:
        card = party_card(_reviewed(row.review))
        return reverse("marketplace:reviews", args=[slug, card.kind, card.public_id])
    if row.listing is None:
        return person_cards([row.membership_id])[row.membership_id].url_path
    return reverse("marketplace:listing", args=[slug, row.listing.public_id])


def _reviewed(review: Review) -> PartyRef:
    if review.about_organisation_id:
        return PartyRef("organisation", review.about_organisation_id)
    return PartyRef("member", review.about_membership_id)


def snapshot_of(subject: Subject) -> dict[str, Any]:
    """The thing as it is now, in words: what is changed afterwards is still known."""
    if subject.message is not None:
        names = list(subject.message.attachments.values_list("name", flat=True))
        return {
            "title": subject.title,
            "text": subject.message.text,
            "files": names,
            "at": _iso(subject.message.sent_at),
        }
    if subject.review is not None:
        review = subject.review
        return {
            "title": subject.title,
            "text": review.text,
            "stars": review.stars,
            "at": _iso(review.written_at),
        }
    if subject.listing is not None:
        return _snapshot_of_listing(subject.listing, subject)
    return {"title": subject.title, **_words_of_member(subject.membership_id)}


def _snapshot_of_listing(listing: Listing, subject: Subject) -> dict[str, Any]:
    about = {
        "title": listing.title,
        "text": listing.text,
        "side": listing.get_side_display(),
        "price": format_money(listing.price_minor, listing.currency) if listing.price_minor else "",
        "place": listing.place,
        "at": _iso(listing.published_at or listing.created_at),
    }
    return about | {"alt": subject.photo.alt} if subject.photo else about


def _words_of_member(membership_id: int) -> dict[str, str]:
    about, _photo_name = profile_of(membership_id)
    return {"text": about}


def picture_in(subject: Subject) -> str:
    """The stored name of the picture that is part of it: a copy of it is kept with the notice."""
    if subject.photo is not None:
        return str(subject.photo.photo)
    if subject.listing is not None:
        return str(subject.listing.photo or "")
    if subject.kind == SubjectKind.MEMBER:
        return profile_of(subject.membership_id)[1]
    return ""


def _listing(public_id: UUID, by: Actor) -> Subject | None:
    row = Listing.objects.select_related("community").filter(public_id=public_id).first()
    if row is None or not may_see_listing(row, by=by, group_ids=group_ids_of(by)):
        return None
    return Subject(SubjectKind.LISTING, row.owner_membership_id, row.title, listing=row)


def _photo(public_id: UUID, by: Actor) -> Subject | None:
    """By its own id, or by that of the listing for the cover."""
    photo = ListingPhoto.objects.filter(public_id=public_id, hidden_at=None).first()
    found = _listing(photo.listing.public_id if photo else public_id, by)
    if found is None or found.listing is None or not (photo or found.listing.photo):
        return None
    title = _("Photo of “%s”") % found.listing.title
    return Subject(SubjectKind.PHOTO, found.membership_id, title, listing=found.listing, photo=photo)


def _message(public_id: UUID, by: Actor) -> Subject | None:
    rows = Message.objects.select_related("thread__deal", "thread__listing").filter(hidden_at=None)
    row = rows.filter(public_id=public_id).first()
    if row is None or not by.is_member or not may_read_thread(row.thread, by=by):
        return None
    title = _("Message: “%s”") % _short(row.text)
    return Subject(SubjectKind.MESSAGE, row.author_id, title, message=row)


def _review(public_id: UUID, by: Actor) -> Subject | None:
    row = shown_reviews().filter(public_id=public_id).first() if by.is_member else None
    if row is None:
        return None
    title = _("Review: “%s”") % _short(row.text or row.deal.title)
    return Subject(SubjectKind.REVIEW, row.author_id, title, review=row)


def _member(public_id: UUID, by: Actor) -> Subject | None:
    card = person_of(public_id) if by.is_member else None
    return Subject(SubjectKind.MEMBER, card.membership_id, _("Profile of %s") % card.name) if card else None


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TITLE else f"{flat[: LONGEST_TITLE - 1]}…"


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
