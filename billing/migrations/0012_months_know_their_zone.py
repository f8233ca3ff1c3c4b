"""The months that are there are of the zone in which their community is now."""

from django.db import migrations

FILL = """
UPDATE billing_billingperiod p SET time_zone = c.time_zone FROM communities_community c WHERE c.id = p.community_id
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_parts_come_with_their_whole")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
