"""What a category asks of a listing besides the usual: its questions, the answers, and how both are shown.

The questions are data, kept by version (`FieldSchema`). A listing keeps the version that it was answered in, so that its
answers stay readable when the questions change.
"""

from marketplace.fields.answering import answer, require_answers
from marketplace.fields.checking import Checked, clean_values, missing_values
from marketplace.fields.forming import OWN, form_fields
from marketplace.fields.queries import schema_of
from marketplace.fields.questions import Asked, Option, asked_in
from marketplace.fields.showing import Shown, shown_values

__all__ = [
    "OWN",
    "Asked",
    "Checked",
    "Option",
    "Shown",
    "answer",
    "asked_in",
    "clean_values",
    "form_fields",
    "missing_values",
    "require_answers",
    "schema_of",
    "shown_values",
]
