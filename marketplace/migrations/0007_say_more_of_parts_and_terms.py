from django.db import migrations, models
from django.db.models import F, Q

EXCEPTIONS = [
    ("perishable", "Food and other things that spoil soon"),
    ("made_to_order", "Made to the wishes of one person"),
    ("hygiene", "Sealed for health or hygiene"),
    ("dated", "Lodging, meals, transport or leisure on a certain day"),
    ("urgent", "Urgent repair at home that was asked for"),
]


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0006_keep_what_is_sent_apart")]
    operations = [
        migrations.AddField(
            "category",
            "withdrawal_exception",
            models.CharField(
                "no right of withdrawal", max_length=14, choices=EXCEPTIONS, blank=True, default=""
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "category",
            models.CheckConstraint(
                condition=Q(withdrawal_exception__in=["", *(code for code, _name in EXCEPTIONS)]),
                name="category_withdrawal_exception_known",
            ),
        ),
        migrations.AddField(
            "dealterms", "least_quantity", models.DecimalField(max_digits=12, decimal_places=3, null=True)
        ),
        migrations.AddConstraint(
            "dealterms",
            models.CheckConstraint(
                condition=Q(least_quantity__isnull=True)
                | Q(least_quantity__gt=0, least_quantity__lte=F("quantity")),
                name="deal_terms_least_within_its_quantity",
            ),
        ),
        migrations.AddField("dispute", "silence_told_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("dispute", "overdue_told_at", models.DateTimeField(null=True, blank=True)),
    ]
