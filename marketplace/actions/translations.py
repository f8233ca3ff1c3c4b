"""Saying an offer or a request in another language."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.actions.listing_life import locked
from marketplace.enums import Language, ListingState
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.models import Listing, ListingTranslation
from marketplace.translating import fingerprint_of, translator
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.jobs import enqueue


@transaction.atomic
def write_translation(
    *, listing: Listing, language: str, title: str, text: str, by: Actor, at: datetime | None = None
) -> ListingTranslation:
    """The owner's own words, or a machine's draft that the owner looked at: from now on it is no draft any more.

    Raises NotAllowed, WrongListingState, ListingIncomplete.
    """
    listing = _own(listing, language, by)
    if not title.strip():
        raise ListingIncomplete(_("Give it a title, so that people find it."), data={"field": "title"})
    return _put(listing, language, title.strip(), text, is_machine_draft=False, at=at)


@transaction.atomic
def ask_for_draft(*, listing: Listing, language: str, by: Actor) -> None:
    """Let the machine make a draft, by a job. A repeated call for the same words asks once.

    Raises NotAllowed, WrongListingState, ListingIncomplete when there is no machine, or own words stand there.
    """
    listing = _own(listing, language, by)
    if translator() is None:
        raise ListingIncomplete(
            _("Automatic translation is not available here. Please write the translation yourself.")
        )
    if listing.translations.filter(language=language, is_machine_draft=False).exists():
        raise ListingIncomplete(_("You have written a translation yourself. Delete it first."))
    key = f"{listing.pk}:{language}:{fingerprint_of(listing)}"
    enqueue(
        "marketplace.draft_translation", key=key, payload={"listing_id": listing.pk, "language": language}
    )


@transaction.atomic
def keep_draft(*, listing_id: int, language: str, source_fingerprint: str, title: str, text: str) -> bool:
    """What the machine answered, unless the owner was quicker or changed the original meanwhile."""
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=listing_id)
    own = listing.translations.filter(language=language, is_machine_draft=False).exists()
    if own or not title.strip() or fingerprint_of(listing) != source_fingerprint:
        return False
    _put(listing, language, title.strip()[:120], text[:5000], is_machine_draft=True, at=None)
    return True


@transaction.atomic
def remove_translation(*, listing: Listing, language: str, by: Actor) -> None:
    """Raises NotAllowed, WrongListingState."""
    listing = _own(listing, language, by)
    listing.translations.filter(language=language).delete()


def _put(
    listing: Listing, language: str, title: str, text: str, *, is_machine_draft: bool, at: datetime | None
) -> ListingTranslation:
    values = {
        "title": title,
        "text": text,
        "is_machine_draft": is_machine_draft,
        "source_fingerprint": fingerprint_of(listing),
        "made_at": at or timezone.now(),
    }
    made, _is_new = ListingTranslation.objects.update_or_create(
        listing=listing, language=language, defaults=values
    )
    return made


def _own(listing: Listing, language: str, by: Actor) -> Listing:
    listing = locked(listing)
    if not rules.may_change_listing(listing, by=by):
        raise NotAllowed(_("Only whose listing it is changes it."))
    if listing.state == ListingState.CLOSED:
        raise WrongListingState
    if language not in Language.values or language == listing.language:
        raise ListingIncomplete(_("Choose another language than that of the original."))
    return listing
