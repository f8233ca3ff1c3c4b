"""What a network leader sees of money: everything, and nothing to change. Decisions and treasurers change it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.models import (
    BillingPeriod,
    BillingRun,
    Charge,
    FeeRule,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LedgerTransaction,
    PaymentAttempt,
    Posting,
    RevenueModel,
)
from weconomics.admin_base import OF_LED, CommunityModelAdmin, Window, money_column, site
from weconomics.money import format_rate


class Rules(Window):
    model = FeeRule
    fields = ("text", "payer", "basis", "amount", "rate", "least", "most")
    amount = staticmethod(money_column("amount_minor", _("Amount")))
    least = staticmethod(money_column("floor_minor", _("At least")))
    most = staticmethod(money_column("cap_minor", _("At most")))

    @admin.display(description=_("Percentage of the price"))
    def rate(self, row: FeeRule) -> str:
        return format_rate(row.rate_bp) if row.rate_bp else ""


class Lines(Window):
    model = InvoiceLine
    fields = ("position", "text", "occurred_on", "amount", "vat", "vat_mode")
    amount = staticmethod(money_column("amount_minor", _("Amount")))

    @admin.display(description=_("VAT"))
    def vat(self, row: InvoiceLine) -> str:
        return format_rate(row.vat_bp)


class Taxes(Window):
    model = InvoiceTax
    fields = ("category", "rate", "net", "vat")
    net = staticmethod(money_column("net_minor", _("Without VAT")))
    vat = staticmethod(money_column("vat_minor", _("VAT")))

    @admin.display(description=_("VAT rate"))
    def rate(self, row: InvoiceTax) -> str:
        return format_rate(row.vat_bp)


class Attempts(Window):
    model = PaymentAttempt
    fields = ("sequence", "gateway", "amount", "state", "reason", "created_at", "ended_at")
    amount = staticmethod(money_column("amount_minor", _("Amount")))


class Runs(Window):
    model = BillingRun
    fields = ("started_at", "finished_at", "invoice_count", "total")
    total = staticmethod(money_column("gross_minor", _("Total")))


class Postings(Window):
    model = Posting
    fields = ("account", "party", "amount")
    amount = staticmethod(money_column("amount_minor", _("Amount")))


@admin.register(RevenueModel, site=site)
class RevenueModelAdmin(CommunityModelAdmin):
    list_display = ("number", "name", "state", "decision_number", "active_from", "active_to")
    list_filter = (OF_LED, "state")
    search_fields = ("name",)
    inlines = (Rules,)
    ordering = ("community", "-number")


@admin.register(BillingPeriod, site=site)
class BillingPeriodAdmin(CommunityModelAdmin):
    list_display = ("label", "state", "closed_at")
    list_filter = (OF_LED, "state")
    inlines = (Runs,)
    ordering = ("community", "-label")


@admin.register(Invoice, site=site)
class InvoiceAdmin(CommunityModelAdmin):
    list_display = ("label", "kind", "party", "total", "state", "issued_on", "due_on", "paid_at")
    list_filter = (OF_LED, "state", "kind")
    list_select_related = ("party",)
    search_fields = ("label", "party__name")
    inlines = (Lines, Taxes, Attempts)
    ordering = ("community", "-issued_on", "-number")
    total = staticmethod(money_column("gross_minor", _("Total")))


@admin.register(Charge, site=site)
class ChargeAdmin(CommunityModelAdmin):
    list_display = ("text", "party", "amount", "occurred_at")
    list_filter = (OF_LED,)
    list_select_related = ("party",)
    search_fields = ("text", "party__name", "source_key")
    ordering = ("community", "-occurred_at")
    amount = staticmethod(money_column("amount_minor", _("Amount")))


@admin.register(LedgerTransaction, site=site)
class LedgerTransactionAdmin(CommunityModelAdmin):
    list_display = ("key", "text", "at")
    list_filter = (OF_LED,)
    search_fields = ("key", "text")
    inlines = (Postings,)
    ordering = ("community", "-at")
