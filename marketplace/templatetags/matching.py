"""The parts of a match on its card."""

from typing import Any

from django import template

from marketplace.matching.wording import label_of, sentence_of

register = template.Library()
SPEAKS_FOR_IT = 0.6  # of what a part can give: from here on it is one of the reasons


@register.filter
def in_words(reason: dict[str, Any]) -> str:
    """Why this part counts as much as it does."""
    return sentence_of(reason)


@register.filter
def part_label(code: str) -> str:
    return label_of(code)


@register.filter
def speaking(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts that speak for it, strongest first; all parts stand below them."""
    return [reason for reason in reasons if reason["points"] and reason.get("fit", 1) >= SPEAKS_FOR_IT]
