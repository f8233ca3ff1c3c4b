"""Numbered documents. Once issued, only whether they are paid or credited may change (migrations 0002 and 0014)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import ASKING_KINDS, InvoiceKind, InvoiceState, VatCategory, VatMode
from billing.models.charge import BillingPeriod, BillingRun, Charge
from billing.models.party import Party
from weconomics.tenancy.models import AddressableModel, CommunityModel

ASKS = Q(kind__in=["invoice", "receipt"])


class NumberSeries(CommunityModel):
    """The last number given out of one series. The row is locked by the UPDATE that takes the next one."""

    code = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class Invoice(AddressableModel):
    """What a party owes for a month, or a credit note that takes it back. Parties are copied in, as they were.

    Lines and VAT come with it, in the transaction that issues it, and never later (migration 0011).
    """

    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    period = models.ForeignKey(BillingPeriod, on_delete=models.PROTECT, related_name="invoices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invoices")
    run = models.ForeignKey(BillingRun, null=True, on_delete=models.PROTECT, related_name="invoices")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    series = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    label = models.CharField(_("number"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=InvoiceState, default=InvoiceState.ISSUED)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    issued_at = models.DateTimeField(_("issued"))
    issued_on = models.DateField(_("date"))
    due_on = models.DateField(_("pay before"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=5, default="nl")
    issuer = models.JSONField()
    payer = models.JSONField()
    mention = models.CharField(max_length=200, blank=True)
    credited_minor = models.BigIntegerField(_("credited"), default=0, db_default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "series", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["community", "period", "party", "currency"],
                condition=ASKS,
                name="invoice_one_per_payer_and_period",
            ),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("vat_minor")), name="invoice_gross_is_net_and_vat"
            ),
            models.CheckConstraint(condition=Q(state__in=InvoiceState.values), name="invoice_state_known"),
            models.CheckConstraint(
                condition=(ASKS & Q(corrects__isnull=True)) | Q(kind="credit_note", corrects__isnull=False),
                name="invoice_credit_note_corrects_one",
            ),
            models.CheckConstraint(
                condition=(ASKS & Q(gross_minor__gte=0)) | Q(kind="credit_note", gross_minor__lte=0),
                name="invoice_asks_and_credit_note_gives_back",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False), name="invoice_paid_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(credited_minor=0) | Q(credited_minor__gt=0, credited_minor__lte=F("gross_minor")),
                name="invoice_credited_within_gross",
            ),
            models.CheckConstraint(
                condition=~Q(state="credited") | Q(credited_minor=F("gross_minor")),
                name="invoice_credited_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state == InvoiceState.ISSUED and self.asks

    @property
    def asks(self) -> bool:
        """An invoice or a receipt: somebody is asked to pay it. A credit note asks nothing."""
        return self.kind in ASKING_KINDS

    @property
    def remaining_minor(self) -> int:
        """What it comes to, credit notes taken off: what is asked while it is open, and what can still be credited."""
        return self.gross_minor - self.credited_minor if self.asks else 0

    @property
    def open_minor(self) -> int:
        """What is still to be paid."""
        return self.remaining_minor if self.is_open else 0


class InvoiceLine(CommunityModel):
    """One charge on one document. A charge stands on one document only: billed once.

    `is_late` says that it is of an earlier month than the document and came after that was closed.
    A line of a credit note has no charge; it names the line of which it takes back the whole or a part.
    """

    is_record_of_facts = True

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    charge = models.ForeignKey(Charge, null=True, on_delete=models.PROTECT, related_name="lines")
    credits = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credited_by")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    occurred_on = models.DateField()
    amount_minor = models.BigIntegerField()
    vat_mode = models.CharField(max_length=4, choices=VatMode)
    vat_bp = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "charge"],
                condition=Q(charge__isnull=False),
                name="invoice_line_charge_once",
            ),
            models.UniqueConstraint(
                fields=["community", "invoice", "position"], name="invoice_line_position_once"
            ),
            models.UniqueConstraint(
                fields=["community", "invoice", "credits"],
                condition=Q(credits__isnull=False),
                name="invoice_line_credits_a_line_once",
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=True) | Q(charge__isnull=True),
                name="invoice_line_charges_or_credits",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class InvoiceTax(CommunityModel):
    """VAT of a document for one rate."""

    is_record_of_facts = True

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="taxes")
    category = models.CharField(max_length=2, choices=VatCategory)
    vat_bp = models.PositiveIntegerField()
    vat_mode = models.CharField(max_length=4, choices=VatMode)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()

    class Meta:
        ordering = ["-vat_bp"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "invoice", "category", "vat_bp", "vat_mode"],
                name="invoice_tax_rate_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.vat_bp}"
