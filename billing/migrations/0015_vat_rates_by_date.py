"""The VAT rates of the Netherlands with their dates, and no two of one kind on one day."""

from django.db import migrations

# An exclusion by equal numbers without an extension: a range of one number overlaps only itself.
ONE_A_DAY = """
ALTER TABLE billing_taxrate ADD CONSTRAINT tax_rate_one_a_day EXCLUDE USING gist (
  int8range(hashtext(country || ':' || category), hashtext(country || ':' || category)::bigint + 1) WITH &&,
  daterange(valid_from, valid_to) WITH &&
)
"""
# Wet OB 1968, art. 9 and tables I and II, with the changes of 1 October 2012 and 1 January 2019.
RATES = """
INSERT INTO billing_taxrate (country, category, rate_bp, valid_from, valid_to) VALUES
  ('NL', 'standard', 1900, '2001-01-01', '2012-10-01'),
  ('NL', 'standard', 2100, '2012-10-01', NULL),
  ('NL', 'reduced', 600, '1986-10-01', '2019-01-01'),
  ('NL', 'reduced', 900, '2019-01-01', NULL),
  ('NL', 'zero', 0, '1969-01-01', NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_credited_to_the_cent")]
    operations = [
        migrations.RunSQL(ONE_A_DAY, "ALTER TABLE billing_taxrate DROP CONSTRAINT tax_rate_one_a_day"),
        migrations.RunSQL(RATES, "DELETE FROM billing_taxrate WHERE country = 'NL'"),
    ]
