"""The grammar in which the content of a factor is described."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Label = str | Promise


class Kind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"  # a whole number, kept as int
    DECIMAL = "decimal"  # kept as text, so that it stays exact
    DATE = "date"  # kept as ISO text
    LINK = "link"
    CHOICE = "choice"
    METRIC = "metric"  # the code of something that the system measures


@dataclass(frozen=True)
class Field:
    """One answer. `at_least` and `at_most` bound numbers; lengths follow from the kind."""

    key: str
    label: Label
    kind: Kind = Kind.LINE
    required: bool = False
    help: Label = ""
    choices: tuple[tuple[str, Label], ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    default: int | str | None = None

    @property
    def longest(self) -> int:
        return 4000 if self.kind == Kind.TEXT else 200


@dataclass(frozen=True)
class Rows:
    """A list of answers of the same shape. The first field of a row names it."""

    key: str
    label: Label
    one: Label
    fields: tuple[Field, ...]
    help: Label = ""
    at_least: int = 0
    at_most: int = 30

    @property
    def name_key(self) -> str:
        return self.fields[0].key


Part = Field | Rows
Schema = tuple[Part, ...]
