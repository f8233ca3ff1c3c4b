"""Statements out of the ledger: of a member, an organisation, a local group, and of the community and its operator."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from billing.enums import Account
from billing.models import Party, Posting
from communities.interface import PartyRef, payers_of_local_group
from weconomics.money import to_decimal

# A statement is of a year or a quarter: what is longer is cut, and says so.
LONGEST = 2_000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line: positive is asked of the payer, negative is what came in or was taken back. In minor units."""

    at: datetime
    text: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What some payers owed at the start, what happened, and what they owe at the end, in one currency."""

    currency: str
    opening_minor: int
    movements: tuple[Movement, ...]
    closing_minor: int


def statement_of(refs: Iterable[PartyRef], start: datetime, end: datetime, currency: str) -> Statement:
    """The statement of these payers together, from `start` to before `end`."""
    own = Posting.objects.filter(_among(refs), currency=currency)
    opening = own.filter(transaction__at__lt=start).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    rows = own.filter(transaction__at__gte=start, transaction__at__lt=end)
    moved = rows.values("transaction_id", "transaction__at", "transaction__text").annotate(
        sum=Sum("amount_minor")
    )
    movements, balance = [], opening
    for row in moved.order_by("transaction__at", "transaction_id")[:LONGEST]:
        balance += row["sum"]
        movements.append(Movement(row["transaction__at"], row["transaction__text"], row["sum"], balance))
    return Statement(currency, opening, tuple(movements), balance)


def accounts(start: datetime, end: datetime) -> list[Row]:
    """The books of the community, which are its operator's: debit, credit and balance of each account in this time."""
    rows = Posting.objects.filter(transaction__at__gte=start, transaction__at__lt=end)
    sums = {
        "debit": Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
        "credit": Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        "balance": Sum("amount_minor"),
    }
    found = rows.values("account", "currency").annotate(**sums).order_by("currency", "account")
    return [{**row, "words": Account(row["account"]).label} for row in found]


def balances(local_group_id: int | None = None) -> QuerySet[Posting, Any]:
    """What each payer owes now, of one local group or of all; who owes nothing is left out. Largest first."""
    rows = Posting.objects.filter(party__isnull=False)
    if local_group_id is not None:
        rows = rows.filter(_among(payers_of_local_group(local_group_id)))
    names = rows.values(
        "party_id", "party__name", "party__membership_id", "party__organisation_id", "currency"
    )
    owed = names.annotate(balance=Sum("amount_minor"), latest=Max("transaction__at")).exclude(balance=0)
    return owed.order_by("-balance", "party__name")


def as_csv(statement: Statement) -> str:
    """The same for a spreadsheet; amounts with a decimal point."""
    head = (_("Date"), _("Description"), _("Amount"), _("Balance"), _("Currency"))
    return _csv([head, *_lines(statement)])


def balances_as_csv(rows: Iterable[Row]) -> str:
    head = (_("Payer"), _("Balance"), _("Currency"))
    return _csv(
        [head, *((_safe(r["party__name"]), _plain(r["balance"], r["currency"]), r["currency"]) for r in rows)]
    )


def _lines(statement: Statement) -> Iterator[tuple[str, ...]]:
    def line(day: str, text: str, minor: int | None, balance: int) -> tuple[str, ...]:
        amount = "" if minor is None else _plain(minor, statement.currency)
        return day, _safe(text), amount, _plain(balance, statement.currency), statement.currency

    yield line("", _("Balance at the start"), None, statement.opening_minor)
    for row in statement.movements:
        yield line(f"{row.at:%Y-%m-%d}", row.text, row.amount_minor, row.balance_minor)
    yield line("", _("Balance at the end"), None, statement.closing_minor)


def _among(refs: Iterable[PartyRef]) -> Q:
    wanted = list(refs)
    members = [ref.id for ref in wanted if ref.kind == "member"]
    organisations = [ref.id for ref in wanted if ref.kind == "organisation"]
    parties = Party.objects.filter(Q(membership_id__in=members) | Q(organisation_id__in=organisations))
    return Q(party_id__in=parties.values("pk"))


def _plain(minor: int, currency: str) -> str:
    return str(to_decimal(minor, currency))


def _safe(text: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _csv(rows: Iterable[Iterable[str]]) -> str:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()
