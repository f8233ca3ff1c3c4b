"""Title and text in another language: written by whose listing it is, or drafted by a machine that may not be there."""

from marketplace.translating.machine import Translator, TranslatorFailed, translator
from marketplace.translating.words import Words, fingerprint_of, is_old, languages_for, words_for

__all__ = [
    "Translator",
    "TranslatorFailed",
    "Words",
    "fingerprint_of",
    "is_old",
    "languages_for",
    "translator",
    "words_for",
]
