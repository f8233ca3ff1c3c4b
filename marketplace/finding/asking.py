"""What is looked for, as PostgreSQL asks it.

Words go through PostgreSQL's own stemmers; roots and categories are asked as the index keeps them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db.models import BooleanField, Case, Expression, F, FloatField, Func, Value, When
from django.db.models.expressions import Combinable, CombinedExpression

from marketplace.language.lexemes import MARK
from marketplace.language.needles import Needle, Way

# The word as PostgreSQL stems it, or the beginning of one, in either language.
WORD = "(to_tsquery('dutch', %s) || to_tsquery('english', %s))"
LEXEMES = "%s::tsquery"
Asked = tuple[str, list[str]]


class TextQuery(Expression):
    """A tsquery of words, roots and categories."""

    output_field = SearchQueryField()

    def __init__(self, sql: str, params: Sequence[str]) -> None:
        super().__init__(output_field=SearchQueryField())
        self.sql, self.params = sql, tuple(params)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return self.sql, self.params

    def __repr__(self) -> str:
        return f"TextQuery({self.sql} {self.params})"


class HasWords(Func):
    """Whether a listing has these words, from the index that the policy would not let be used.

    Source: docs/decisions/0003-search-below-the-wall.md
    """

    arg_joiner = " = ANY((SELECT listing_ids_with("  # as a subquery PostgreSQL asks it once, not once a row
    template = "%(expressions)s))::bigint[])"
    output_field = BooleanField()


class Holds(Func):
    """Whether these lexemes hold the query; for rows that are found already."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def exact_query(needles: Iterable[Needle]) -> TextQuery:
    """Every word as it was typed."""
    return TextQuery(*_all([_itself(needle) for needle in needles]))


def wide_query(needles: Iterable[Needle]) -> TextQuery:
    """Every word in one of its ways."""
    return TextQuery(*_all([_needle(needle) for needle in needles]))


def rank(exact: TextQuery, wide: TextQuery | None) -> Combinable:
    """Between 1 and 2 for who says it exactly, below 1 for the others: exact always comes first."""
    exactly = CombinedExpression(Value(1.0), "+", SearchRank(F("words"), exact), output_field=FloatField())
    if wide is None:
        return exactly
    all_lexemes = CombinedExpression(F("words"), "||", F("roots"))
    return Case(
        When(Holds(F("words"), exact), then=exactly),
        default=SearchRank(all_lexemes, wide),
        output_field=FloatField(),
    )


def _needle(needle: Needle) -> Asked:
    itself = _all([_needle(part) for part in needle.parts]) if needle.parts else _itself(needle)
    return _any([itself, *(_way(way) for way in needle.ways)])


def _way(way: Way) -> Asked:
    named = " | ".join(f"'#{pk}'" for pk in way.category_ids)
    roots = " & ".join(f"'{MARK}{root}'" for root in way.roots)  # letters and digits only: see words.fold
    return LEXEMES, [named or roots]


def _itself(needle: Needle) -> Asked:
    return _all([(WORD, [f"'{word}'{':*' if needle.begins else ''}"] * 2) for word in needle.words])


def _all(asked: list[Asked]) -> Asked:
    return _joined(asked, " && ")


def _any(asked: list[Asked]) -> Asked:
    return _joined(asked, " || ")


def _joined(asked: list[Asked], sign: str) -> Asked:
    sql = sign.join(part for part, _ in asked)
    return (f"({sql})" if len(asked) > 1 else sql), [param for _, params in asked for param in params]
