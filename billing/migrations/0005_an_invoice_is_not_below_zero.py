"""An invoice asks and a credit note gives back: nobody can pay less than nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_a_rule_stays_in_its_model")]
    operations = [
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("gross_minor__gte", 0), ("kind", "invoice"))
                | models.Q(("gross_minor__lte", 0), ("kind", "credit_note")),
                name="invoice_asks_and_credit_note_gives_back",
            ),
        ),
    ]
