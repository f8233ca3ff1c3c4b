"""Booking: one transaction per event, its postings in one statement, so that the database can see that they balance."""

from datetime import datetime

from billing.enums import Account
from billing.models import Invoice, LedgerTransaction, Party, Posting

Entry = tuple[str, Party | None, int]


def book(*, key: str, text: str, at: datetime, currency: str, entries: list[Entry]) -> None:
    """Book once per key. Entries are (account, party, amount); debit is positive, and they sum to zero."""
    transaction, is_new = LedgerTransaction.objects.get_or_create(
        key=key, defaults={"text": text[:200], "at": at}
    )
    if is_new:
        Posting.objects.bulk_create(
            Posting(
                transaction=transaction, account=account, party=party, amount_minor=amount, currency=currency
            )
            for account, party, amount in entries
            if amount
        )


def book_issue(invoice: Invoice) -> None:
    """An issued document, a credit note with its signs turned: receivable against contributions and VAT."""
    book(
        key=f"issue:{invoice.pk}",
        text=invoice.label,
        at=invoice.issued_at,
        currency=invoice.currency,
        entries=[
            (Account.RECEIVABLE, invoice.party, invoice.gross_minor),
            (Account.FEE_INCOME, None, -invoice.net_minor),
            (Account.VAT_PAYABLE, None, -invoice.vat_minor),
        ],
    )


def book_payment(invoice: Invoice, *, into: str, at: datetime) -> None:
    """The whole amount of an invoice came in, over the provider or straight to the bank."""
    book(
        key=f"pay:{invoice.pk}",
        text=invoice.label,
        at=at,
        currency=invoice.currency,
        entries=[
            (into, None, invoice.gross_minor),
            (Account.RECEIVABLE, invoice.party, -invoice.gross_minor),
        ],
    )
