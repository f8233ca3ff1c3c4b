"""The words of billing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ModelState(TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Replaced")


class Payer(TextChoices):
    """Who pays a fee. The first three are sides of a deal; the last two pay for taking part."""

    PROVIDER = "provider", _("Provider pays")
    REQUESTER = "requester", _("Requester pays")
    SPLIT = "split", _("Split between both")
    MEMBER = "member", _("Each member pays")
    PARTNER = "partner", _("Each partner organisation pays")


class Basis(TextChoices):
    PER_TRANSACTION = "per_transaction", _("Fixed amount per deal")
    PERCENT_OF_PRICE = "percent_of_price", _("Percentage of the price")
    PER_PERIOD = "per_period", _("Fixed amount per period")
    PER_USER = "per_user", _("Fixed amount per user and period")


class Interval(TextChoices):
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class VatMode(TextChoices):
    EXCL = "excl", _("VAT comes on top")
    INCL = "incl", _("VAT is in the amount")


class PartyKind(TextChoices):
    ANY = "any", _("Everybody")
    MEMBER = "member", _("Members")
    ORGANISATION = "organisation", _("Partner organisations")


class ExchangeType(TextChoices):
    PAID = "paid", _("Paid")
    FREE = "free", _("Free of charge")
    LOAN = "loan", _("Loan")
    BARTER = "barter", _("Barter")
    COMMONS = "commons", _("For the common good")


class VatCategory(TextChoices):
    """Codes of EN 16931 (UNCL 5305)."""

    STANDARD = "S", _("VAT")
    EXEMPT = "E", _("Exempt from VAT")
    REVERSE_CHARGE = "AE", _("VAT reverse-charged")
    ZERO = "Z", _("Zero rate")


class PeriodState(TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Being closed")
    CLOSED = "closed", _("Closed")


class InvoiceState(TextChoices):
    ISSUED = "issued", _("Open")
    PAID = "paid", _("Paid")
    CREDITED = "credited", _("Credited")


class InvoiceKind(TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class AttemptState(TextChoices):
    CREATED = "created", _("Started")
    PROCESSING = "processing", _("Being processed")
    SUCCEEDED = "succeeded", _("Paid")
    FAILED = "failed", _("Not paid")


LIVE_ATTEMPTS = [AttemptState.CREATED, AttemptState.PROCESSING]


class Account(TextChoices):
    """Accounts of the ledger. Debit is positive."""

    RECEIVABLE = "receivable", _("To be received")
    FEE_INCOME = "fee_income", _("Contributions")
    VAT_PAYABLE = "vat_payable", _("VAT to be paid")
    CLEARING = "provider_clearing", _("On its way through the payment provider")
    BANK = "bank", _("Bank")
