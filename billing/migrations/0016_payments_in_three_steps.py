"""Payments in three steps: methods, attempts with what came of them, refunds, messages, payout accounts and paid trade."""

import django.db.models.deletion
from django.db import migrations, models

import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0015_vat_rates_by_date"),
        ("communities", "0002_hide_a_profile"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("event_id", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=100)),
                ("object_reference", models.CharField(max_length=100)),
                ("livemode", models.BooleanField()),
                ("payload", models.JSONField()),
                ("told_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("applied", "Applied"),
                            ("ignored", "Not about us"),
                            ("parked", "A person must look"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=500)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "message of the payment provider",
                "verbose_name_plural": "messages of the payment provider",
                "ordering": ["-told_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentMethod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("gateway", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("card", "Card"), ("sepa_debit", "Direct debit"), ("ideal", "iDEAL")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Being added"),
                            ("active", "In use"),
                            ("revoked", "Removed"),
                            ("failed", "Does not work"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("setup_key", models.CharField(max_length=100)),
                ("setup_reference", models.CharField(blank=True, max_length=100)),
                ("customer_reference", models.CharField(blank=True, max_length=100)),
                ("method_reference", models.CharField(blank=True, max_length=100)),
                ("mandate_reference", models.CharField(blank=True, max_length=100)),
                ("mandate_signed_at", models.DateTimeField(blank=True, null=True)),
                ("brand", models.CharField(blank=True, max_length=40)),
                ("last4", models.CharField(blank=True, max_length=4)),
                ("action_url", models.TextField(blank=True)),
                ("is_default", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "payment method",
                "verbose_name_plural": "payment methods",
                "ordering": ["-is_default", "-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ProviderAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("gateway", models.CharField(max_length=20)),
                ("setup_key", models.CharField(max_length=100)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("action_url", models.TextField(blank=True)),
                ("charges_enabled", models.BooleanField(default=False)),
                ("payouts_enabled", models.BooleanField(default=False)),
                ("requirements", models.JSONField(blank=True, default=list)),
                ("disconnected_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "payout account",
                "verbose_name_plural": "payout accounts",
            },
        ),
        migrations.CreateModel(
            name="ProviderCustomer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=100)),
                ("livemode", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("sequence", models.PositiveSmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("idempotency_key", models.CharField(max_length=100)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Started"),
                            ("sent", "Sent"),
                            ("pending", "On its way"),
                            ("unknown", "Being looked up"),
                            ("succeeded", "Paid back"),
                            ("failed", "Not paid back"),
                        ],
                        default="created",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("first_sent_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="SandboxRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("key", models.CharField(max_length=120)),
                ("reference", models.CharField(max_length=100)),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "record of the sandbox",
                "verbose_name_plural": "records of the sandbox",
            },
        ),
        migrations.CreateModel(
            name="TradePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("deal_id", models.BigIntegerField()),
                ("sequence", models.PositiveSmallIntegerField(default=1)),
                ("gateway", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=200)),
                ("gross_minor", models.BigIntegerField()),
                ("application_fee_minor", models.BigIntegerField()),
                ("refunded_minor", models.BigIntegerField(default=0)),
                ("reversed_minor", models.BigIntegerField(default=0)),
                ("fee_refunded_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("idempotency_key", models.CharField(max_length=100)),
                ("provider_reference", models.CharField(blank=True, max_length=100)),
                ("session_reference", models.CharField(blank=True, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Started"),
                            ("sent", "Sent"),
                            ("requires_action", "Waits for the payer"),
                            ("processing", "Being processed"),
                            ("unknown", "Being looked up"),
                            ("succeeded", "Paid"),
                            ("failed", "Not paid"),
                            ("canceled", "Stopped"),
                            ("returned", "Taken back by the bank"),
                            ("disputed", "Disputed"),
                        ],
                        default="created",
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("action_url", models.TextField(blank=True)),
                ("refund_asked_minor", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("first_sent_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "payment of a deal",
                "verbose_name_plural": "payments of deals",
                "ordering": ["-created_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="paymentattempt",
            name="payment_one_live_per_invoice",
        ),
        migrations.RemoveConstraint(
            model_name="paymentattempt",
            name="payment_succeeds_once",
        ),
        migrations.RemoveConstraint(
            model_name="paymentattempt",
            name="payment_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_account_known",
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="action_url",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="captured_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="decline_code",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="first_sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="keeps_method",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="kind",
            field=models.CharField(
                choices=[("card", "Card"), ("sepa_debit", "Direct debit"), ("ideal", "iDEAL")],
                default="card",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="livemode",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="next_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="off_session",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="prenotified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="return_code",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="session_reference",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="settled_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="paymentattempt",
            name="state",
            field=models.CharField(
                choices=[
                    ("created", "Started"),
                    ("sent", "Sent"),
                    ("requires_action", "Waits for the payer"),
                    ("processing", "Being processed"),
                    ("unknown", "Being looked up"),
                    ("succeeded", "Paid"),
                    ("failed", "Not paid"),
                    ("canceled", "Stopped"),
                    ("returned", "Taken back by the bank"),
                    ("disputed", "Disputed"),
                ],
                default="created",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="account",
            field=models.CharField(
                choices=[
                    ("receivable", "To be received"),
                    ("fee_income", "Contributions"),
                    ("vat_payable", "VAT to be paid"),
                    ("provider_clearing", "On its way through the payment provider"),
                    ("bank", "Bank"),
                    ("processor_fees", "Costs of the payment provider"),
                    ("credit_balance", "Paid ahead"),
                    ("refunds_payable", "To be paid back"),
                    ("bank_fees", "Costs of the bank"),
                    ("bad_debt", "Written off"),
                    ("suspense", "To be sorted out"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "account__in",
                        [
                            "receivable",
                            "fee_income",
                            "vat_payable",
                            "provider_clearing",
                            "bank",
                            "processor_fees",
                            "credit_balance",
                            "refunds_payable",
                            "bank_fees",
                            "bad_debt",
                            "suspense",
                        ],
                    )
                ),
                name="posting_account_known",
            ),
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethod",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.membership",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethod",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="paymentmethod",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_methods",
                to="billing.party",
            ),
        ),
        migrations.AddField(
            model_name="paymentattempt",
            name="method",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="billing.paymentmethod",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["community", "next_at"],
                name="payment_to_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(fields=["community", "provider_reference"], name="payment_by_reference"),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("provider_reference", ""), _negated=True),
                fields=("community", "gateway", "provider_reference"),
                name="payment_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["created", "sent", "requires_action", "processing", "unknown"])
                ),
                fields=("community", "invoice"),
                name="payment_one_live_per_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "created",
                            "sent",
                            "requires_action",
                            "processing",
                            "unknown",
                            "succeeded",
                            "failed",
                            "canceled",
                            "returned",
                            "disputed",
                        ],
                    )
                ),
                name="payment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["card", "sepa_debit", "ideal"])), name="payment_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("captured_minor__gte", 0),
                    ("settled_minor__gte", 0),
                    ("settled_minor__lte", models.F("captured_minor")),
                ),
                name="payment_settles_what_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee_minor__gte", 0)), name="payment_fee_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("off_session", False), ("method__isnull", False), _connector="OR"),
                name="payment_off_session_by_method",
            ),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provider_accounts",
                to="billing.party",
            ),
        ),
        migrations.AddField(
            model_name="providercustomer",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="providercustomer",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.party"
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="billing.paymentattempt",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="requested_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.membership",
            ),
        ),
        migrations.AddField(
            model_name="sandboxrecord",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="tradepayment",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="trade_payments",
                to="billing.provideraccount",
            ),
        ),
        migrations.AddField(
            model_name="tradepayment",
            name="community",
            field=models.ForeignKey(
                default=weconomics.tenancy.scope.only_community,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.community",
            ),
        ),
        migrations.AddField(
            model_name="tradepayment",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.party"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentevent",
            index=models.Index(
                condition=models.Q(("state", "received")),
                fields=["community", "received_at"],
                name="payment_event_to_apply",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentevent",
            constraint=models.UniqueConstraint(
                fields=("community", "gateway", "event_id"), name="payment_event_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["received", "applied", "ignored", "parked"])),
                name="payment_event_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("state", "received")),
                    models.Q(models.Q(("state", "received"), _negated=True), ("done_at__isnull", False)),
                    _connector="OR",
                ),
                name="payment_event_done_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.UniqueConstraint(
                fields=("community", "setup_key"), name="payment_method_setup_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("method_reference", ""), _negated=True),
                fields=("community", "gateway", "method_reference"),
                name="payment_method_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("community", "party"),
                name="payment_method_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("state", "active"), _connector="OR"),
                name="payment_method_default_is_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True),
                    models.Q(("method_reference", ""), _negated=True),
                    _connector="OR",
                ),
                name="payment_method_in_use_has_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "sepa_debit"), ("state", "active"), _negated=True),
                    models.Q(
                        models.Q(("mandate_reference", ""), _negated=True),
                        ("mandate_signed_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="payment_method_debit_has_mandate",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["card", "sepa_debit", "ideal"])),
                name="payment_method_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "active", "revoked", "failed"])),
                name="payment_method_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="provideraccount",
            constraint=models.UniqueConstraint(
                fields=("community", "party", "gateway"), name="provider_account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provideraccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("community", "gateway", "reference"),
                name="provider_account_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="providercustomer",
            constraint=models.UniqueConstraint(
                fields=("community", "party", "gateway"), name="provider_customer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("community", "idempotency_key"), name="refund_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("community", "attempt", "sequence"), name="refund_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="refund_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["created", "sent", "pending", "unknown", "succeeded", "failed"])
                ),
                name="refund_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sandboxrecord",
            constraint=models.UniqueConstraint(fields=("community", "key"), name="sandbox_key_once"),
        ),
        migrations.AddConstraint(
            model_name="sandboxrecord",
            constraint=models.UniqueConstraint(
                fields=("community", "reference"), name="sandbox_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.UniqueConstraint(
                fields=("community", "idempotency_key"), name="trade_payment_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.UniqueConstraint(
                fields=("community", "deal_id", "sequence"), name="trade_payment_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["failed", "canceled"]), _negated=True),
                fields=("community", "deal_id"),
                name="trade_payment_one_per_deal",
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "created",
                            "sent",
                            "requires_action",
                            "processing",
                            "unknown",
                            "succeeded",
                            "failed",
                            "canceled",
                            "returned",
                            "disputed",
                        ],
                    )
                ),
                name="trade_payment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("application_fee_minor__gte", 0),
                    ("application_fee_minor__lte", models.F("gross_minor")),
                    ("gross_minor__gt", 0),
                ),
                name="trade_payment_fee_within_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refund_asked_minor__gte", 0),
                    ("refund_asked_minor__lte", models.F("gross_minor")),
                    ("refunded_minor__gte", 0),
                    ("refunded_minor__lte", models.F("gross_minor")),
                ),
                name="trade_payment_refund_within_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reversed_minor__gte", 0), ("reversed_minor__lte", models.F("refunded_minor"))
                ),
                name="trade_payment_reverses_what_went_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="tradepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee_refunded_minor__gte", 0),
                    ("fee_refunded_minor__lte", models.F("application_fee_minor")),
                ),
                name="trade_payment_fee_back_within_fee",
            ),
        ),
    ]
