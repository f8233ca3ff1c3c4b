"""Numbered documents. Once issued, only whether they are paid may change (migration 0002)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import InvoiceKind, InvoiceState, VatCategory, VatMode
from billing.models.charge import BillingPeriod, Charge
from billing.models.party import Party
from weconomics.tenancy.models import AddressableModel, CommunityModel


class NumberSeries(CommunityModel):
    """The last number given out of one series. The row is locked by the UPDATE that takes the next one."""

    code = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class Invoice(AddressableModel):
    """What a party owes for a month, or a credit note that takes it back. Parties are copied in, as they were."""

    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    period = models.ForeignKey(BillingPeriod, on_delete=models.PROTECT, related_name="invoices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invoices")
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

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "series", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["community", "period", "party", "currency"],
                condition=Q(kind="invoice"),
                name="invoice_one_per_payer_and_period",
            ),
            models.UniqueConstraint(
                fields=["community", "corrects"],
                condition=Q(corrects__isnull=False),
                name="invoice_credited_once",
            ),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("vat_minor")), name="invoice_gross_is_net_and_vat"
            ),
            models.CheckConstraint(condition=Q(state__in=InvoiceState.values), name="invoice_state_known"),
            models.CheckConstraint(
                condition=Q(kind="invoice", corrects__isnull=True)
                | Q(kind="credit_note", corrects__isnull=False),
                name="invoice_credit_note_corrects_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", gross_minor__gte=0) | Q(kind="credit_note", gross_minor__lte=0),
                name="invoice_asks_and_credit_note_gives_back",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False), name="invoice_paid_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state == InvoiceState.ISSUED and self.kind == InvoiceKind.INVOICE


class InvoiceLine(CommunityModel):
    """One charge on one document. A charge stands on one document only: billed once."""

    is_record_of_facts = True

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    charge = models.ForeignKey(Charge, null=True, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    occurred_on = models.DateField()
    amount_minor = models.BigIntegerField()
    vat_mode = models.CharField(max_length=4, choices=VatMode)
    vat_bp = models.PositiveIntegerField()

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
