"""Double entry in minor units. Postings of a transaction and currency sum to zero (trigger in migration 0002)."""

from django.db import models
from django.db.models import Q

from billing.enums import Account
from billing.models.party import Party
from weconomics.tenancy.models import CommunityModel


class LedgerTransaction(CommunityModel):
    """One event in money. `key` makes it happen once: `issue:12`, `pay:12`."""

    is_record_of_facts = True

    key = models.CharField(max_length=100)
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    booked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="ledger_transaction_once")]

    def __str__(self) -> str:
        return self.key


class Posting(CommunityModel):
    """One amount on one account; debit is positive."""

    is_record_of_facts = True

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=20, choices=Account)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="posting_not_zero"),
            models.CheckConstraint(condition=Q(account__in=Account.values), name="posting_account_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_minor}"
