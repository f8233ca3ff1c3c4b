import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import billing.models.revenue_model
import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("communities", "0001_initial"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("label", models.CharField(max_length=7)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closing", "Being closed"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "month",
                "verbose_name_plural": "months",
                "ordering": ["-from_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "from_at"), name="period_starts_once"),
                    models.UniqueConstraint(fields=("community", "label"), name="period_label_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_at__lt", models.F("to_at"))),
                        name="period_starts_before_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closing", "closed"])),
                        name="period_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("invoice_count", models.PositiveIntegerField(default=0)),
                ("gross_minor", models.BigIntegerField(default=0)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="billing.billingperiod",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of a month",
                "verbose_name_plural": "closings of months",
                "constraints": [
                    models.UniqueConstraint(fields=("community", "period"), name="run_once_per_period")
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("text", models.CharField(max_length=200, verbose_name="what it is called")),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("provider", "Provider pays"),
                            ("requester", "Requester pays"),
                            ("split", "Split between both"),
                            ("member", "Each member pays"),
                            ("partner", "Each partner organisation pays"),
                        ],
                        max_length=12,
                        verbose_name="who pays",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("per_transaction", "Fixed amount per deal"),
                            ("percent_of_price", "Percentage of the price"),
                            ("per_period", "Fixed amount per period"),
                            ("per_user", "Fixed amount per user and period"),
                        ],
                        max_length=20,
                        verbose_name="how it is counted",
                    ),
                ),
                ("amount_minor", models.BigIntegerField(default=0, verbose_name="amount")),
                ("rate_bp", models.PositiveIntegerField(default=0, verbose_name="percentage of the price")),
                ("split_bp", models.PositiveIntegerField(default=5000, verbose_name="part of the requester")),
                ("floor_minor", models.BigIntegerField(blank=True, null=True, verbose_name="at least")),
                ("cap_minor", models.BigIntegerField(blank=True, null=True, verbose_name="at most")),
                (
                    "vat_mode",
                    models.CharField(
                        choices=[("excl", "VAT comes on top"), ("incl", "VAT is in the amount")],
                        default="excl",
                        max_length=4,
                        verbose_name="VAT",
                    ),
                ),
                ("vat_rate_bp", models.PositiveIntegerField(default=2100, verbose_name="VAT rate")),
                (
                    "interval",
                    models.CharField(
                        choices=[("month", "Month"), ("year", "Year")],
                        default="month",
                        max_length=5,
                        verbose_name="period",
                    ),
                ),
                (
                    "exchange_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("paid", "Paid"),
                                ("free", "Free of charge"),
                                ("loan", "Loan"),
                                ("barter", "Barter"),
                                ("commons", "For the common good"),
                            ],
                            max_length=10,
                        ),
                        default=billing.models.revenue_model.only_paid,
                        size=None,
                        verbose_name="for deals that are",
                    ),
                ),
                (
                    "party_kind",
                    models.CharField(
                        choices=[
                            ("any", "Everybody"),
                            ("member", "Members"),
                            ("organisation", "Partner organisations"),
                        ],
                        default="any",
                        max_length=12,
                        verbose_name="for whom",
                    ),
                ),
                ("category_id", models.BigIntegerField(blank=True, null=True, verbose_name="category")),
                (
                    "only_with_trade",
                    models.BooleanField(default=False, verbose_name="only in months with a paid deal"),
                ),
                (
                    "free_per_year",
                    models.PositiveSmallIntegerField(default=0, verbose_name="free deals a year"),
                ),
                (
                    "grace_months",
                    models.PositiveSmallIntegerField(default=0, verbose_name="free months at the start"),
                ),
                (
                    "household_cap_minor",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="at most per household a year"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "fee rule",
                "verbose_name_plural": "fee rules",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payer__in", ["provider", "requester", "split", "member", "partner"])
                        ),
                        name="fee_rule_payer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("basis__in", ["per_transaction", "percent_of_price", "per_period", "per_user"])
                        ),
                        name="fee_rule_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis__in", ["per_transaction", "percent_of_price"]),
                                ("payer__in", ["provider", "requester", "split"]),
                            ),
                            models.Q(
                                ("basis__in", ["per_period", "per_user"]),
                                ("payer__in", ["provider", "member", "partner"]),
                            ),
                            _connector="OR",
                        ),
                        name="fee_rule_payer_fits_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)), name="fee_rule_amount_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_bp__lte", 10000)), name="fee_rule_rate_at_most_the_price"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("split_bp__lte", 10000)), name="fee_rule_split_within_whole"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor_minor__isnull", True),
                            ("cap_minor__isnull", True),
                            ("floor_minor__lte", models.F("cap_minor")),
                            _connector="OR",
                        ),
                        name="fee_rule_floor_below_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_mode__in", ["excl", "incl"])), name="fee_rule_vat_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("exchange_types__contained_by", ["paid", "free", "loan", "barter", "commons"])
                        ),
                        name="fee_rule_exchange_types_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_key", models.CharField(max_length=120)),
                ("deal_id", models.BigIntegerField(blank=True, null=True)),
                ("text", models.CharField(max_length=300)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "vat_mode",
                    models.CharField(
                        choices=[("excl", "VAT comes on top"), ("incl", "VAT is in the amount")], max_length=4
                    ),
                ),
                ("vat_bp", models.PositiveIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="billing.charge",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="billing.feerule",
                    ),
                ),
            ],
            options={
                "verbose_name": "charge",
                "verbose_name_plural": "charges",
                "ordering": ["occurred_at", "id"],
                "indexes": [
                    models.Index(fields=["community", "occurred_at"], name="charge_by_moment"),
                    models.Index(fields=["community", "deal_id"], name="charge_by_deal"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "source_key"), name="charge_source_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("community", "reverses"),
                        name="charge_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gte", 0), ("reverses__isnull", False), _connector="OR"
                        ),
                        name="charge_negative_only_as_reversal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("vat_mode__in", ["excl", "incl"])), name="charge_vat_mode_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                        default="invoice",
                        max_length=12,
                    ),
                ),
                ("series", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("label", models.CharField(max_length=40, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "Open"), ("paid", "Paid"), ("credited", "Credited")],
                        default="issued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("net_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("issued_on", models.DateField(verbose_name="date")),
                ("due_on", models.DateField(verbose_name="pay before")),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid")),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("language", models.CharField(default="nl", max_length=5)),
                ("issuer", models.JSONField()),
                ("payer", models.JSONField()),
                ("mention", models.CharField(blank=True, max_length=200)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="billing.invoice",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="billing.billingperiod",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "ordering": ["-issued_at", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "series", "number"), name="invoice_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=("community", "corrects"),
                        name="invoice_credited_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "gross_minor",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("vat_minor")
                                ),
                            )
                        ),
                        name="invoice_gross_is_net_and_vat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["issued", "paid", "credited"])),
                        name="invoice_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("kind", "invoice")),
                            models.Q(("corrects__isnull", False), ("kind", "credit_note")),
                            _connector="OR",
                        ),
                        name="invoice_credit_note_corrects_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paid"), _negated=True),
                            ("paid_at__isnull", False),
                            _connector="OR",
                        ),
                        name="invoice_paid_has_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=300)),
                ("occurred_on", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "vat_mode",
                    models.CharField(
                        choices=[("excl", "VAT comes on top"), ("incl", "VAT is in the amount")], max_length=4
                    ),
                ),
                ("vat_bp", models.PositiveIntegerField()),
                (
                    "charge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.charge",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("charge__isnull", False)),
                        fields=("community", "charge"),
                        name="invoice_line_charge_once",
                    ),
                    models.UniqueConstraint(
                        fields=("community", "invoice", "position"), name="invoice_line_position_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceTax",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("S", "VAT"),
                            ("E", "Exempt from VAT"),
                            ("AE", "VAT reverse-charged"),
                            ("Z", "Zero rate"),
                        ],
                        max_length=2,
                    ),
                ),
                ("vat_bp", models.PositiveIntegerField()),
                (
                    "vat_mode",
                    models.CharField(
                        choices=[("excl", "VAT comes on top"), ("incl", "VAT is in the amount")], max_length=4
                    ),
                ),
                ("net_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taxes",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "ordering": ["-vat_bp"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "invoice", "category", "vat_bp", "vat_mode"),
                        name="invoice_tax_rate_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerTransaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("text", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("booked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "key"), name="ledger_transaction_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("community", "code"), name="number_series_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.partnerorganisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "payer",
                "verbose_name_plural": "payers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("membership__isnull", False)),
                        fields=("community", "membership"),
                        name="party_once_per_member",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("community", "organisation"),
                        name="party_once_per_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("membership__isnull", False), ("organisation__isnull", True)),
                            models.Q(("membership__isnull", True), ("organisation__isnull", False)),
                            _connector="OR",
                        ),
                        name="party_is_member_or_organisation",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="billing.party"
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="billing.party"
            ),
        ),
        migrations.CreateModel(
            name="PaymentAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("sequence", models.PositiveSmallIntegerField()),
                ("gateway", models.CharField(max_length=20)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("idempotency_key", models.CharField(max_length=100)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Started"),
                            ("processing", "Being processed"),
                            ("succeeded", "Paid"),
                            ("failed", "Not paid"),
                        ],
                        default="created",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "idempotency_key"), name="payment_key_once"),
                    models.UniqueConstraint(
                        fields=("community", "invoice", "sequence"), name="payment_sequence_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["created", "processing"])),
                        fields=("community", "invoice"),
                        name="payment_one_live_per_invoice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "succeeded")),
                        fields=("community", "invoice"),
                        name="payment_succeeds_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["created", "processing", "succeeded", "failed"])),
                        name="payment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payment_amount_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRouteTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("succeeded", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("tested_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "tested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.membership",
                    ),
                ),
            ],
            options={
                "verbose_name": "test of the payment route",
                "verbose_name_plural": "tests of the payment route",
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("receivable", "To be received"),
                            ("fee_income", "Contributions"),
                            ("vat_payable", "VAT to be paid"),
                            ("provider_clearing", "On its way through the payment provider"),
                            ("bank", "Bank"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.party",
                    ),
                ),
                (
                    "transaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="billing.ledgertransaction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor", 0), _negated=True), name="posting_not_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "account__in",
                                ["receivable", "fee_income", "vat_payable", "provider_clearing", "bank"],
                            )
                        ),
                        name="posting_account_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RevenueModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "explanation",
                    models.TextField(blank=True, max_length=3000, verbose_name="explanation for members"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("active", "In force"), ("superseded", "Replaced")],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("active_from", models.DateTimeField(blank=True, null=True, verbose_name="in force from")),
                ("active_to", models.DateTimeField(blank=True, null=True, verbose_name="in force until")),
                ("decision_number", models.CharField(blank=True, max_length=20, verbose_name="decision")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "community",
                    models.ForeignKey(
                        default=weconomics.tenancy.scope.only_community,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communities.community",
                    ),
                ),
            ],
            options={
                "verbose_name": "revenue model",
                "verbose_name_plural": "revenue models",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("community", "number"), name="revenue_model_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("community",),
                        name="revenue_model_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "active", "superseded"])),
                        name="revenue_model_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("active_from__isnull", False),
                                models.Q(("decision_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="revenue_model_in_force_by_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("active_to__isnull", True),
                            ("active_to__gte", models.F("active_from")),
                            _connector="OR",
                        ),
                        name="revenue_model_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="feerule",
            name="revenue_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="billing.revenuemodel"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "invoice")),
                fields=("community", "period", "party", "currency"),
                name="invoice_one_per_payer_and_period",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                fields=["community", "party", "rule", "occurred_at"], name="charge_by_party_rule"
            ),
        ),
    ]
