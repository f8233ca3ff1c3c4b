"""The words of billing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ModelState(TextChoices):
    DRAFT = "draft", _("Draft")
    ANNOUNCED = "announced", _("Decided, begins later")
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


class Calculator(TextChoices):
    """How the units or the price are counted; empty is the basis' own way (`billing.pricing.calculators`)."""

    PLAIN = "", _("As it stands")
    PER_UNIT = "per_unit", _("Amount per piece")
    FIRST_MORE = "first_more", _("Amount for the first, another for each further")
    PRICE_SACK = "price_sack", _("One amount below a price, another from there on")
    WEIGHT = "weight", _("Amount per kilo")
    GRADUATED = "graduated", _("Bands: each part at its own price")
    VOLUME = "volume", _("Bands: all at the price of the band reached")
    PACKAGE = "package", _("Amount per begun package")
    GRADUATED_PERCENT = "graduated_percent", _("Bands of the price, each at its own percentage")


class MemberType(TextChoices):
    """What a party takes part as."""

    ANY = "", _("Everybody")
    PRIVATE = "private", _("Private persons")
    TRADER = "trader", _("Traders")
    KOR = "kor", _("Traders under the small business scheme (KOR)")


class Beneficiary(TextChoices):
    """Where a fee goes."""

    OPERATOR = "operator", _("The operator")
    COMMUNITY = "community", _("The community")
    LOCAL_GROUP = "local_group", _("The local group")
    SOLIDARITY = "solidarity", _("The solidarity fund")


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


class RateCategory(TextChoices):
    """The rates that a country has. What each of them is, changes by date: `TaxRate`."""

    STANDARD = "standard", _("Standard rate")
    REDUCED = "reduced", _("Reduced rate")
    ZERO = "zero", _("Zero rate of VAT")


class PeriodState(TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Being closed")
    CLOSED = "closed", _("Closed")


class ChunkState(TextChoices):
    """A part of a closing. Who works on it holds the lock of its row, so there is no state for that."""

    TODO = "todo", _("Waiting")
    DONE = "done", _("Done")
    PARKED = "parked", _("Parked")


class InvoiceState(TextChoices):
    ISSUED = "issued", _("Open")
    PAID = "paid", _("Paid")
    CREDITED = "credited", _("Credited")


class InvoiceKind(TextChoices):
    INVOICE = "invoice", _("Invoice")
    RECEIPT = "receipt", _("Receipt")
    CREDIT_NOTE = "credit_note", _("Credit note")


# What a payer is asked for: a business gets an invoice, a consumer a receipt.
ASKING_KINDS = [InvoiceKind.INVOICE, InvoiceKind.RECEIPT]


class MethodKind(TextChoices):
    """How a payer pays. What people call it changes by year: billing.method_labels."""

    CARD = "card", _("Card")
    SEPA_DEBIT = "sepa_debit", _("Direct debit")
    IDEAL = "ideal", _("iDEAL")


class MethodState(TextChoices):
    PENDING = "pending", _("Being added")
    ACTIVE = "active", _("In use")
    REVOKED = "revoked", _("Removed")
    FAILED = "failed", _("Does not work")


class AttemptState(TextChoices):
    """`unknown`: the provider was asked and gave no answer; nothing new is tried before it is known what happened."""

    CREATED = "created", _("Started")
    SENT = "sent", _("Sent")
    REQUIRES_ACTION = "requires_action", _("Waits for the payer")
    PROCESSING = "processing", _("Being processed")
    UNKNOWN = "unknown", _("Being looked up")
    SUCCEEDED = "succeeded", _("Paid")
    FAILED = "failed", _("Not paid")
    CANCELED = "canceled", _("Stopped")
    RETURNED = "returned", _("Taken back by the bank")
    DISPUTED = "disputed", _("Disputed")


LIVE_ATTEMPTS = [
    AttemptState.CREATED,
    AttemptState.SENT,
    AttemptState.REQUIRES_ACTION,
    AttemptState.PROCESSING,
    AttemptState.UNKNOWN,
]


class RefundState(TextChoices):
    CREATED = "created", _("Started")
    SENT = "sent", _("Sent")
    PENDING = "pending", _("On its way")
    UNKNOWN = "unknown", _("Being looked up")
    SUCCEEDED = "succeeded", _("Paid back")
    FAILED = "failed", _("Not paid back")


LIVE_REFUNDS = [RefundState.CREATED, RefundState.SENT, RefundState.PENDING, RefundState.UNKNOWN]


class EventState(TextChoices):
    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    IGNORED = "ignored", _("Not about us")
    PARKED = "parked", _("A person must look")


class Account(TextChoices):
    """Accounts of the ledger. Debit is positive."""

    RECEIVABLE = "receivable", _("To be received")
    FEE_INCOME = "fee_income", _("Contributions")
    VAT_PAYABLE = "vat_payable", _("VAT to be paid")
    CLEARING = "provider_clearing", _("On its way through the payment provider")
    BANK = "bank", _("Bank")
    PROCESSOR_FEES = "processor_fees", _("Costs of the payment provider")
    CREDIT_BALANCE = "credit_balance", _("Paid ahead")
    REFUNDS_PAYABLE = "refunds_payable", _("To be paid back")
    BANK_FEES = "bank_fees", _("Costs of the bank")
    BAD_DEBT = "bad_debt", _("Written off")
    SUSPENSE = "suspense", _("To be sorted out")
