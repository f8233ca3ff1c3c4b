"""Documents for many payers at once: one statement per table, whatever the number of payers.

The arithmetic is that of `billing.pricing.totals`, in the functions of migration 0011; a test compares both. Working
tables are temporary and analysed: a table that is being filled has statistics of before, and a plan made from those
can fall over.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import override

from billing.actions import bulk_sql as sql
from billing.actions.numbers import Taken, take_numbers
from billing.enums import InvoiceKind
from billing.errors import NoOperator
from billing.events import InvoiceIssued
from billing.models import BillingRun
from billing.treatment import kind_of, treatment_of
from communities.interface import BillingIdentity, OperatorIdentity, PartyRef, billing_identities, operator
from weconomics.events import publish_rows
from weconomics.tenancy.community import community_in_scope

DAYS_TO_PAY = timedelta(days=14)
Numbering = Callable[..., Taken]
Refs = dict[int, PartyRef]


class UnknownPayer(LookupError):
    """Nobody of this community stands behind a party."""


@dataclass(frozen=True)
class Issued:
    """What came out for some payers. `waiting_count` are those who owe nothing, or less than was taken back."""

    invoice_count: int = 0
    line_count: int = 0
    late_count: int = 0
    waiting_count: int = 0
    gross_minor: int = 0


@transaction.atomic
def issue_for_payers(
    *,
    run: BillingRun,
    low: int,
    high: int,
    issued_at: datetime | None = None,
    numbering: Numbering = take_numbers,
) -> Issued:
    """An invoice or receipt, with its VAT, booking and event, for each payer from party `low` to `high` who owes.

    Of each payer all charges before the end of the month that were there when the run was planned and stand on no
    document. Raises NoOperator; UnknownPayer; DataError and IntegrityError for what the
    tables do not take.
    """
    issuer, community = operator(), community_in_scope()
    if issuer is None:
        raise NoOperator
    period = run.period
    about = {
        "community": community.pk, "zone": community.time_zone, "run": run.pk, "period": period.pk,
        "from_at": period.from_at, "to_at": period.to_at, "last_charge": run.last_charge_id, "low": low, "high": high,
    }  # fmt: skip
    payers = _find_due(about)
    if not payers:
        return _drop(Issued())
    _write_payers(payers, issuer)
    found = _add_up(about)
    if found.invoice_count:
        _write_documents(about, issuer, numbering, found.invoice_count, issued_at)
    return _drop(found)


def _find_due(about: dict[str, Any]) -> Refs:
    """The working table of what is due, and who owes it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DUE, about)
        cursor.execute("ANALYZE due")
        cursor.execute(sql.WHO_OWES)
        return {
            party_id: PartyRef("member", membership_id)
            if membership_id
            else PartyRef("organisation", organisation_id)
            for party_id, membership_id, organisation_id in cursor.fetchall()
        }


def _write_payers(refs: Refs, issuer: OperatorIdentity) -> None:
    treated = list(_treated(refs, issuer))  # asked for before: a connection that copies cannot ask
    with connection.cursor() as cursor:
        cursor.execute(sql.PAYER)
        with cursor.copy("COPY payer FROM STDIN") as rows:
            for row in treated:
                rows.write_row(row)


def _treated(refs: Refs, issuer: OperatorIdentity) -> Iterator[tuple[Any, ...]]:
    """Each payer as the document names them, language by language: what it mentions is in theirs."""
    identities = billing_identities(refs.values())
    if missing := set(refs.values()) - set(identities):
        raise UnknownPayer(min(missing))
    payers = sorted(
        ((identities[ref].language, party_id, identities[ref]) for party_id, ref in refs.items()),
        key=itemgetter(0, 1),
    )
    for language in dict.fromkeys(map(itemgetter(0), payers)):
        with override(language):
            for _language, party_id, payer in (row for row in payers if row[0] == language):
                how = treatment_of(issuer, payer)
                kind, said = kind_of(payer), json.dumps(_as_json(payer), ensure_ascii=False)
                yield party_id, kind.value, str(how.category), how.is_taxed, how.mention, language, said


def _as_json(payer: BillingIdentity) -> dict[str, Any]:
    """As `dataclasses.asdict`, a tenth of its time."""
    return {name: getattr(payer, name) for name in BillingIdentity.__slots__}


def _add_up(about: dict[str, Any]) -> Issued:
    with connection.cursor() as cursor:
        for statement in (sql.LINE, sql.TAX, sql.DOCUMENT, sql.ANALYZE):
            cursor.execute(statement, about)
        cursor.execute(sql.TOTALS)
        return Issued(*cursor.fetchone())


def _write_documents(
    about: dict[str, Any],
    issuer: OperatorIdentity,
    numbering: Numbering,
    count: int,
    issued_at: datetime | None,
) -> None:
    """The number comes last: others wait for it as short as can be."""
    series, first, at = numbering(kind=InvoiceKind.INVOICE, count=count, issued_at=issued_at)
    today = at.astimezone(ZoneInfo(about["zone"])).date()
    values = {
        **about, "series": series, "first": first, "issued_at": at, "issued_on": today, "due_on": today + DAYS_TO_PAY,
        "issuer": json.dumps({name: getattr(issuer, name) for name in OperatorIdentity.__slots__}),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in sql.WRITES:
            cursor.execute(statement, values)
    publish_rows(InvoiceIssued, "SELECT id AS invoice_id FROM document ORDER BY place", {})


def _drop(found: Issued) -> Issued:
    """At the end of the transaction they would go by themselves; the next part may come before that."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DROP)
    return found
