"""The seam to a machine that translates. Without one the product is whole: nobody sees a button for it."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.settings import market_settings


class TranslatorFailed(Exception):
    """The machine gave no answer that can be used; trying again later may help."""


class Translator(Protocol):
    """Anything that translates plain texts, each by itself. Raises TranslatorFailed."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """As many texts, in the same order. Languages are codes like nl and en."""
        ...


def translator() -> Translator | None:
    """The one that `settings.MACHINE_TRANSLATOR` names by its dotted path, where the community wants one."""
    path = getattr(settings, "MACHINE_TRANSLATOR", "")
    if not path or not market_settings().machine_translation:
        return None
    made: Translator = import_string(path)()
    return made
