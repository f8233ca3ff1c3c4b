"""What must always be true of the money of a community, each as a query that finds the rows for which it is not.

The numbers are those of the design. A query runs in the scope of one community and answers with the name of each broken
row. Most cannot be broken through the product: constraints, triggers and grants are in the way. This looks again, at
night and after a restore, as somebody who trusts none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from billing import invariants_sql as sql
from weconomics.tenancy.models import CommunityModel

ROWS_NAMED = 50
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Invariant:
    """`query` finds what breaks it; an empty one says in `why_not` why there is nothing to look at."""

    code: str
    sentence: str
    query: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Broken:
    """One row that breaks an invariant, by a name with which it can be found."""

    code: str
    sentence: str
    row: str


INVARIANTS = (
    Invariant("I1", "The postings of a transaction sum to zero in each currency.", sql.TRANSACTIONS_BALANCE),
    Invariant("I2", "All postings of a community sum to zero in each currency.", sql.BOOKS_BALANCE),
    Invariant("I3", "A document is the sum of its lines and of its VAT.", sql.DOCUMENTS_ADD_UP),
    Invariant("I4", "VAT is computed once for each rate.", sql.VAT_ONCE_A_RATE),
    Invariant("I5", "The numbers of a series start at 1 and follow each other without a gap.", sql.NUMBERS),
    Invariant("I6", "The order of numbers is the order of issue.", sql.ORDER_OF_NUMBERS),
    Invariant(
        "I7", "Each charge of a closed month is billed once, or its payer waits or is parked.", sql.ALL_BILLED
    ),
    Invariant(
        "I8",
        "Each completed deal has exactly the charges of its rules.",
        why_not="deals are the marketplace's, and billing looks up to nobody; charges are recorded in the transaction"
        " that completes the deal, under a source key that counts once",
    ),
    Invariant("I9", "Both parts of a split fee are what the rule says of their sum.", sql.SPLITS),
    Invariant("I10", "A fee lies between the least and the most of its rule.", sql.WITHIN_LIMITS),
    Invariant("I11", "A charge is taken back once, and by its exact opposite.", sql.REVERSALS),
    Invariant("I12", "Each document is booked once, for its amount.", sql.DOCUMENTS_BOOKED),
    Invariant("I13", "What a payer owes in the books is what is open on their documents.", sql.RECEIVABLES),
    Invariant("I14", "Credit notes take back no more than the document asked.", sql.CREDITS),
    Invariant(
        "I15",
        "Refunds give back no more than was received.",
        why_not="there is no table of refunds to compare with payments",
    ),
    Invariant(
        "I16", "A document has one payment that runs, and is paid once and for its amount.", sql.PAYMENTS
    ),
    Invariant("I17", "A document, its charges, postings and payments are in one currency.", sql.CURRENCIES),
    Invariant("I18", "Months follow each other without a gap or overlap.", sql.MONTHS_FOLLOW),
    Invariant("I19", "A month starts and ends at midnight of a first, there.", sql.MIDNIGHTS),
    Invariant("I20", "Revenue models that were in force do not overlap.", sql.MODELS),
    Invariant(
        "I21",
        "A fee that is taken with the trade is no more than the trade.",
        why_not="no fee is taken with the trade: fees go by document",
    ),
    Invariant("I22", "The issue of each document was told to the rest of the product.", sql.TOLD),
    Invariant(
        "I23",
        "Each message of the payment provider was applied or parked.",
        why_not="there is no table of messages from a provider",
    ),
    Invariant("I24", "A row and what it refers to are of one community."),
    Invariant(
        "I25",
        "Documents are chained by their hashes.",
        why_not="documents hold no hash: triggers and grants keep them as they were issued",
    ),
)
APP = "billing"


def find_broken(ask: Ask | None = None) -> Iterator[Broken]:
    """Every row of the community in scope that breaks an invariant, at most 50 for each."""
    ask = ask or _ask
    for invariant in INVARIANTS:
        for query in queries_of(invariant):
            whole = f"SELECT named FROM ({query}) AS broken (named) ORDER BY named LIMIT {ROWS_NAMED}"  # noqa: S608  ours
            for (row,) in ask(whole):
                yield Broken(invariant.code, invariant.sentence, str(row))


def queries_of(invariant: Invariant) -> list[str]:
    """One query, none, or for I24 one for each foreign key."""
    if invariant.code == "I24":
        return list(_keys())
    return [invariant.query] if invariant.query else []


def _keys() -> Iterator[str]:
    """Within a scope what belongs to another community is not there."""
    for model in apps.get_app_config(APP).get_models():
        for field in model._meta.local_fields:
            target = field.remote_field.model if field.remote_field else None
            if isinstance(target, type) and issubclass(target, CommunityModel):
                yield sql.REFERENCE.format(
                    table=model._meta.db_table,
                    column=field.column,
                    target=target._meta.db_table,
                    name=field.name,
                )


def _ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
