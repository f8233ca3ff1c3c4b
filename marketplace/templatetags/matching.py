"""The parts of a match on its card."""

from typing import Any

from django import template

from marketplace.matching import wording
from marketplace.matching.wording import label_of, sentence_of

register = template.Library()


@register.filter
def in_words(reason: dict[str, Any]) -> str:
    """Why this part counts as much as it does."""
    return sentence_of(reason)


@register.filter
def part_label(code: str) -> str:
    return label_of(code)


@register.filter
def speaking(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts that speak for it; all parts stand below them."""
    return wording.speaking(reasons)
