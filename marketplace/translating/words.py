"""Which words a reader sees, and whether a translation still fits its original."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from marketplace.enums import Language
from marketplace.models import Listing, ListingTranslation


@dataclass(frozen=True, slots=True)
class Words:
    """Title and text in one language. `is_old`: the original was changed after it was translated."""

    language: str
    title: str
    text: str
    is_translated: bool = False
    is_machine_draft: bool = False
    is_old: bool = False


def fingerprint_of(listing: Listing) -> str:
    """Differs as soon as title or text do. A NUL stands in neither of them."""
    return sha256(f"{listing.language}\0{listing.title}\0{listing.text}".encode()).hexdigest()


def is_old(translation: ListingTranslation, listing: Listing) -> bool:
    return translation.source_fingerprint != fingerprint_of(listing)


def languages_for(listing: Listing, of_community: Iterable[str]) -> list[str]:
    """Into which it can be translated here: the community's languages but its own."""
    return [code for code in of_community if code in Language.values and code != listing.language]


def words_for(listing: Listing, language: str, translations: Iterable[ListingTranslation]) -> Words:
    """In the reader's language where there is a translation, else as they were written."""
    if language != listing.language:
        for translation in translations:
            if translation.language == language:
                return Words(
                    language,
                    translation.title,
                    translation.text,
                    is_translated=True,
                    is_machine_draft=translation.is_machine_draft,
                    is_old=is_old(translation, listing),
                )
    return Words(listing.language, listing.title, listing.text)
