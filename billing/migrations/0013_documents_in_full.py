"""Credit notes in part, settlement notes, platform invoices, references, VAT rates by date and year files."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import weconomics.ids
import weconomics.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0012_months_know_their_zone"),
        ("communities", "0002_hide_a_profile"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuyerReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "buyer_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="your reference"),
                ),
                ("order_reference", models.CharField(blank=True, max_length=60, verbose_name="order number")),
                ("from_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "reference of a payer",
                "verbose_name_plural": "references of payers",
                "ordering": ["-from_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlatformInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("label", models.CharField(max_length=40, verbose_name="number")),
                ("month", models.CharField(max_length=7)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("text", models.CharField(max_length=300)),
                ("currency", models.CharField(max_length=3)),
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
                ("net_minor", models.BigIntegerField()),
                ("vat_minor", models.BigIntegerField()),
                ("gross_minor", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField(verbose_name="date")),
                ("due_on", models.DateField(verbose_name="pay before")),
                ("language", models.CharField(max_length=5)),
                ("issuer", models.JSONField()),
                ("payer", models.JSONField()),
                ("mention", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "platform invoice",
                "verbose_name_plural": "platform invoices",
                "ordering": ["-month", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PlatformIssuer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200, verbose_name="legal name")),
                ("kvk", models.CharField(max_length=8, verbose_name="KvK number")),
                ("vat_id", models.CharField(blank=True, max_length=20, verbose_name="VAT number (btw-id)")),
                (
                    "vat_status",
                    models.CharField(
                        choices=[
                            ("none", "Private person, no VAT"),
                            ("liable", "Charges VAT"),
                            ("kor", "Small business scheme (KOR)"),
                            ("exempt", "Exempt from VAT"),
                        ],
                        default="liable",
                        max_length=10,
                        verbose_name="VAT",
                    ),
                ),
                ("iban", models.CharField(max_length=34, verbose_name="bank account (IBAN)")),
                ("street", models.CharField(max_length=120, verbose_name="street and number")),
                ("postcode", models.CharField(max_length=12, verbose_name="postcode")),
                ("city", models.CharField(max_length=80, verbose_name="town")),
                ("country", models.CharField(default="NL", max_length=2, verbose_name="country")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
            ],
            options={
                "verbose_name": "network leader as issuer",
                "verbose_name_plural": "network leaders as issuers",
            },
        ),
        migrations.CreateModel(
            name="PlatformNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("month", models.CharField(max_length=7)),
            ],
        ),
        migrations.CreateModel(
            name="PlatformSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PlatformSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("monthly_minor", models.BigIntegerField(default=8300, verbose_name="a month, without VAT")),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "platform subscription",
                "verbose_name_plural": "platform subscriptions",
                "ordering": ["-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="SettlementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("deal_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=300)),
                ("completed_on", models.DateField()),
                ("price_minor", models.BigIntegerField()),
                ("fees_minor", models.BigIntegerField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="SettlementNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("series", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("label", models.CharField(max_length=40, verbose_name="number")),
                ("currency", models.CharField(max_length=3)),
                ("sold_minor", models.BigIntegerField()),
                ("fees_minor", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField()),
                ("language", models.CharField(max_length=5)),
                ("issuer", models.JSONField()),
                ("seller", models.JSONField()),
            ],
            options={
                "verbose_name": "settlement note",
                "verbose_name_plural": "settlement notes",
                "ordering": ["-issued_at", "-number"],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("standard", "Standard rate"),
                            ("reduced", "Reduced rate"),
                            ("zero", "Zero rate of VAT"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rate_bp", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "VAT rate",
                "verbose_name_plural": "VAT rates",
                "ordering": ["country", "category", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="VatIdCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vat_id", models.CharField(max_length=20)),
                ("is_valid", models.BooleanField(null=True)),
                ("answer", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "check of a VAT number",
                "verbose_name_plural": "checks of VAT numbers",
                "ordering": ["-checked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="YearFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=weconomics.ids.uuid7, editable=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("size_bytes", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("document_count", models.PositiveIntegerField(default=0)),
                ("adds_up", models.BooleanField(null=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "year file",
                "verbose_name_plural": "year files",
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_credited_once",
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_credit_note_corrects_one",
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_one_per_payer_and_period",
        ),
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoice_asks_and_credit_note_gives_back",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_account_known",
        ),
        migrations.AddField(
            model_name="invoice",
            name="credited_minor",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="credited"),
        ),
        migrations.AddField(
            model_name="invoice",
            name="reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="reason"
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="credits",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credited_by",
                to="billing.invoiceline",
            ),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="kind",
            field=models.CharField(
                choices=[("invoice", "Invoice"), ("receipt", "Receipt"), ("credit_note", "Credit note")],
                default="invoice",
                max_length=12,
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
                    ("credit_balance", "Paid ahead"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["invoice", "receipt"])),
                fields=("community", "period", "party", "currency"),
                name="invoice_one_per_payer_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["invoice", "receipt"]), ("corrects__isnull", True)),
                    models.Q(("corrects__isnull", False), ("kind", "credit_note")),
                    _connector="OR",
                ),
                name="invoice_credit_note_corrects_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["invoice", "receipt"]), ("gross_minor__gte", 0)),
                    models.Q(("gross_minor__lte", 0), ("kind", "credit_note")),
                    _connector="OR",
                ),
                name="invoice_asks_and_credit_note_gives_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credited_minor", 0),
                    models.Q(("credited_minor__gt", 0), ("credited_minor__lte", models.F("gross_minor"))),
                    _connector="OR",
                ),
                name="invoice_credited_within_gross",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("credits__isnull", False)),
                fields=("community", "invoice", "credits"),
                name="invoice_line_credits_a_line_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("credits__isnull", True), ("charge__isnull", True), _connector="OR"),
                name="invoice_line_charges_or_credits",
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
                            "credit_balance",
                        ],
                    )
                ),
                name="posting_account_known",
            ),
        ),
        migrations.AddField(
            model_name="buyerreference",
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
            model_name="buyerreference",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="references", to="billing.party"
            ),
        ),
        migrations.AddField(
            model_name="buyerreference",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.membership",
            ),
        ),
        migrations.AddField(
            model_name="platforminvoice",
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
            model_name="platformissuer",
            name="network_leader",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="communities.networkleader"
            ),
        ),
        migrations.AddField(
            model_name="platformnumber",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="communities.community"
            ),
        ),
        migrations.AddField(
            model_name="platformnumber",
            name="network_leader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="communities.networkleader"
            ),
        ),
        migrations.AddField(
            model_name="platforminvoice",
            name="platform_number",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.platformnumber"
            ),
        ),
        migrations.AddField(
            model_name="platformseries",
            name="network_leader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="communities.networkleader"
            ),
        ),
        migrations.AddField(
            model_name="platformnumber",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="numbers",
                to="billing.platformseries",
            ),
        ),
        migrations.AddField(
            model_name="platformsubscription",
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
            model_name="settlementline",
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
            model_name="settlementnote",
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
            model_name="settlementnote",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlement_notes",
                to="billing.party",
            ),
        ),
        migrations.AddField(
            model_name="settlementnote",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlement_notes",
                to="billing.billingperiod",
            ),
        ),
        migrations.AddField(
            model_name="settlementline",
            name="note",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="billing.settlementnote"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", ["standard", "reduced", "zero"])),
                name="tax_rate_category_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_bp__lte", 10000)), name="tax_rate_at_most_the_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_from__lt", models.F("valid_to")), _connector="OR"
                ),
                name="tax_rate_starts_before_its_end",
            ),
        ),
        migrations.AddField(
            model_name="vatidcheck",
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
            model_name="vatidcheck",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="vat_id_checks", to="billing.party"
            ),
        ),
        migrations.AddField(
            model_name="yearfile",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communities.membership",
            ),
        ),
        migrations.AddField(
            model_name="yearfile",
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
            model_name="yearfile",
            name="job",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
            ),
        ),
        migrations.AddIndex(
            model_name="buyerreference",
            index=models.Index(fields=["community", "party", "from_at"], name="buyer_reference_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="platformissuer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kvk__regex", "^[0-9]{8}$")), name="platform_issuer_kvk_8_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="platformissuer",
            constraint=models.CheckConstraint(
                condition=models.Q(("vat_status__in", ["liable", "kor", "exempt"])),
                name="platform_issuer_vat_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="platforminvoice",
            constraint=models.UniqueConstraint(
                fields=("community", "platform_number"), name="platform_invoice_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="platforminvoice",
            constraint=models.UniqueConstraint(
                fields=("community", "month", "label"), name="platform_invoice_label_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="platforminvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "gross_minor",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_minor"), "+", models.F("vat_minor")
                        ),
                    )
                ),
                name="platform_invoice_gross_is_net_and_vat",
            ),
        ),
        migrations.AddConstraint(
            model_name="platforminvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("category__in", ["S", "E", "AE", "Z"])),
                name="platform_invoice_category_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="platformseries",
            constraint=models.UniqueConstraint(
                fields=("network_leader", "code"), name="platform_series_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="platformnumber",
            constraint=models.UniqueConstraint(fields=("series", "number"), name="platform_number_once"),
        ),
        migrations.AddConstraint(
            model_name="platformnumber",
            constraint=models.UniqueConstraint(
                fields=("network_leader", "community", "month"), name="platform_month_once_per_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="platformsubscription",
            constraint=models.UniqueConstraint(
                fields=("community", "starts_on"), name="platform_subscription_starts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="platformsubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("monthly_minor__gte", 0)), name="platform_subscription_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="platformsubscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("starts_on__lt", models.F("ends_on")), _connector="OR"
                ),
                name="platform_subscription_starts_before_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementnote",
            constraint=models.UniqueConstraint(
                fields=("community", "series", "number"), name="settlement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementnote",
            constraint=models.UniqueConstraint(
                fields=("community", "period", "party", "currency"),
                name="settlement_one_per_seller_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.UniqueConstraint(
                fields=("community", "note", "position"), name="settlement_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="settlementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="settlement_position_from_one"
            ),
        ),
        migrations.AddIndex(
            model_name="vatidcheck",
            index=models.Index(fields=["community", "party", "checked_at"], name="vat_id_check_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="yearfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("made_at__isnull", True),
                    models.Q(
                        models.Q(("file_name", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        ("adds_up__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="year_file_made_is_whole",
            ),
        ),
    ]
