"""Payments that succeeded before brought their whole amount, and paid their invoice with it."""

from django.db import migrations

CAME = """
UPDATE billing_paymentattempt SET captured_minor = amount_minor, settled_minor = amount_minor WHERE state = 'succeeded';
"""
NOTHING_KNOWN = "UPDATE billing_paymentattempt SET captured_minor = 0, settled_minor = 0;"


class Migration(migrations.Migration):
    dependencies = [("billing", "0016_payments_in_three_steps")]
    operations = [migrations.RunSQL(CAME, NOTHING_KNOWN)]
