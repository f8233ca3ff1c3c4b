"""The job behind a machine's draft. The machine is asked between two scopes, never inside a transaction."""

from marketplace.actions.translations import keep_draft
from marketplace.models import Listing
from marketplace.translating.machine import translator
from marketplace.translating.words import fingerprint_of
from weconomics.jobs import Run


def draft_translation(run: Run) -> None:
    """Payload: the listing and the language. Without a machine, or for words that changed, it does nothing."""
    language = run.payload["language"]
    with run.scope():
        listing = Listing.objects.get(pk=run.payload["listing_id"])
        machine, fingerprint = translator(), fingerprint_of(listing)
    if machine is None or listing.language == language:
        return
    texts = [text for text in (listing.title, listing.text) if text]
    answered = machine.translate(texts, source=listing.language, target=language)
    title, text = (*answered, "", "")[:2]
    with run.scope():
        keep_draft(
            listing_id=listing.pk, language=language, source_fingerprint=fingerprint, title=title, text=text
        )
