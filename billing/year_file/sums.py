"""That the documents of a year and the ledger say the same, to the cent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from billing.enums import Account
from billing.models import Invoice, Posting
from weconomics.tenancy.community import community_in_scope

ISSUED = "issue:"
ALL = "all"
# What a document books beside who gets the contributions, however many share them.
NO_INCOME = {Account.RECEIVABLE, Account.CREDIT_BALANCE, Account.VAT_PAYABLE, ALL}


@dataclass(frozen=True)
class Year:
    """A calendar year in the community's own time zone, as half-open instants."""

    number: int
    start: datetime
    end: datetime

    @classmethod
    def of(cls, number: int) -> "Year":
        zone = ZoneInfo(community_in_scope().time_zone)
        return cls(number, datetime(number, 1, 1, tzinfo=zone), datetime(number + 1, 1, 1, tzinfo=zone))

    @property
    def first_day(self) -> date:
        return date(self.number, 1, 1)

    @property
    def next_first_day(self) -> date:
        return date(self.number + 1, 1, 1)

    def documents(self) -> QuerySet[Invoice]:
        days = {"issued_on__gte": self.first_day, "issued_on__lt": self.next_first_day}
        return Invoice.objects.filter(**days).order_by("series", "number")

    def postings(self) -> QuerySet[Posting]:
        return Posting.objects.filter(transaction__at__gte=self.start, transaction__at__lt=self.end)


@dataclass(frozen=True)
class Tie:
    """The same amount from two sides. They differ by nothing, or a person must look."""

    words: str
    currency: str
    documents_minor: int
    ledger_minor: int

    @property
    def difference_minor(self) -> int:
        return self.documents_minor - self.ledger_minor


def ties_of(year: Year) -> list[Tie]:
    """What was issued, per currency, by the documents and by the ledger; and that debit is credit."""
    documents: dict[str, dict[str, Any]] = {
        row["currency"]: dict(row)
        for row in year.documents()
        .order_by()
        .values("currency")
        .annotate(net=Sum("net_minor"), vat=Sum("vat_minor"), gross=Sum("gross_minor"))
    }
    ledger = _ledger(year)
    return [
        tie
        for currency in sorted(documents.keys() | ledger.keys())
        for tie in _ties(currency, documents.get(currency, {}), ledger.get(currency, {}))
    ]


def _ledger(year: Year) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = year.postings().values("currency", "account").annotate(total=Sum("amount_minor"))
    for row in rows.filter(transaction__key__startswith=ISSUED):
        found.setdefault(row["currency"], {})[row["account"]] = row["total"]
    for whole in year.postings().values("currency").annotate(total=Sum("amount_minor")):
        found.setdefault(whole["currency"], {})[ALL] = whole["total"]
    return found


def _ties(currency: str, documents: dict[str, Any], ledger: dict[str, int]) -> list[Tie]:
    asked = ledger.get(Account.RECEIVABLE, 0) + ledger.get(Account.CREDIT_BALANCE, 0)
    vat = -ledger.get(Account.VAT_PAYABLE, 0)
    income = -sum(amount for account, amount in ledger.items() if account not in NO_INCOME)
    return [
        Tie(_("Issued, VAT included"), currency, documents.get("gross") or 0, asked),
        Tie(_("VAT of what was issued"), currency, documents.get("vat") or 0, vat),
        Tie(_("Contributions issued, without VAT"), currency, documents.get("net") or 0, income),
        Tie(_("Debit less credit of all postings"), currency, 0, ledger.get(ALL, 0)),
    ]


def years_with_postings() -> list[int]:
    """The newest first; this year always."""
    zone = ZoneInfo(community_in_scope().time_zone)
    found = {moment.astimezone(zone).year for moment in Posting.objects.datetimes("transaction__at", "month")}
    return sorted(found | {datetime.now(UTC).astimezone(zone).year}, reverse=True)
