"""A closing has parts; a document is an invoice or a receipt and knows its closing; a late line says so."""

import django.db.models.deletion
from django.db import migrations, models

import weconomics.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_versions_follow_one_another"),
        ("communities", "0002_hide_a_profile"),
    ]

    operations = [
        migrations.CreateModel(
            name="RunChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("low_party_id", models.BigIntegerField()),
                ("high_party_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("todo", "Waiting"), ("done", "Done"), ("parked", "Parked")],
                        default="todo",
                        max_length=6,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("invoice_count", models.PositiveIntegerField(default=0)),
                ("line_count", models.PositiveIntegerField(default=0)),
                ("late_count", models.PositiveIntegerField(default=0)),
                ("waiting_count", models.PositiveIntegerField(default=0)),
                ("gross_minor", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "part of a closing",
                "verbose_name_plural": "parts of closings",
                "ordering": ["low_party_id"],
            },
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
        migrations.AddField(
            model_name="billingrun",
            name="last_charge_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="billingperiod",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="invoice",
            name="run",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="billing.billingrun",
            ),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="is_late",
            field=models.BooleanField(db_default=False, default=False),
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
        migrations.AddField(
            model_name="runchunk",
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
            model_name="runchunk",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="billing.billingrun"
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.UniqueConstraint(
                fields=("community", "run", "low_party_id"), name="chunk_starts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.CheckConstraint(
                condition=models.Q(("low_party_id__lte", models.F("high_party_id"))), name="chunk_has_a_payer"
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["todo", "done", "parked"])), name="chunk_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "parked"), _negated=True),
                    models.Q(
                        ("low_party_id", models.F("high_party_id")), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="chunk_parks_one_payer_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="runchunk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True), ("done_at__isnull", False), _connector="OR"
                ),
                name="chunk_done_has_moment",
            ),
        ),
    ]
