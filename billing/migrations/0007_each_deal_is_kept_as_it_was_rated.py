"""What billing knows of each completed deal, and when one was taken back."""

import django.db.models.deletion
from django.db import migrations, models

import weconomics.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0006_ends_stay_and_reversals_are_exact"),
        ("communities", "0002_hide_a_profile"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatedDeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deal_id", models.BigIntegerField()),
                ("occasion", models.CharField(blank=True, default="", max_length=60)),
                ("label", models.CharField(blank=True, default="", max_length=200)),
                ("provider_type", models.CharField(blank=True, default="", max_length=20)),
                ("requester_type", models.CharField(blank=True, default="", max_length=20)),
                ("price_minor", models.BigIntegerField()),
                ("delivery_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("vat_bp", models.PositiveIntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, default=1, max_digits=12)),
                ("weight_g", models.BigIntegerField(blank=True, null=True)),
                (
                    "exchange_type",
                    models.CharField(
                        choices=[
                            ("paid", "Paid"),
                            ("free", "Free of charge"),
                            ("loan", "Loan"),
                            ("barter", "Barter"),
                            ("commons", "For the common good"),
                        ],
                        max_length=10,
                    ),
                ),
                ("activity", models.CharField(blank=True, default="", max_length=20)),
                ("category_id", models.BigIntegerField(blank=True, null=True)),
                ("listing_id", models.BigIntegerField(blank=True, null=True)),
                ("local_group_id", models.BigIntegerField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField()),
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
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provided_deals",
                        to="billing.party",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requested_deals",
                        to="billing.party",
                    ),
                ),
                (
                    "revenue_model",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rated_deals",
                        to="billing.revenuemodel",
                    ),
                ),
            ],
            options={
                "verbose_name": "rated deal",
                "verbose_name_plural": "rated deals",
                "ordering": ["completed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="DealReversal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reversed_at", models.DateTimeField()),
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
                    "rated_deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="billing.rateddeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "deal taken back",
                "verbose_name_plural": "deals taken back",
                "ordering": ["reversed_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="rateddeal",
            index=models.Index(fields=["community", "completed_at"], name="rated_deal_by_moment"),
        ),
        migrations.AddIndex(
            model_name="rateddeal",
            index=models.Index(
                fields=["community", "provider", "completed_at"], name="rated_deal_by_provider"
            ),
        ),
        migrations.AddIndex(
            model_name="rateddeal",
            index=models.Index(
                fields=["community", "requester", "completed_at"], name="rated_deal_by_requester"
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.UniqueConstraint(
                fields=("community", "deal_id", "occasion"), name="rated_deal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delivery_minor__gte", 0), ("delivery_minor__lte", models.F("price_minor"))
                ),
                name="rated_deal_delivery_within_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="rated_deal_quantity_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight_g__isnull", True), ("weight_g__gte", 0), _connector="OR"),
                name="rated_deal_weight_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("provider", models.F("requester")), _negated=True),
                name="rated_deal_between_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="rateddeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("exchange_type__in", ["paid", "free", "loan", "barter", "commons"])),
                name="rated_deal_exchange_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="dealreversal",
            constraint=models.UniqueConstraint(
                fields=("community", "rated_deal"), name="rated_deal_taken_back_once"
            ),
        ),
    ]
