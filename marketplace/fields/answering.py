"""Putting answers into a listing. The verbs of listings call this within their own transaction."""

from collections.abc import Mapping
from typing import Any

from marketplace.errors import AnswersRefused
from marketplace.fields.checking import clean_values, missing_values
from marketplace.fields.forming import OWN
from marketplace.fields.queries import schema_of
from marketplace.models import Listing


def answer(listing: Listing, given: Mapping[str, Any] | None) -> None:
    """Set the answers by the questions that the listing's category asks now; `None` leaves them as they are. Does not save.

    Answers to questions that are asked no longer fall away: who changes a listing answers today's questions. In another
    category nothing of the former one's answers stays. What everybody sees already must be answered in full.
    Raises AnswersRefused with a sentence for each answer that does not fit.
    """
    if given is None:
        if not listing.fields_version or listing.fields_version.category_id == listing.category_id:
            return
        given = {}
    schema = schema_of(listing.category)
    checked = clean_values(schema, given)
    if checked.errors:
        raise _refused(checked.errors)
    listing.values, listing.fields_version = checked.values, schema
    if listing.is_published:
        require_answers(listing)


def require_answers(listing: Listing) -> None:
    """Before it is published: every question that must be answered now is. Raises AnswersRefused."""
    missing = missing_values(schema_of(listing.category), listing.values)
    if missing:
        raise _refused(missing)


def _refused(errors: dict[str, str]) -> AnswersRefused:
    """The first sentence is said; all of them go along by code."""
    code, sentence = next(iter(errors.items()))
    return AnswersRefused(sentence, data={"field": f"{OWN}{code}", "values": errors})
