"""Columns for what is held in the smallest unit, for moments kept with a deal, and for what two agree to."""

import django.contrib.postgres.fields
from django.db import migrations, models

UNITS = [
    ("piece", "piece"), ("minute", "minute"), ("hour", "hour"), ("daypart", "part of a day"), ("day", "day"),
    ("week", "week"), ("time", "time"), ("person", "person"), ("gram", "gram"), ("kg", "kg"), ("ml", "ml"),
    ("litre", "litre"), ("km", "km"), ("m2", "m²"),
]  # fmt: skip
POLICIES = [("flexible", "Flexible"), ("moderate", "Moderate"), ("strict", "Strict")]


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0002_hide_a_profile"),
        ("marketplace", "0021_ask_the_newest_of_a_word"),
    ]
    operations = [
        migrations.RemoveConstraint("allocation", "allocation_takes_of_its_offer"),
        migrations.RemoveConstraint("allocation", "allocation_gives_to_its_request"),
        migrations.RemoveConstraint("listing", "listing_unit_known"),
        migrations.AddField(
            "allocation", "amount", models.DecimalField(decimal_places=3, max_digits=16, null=True)
        ),
        migrations.AddField("deal", "reviews_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("dealterms", "agreement", models.JSONField(default=dict)),
        migrations.AddField(
            "standingdeal",
            "cancellation",
            models.CharField("cancellation", choices=POLICIES, default="flexible", max_length=10),
        ),
        migrations.AlterField("deal", "unit", models.CharField(choices=UNITS, max_length=10)),
        migrations.AlterField("dealterms", "unit", models.CharField(choices=UNITS, max_length=10)),
        migrations.AlterField("standingdeal", "unit", models.CharField(choices=UNITS, max_length=10)),
        migrations.AlterField(
            "listing", "unit", models.CharField("unit", choices=UNITS, default="piece", max_length=10)
        ),
        migrations.AlterField(
            "listingtype",
            "units",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(choices=UNITS, max_length=10), size=None, verbose_name="units"
            ),
        ),
        migrations.AddConstraint(
            "listing",
            models.CheckConstraint(
                condition=models.Q(("unit__in", [unit for unit, _label in UNITS])), name="listing_unit_known"
            ),
        ),
    ]
