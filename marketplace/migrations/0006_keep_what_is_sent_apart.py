from django.db import migrations, models

import marketplace.models.dispute
import marketplace.models.thread


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0005_conversations_hold_what_is_said")]
    operations = [
        migrations.AlterField("threadreading", "read_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("threadreading", "told_until", models.DateTimeField(null=True, blank=True)),
        migrations.AlterField(
            "messageattachment",
            "file",
            models.FileField(upload_to=marketplace.models.thread.attached_file),
        ),
        migrations.AlterField(
            "disputeevidence",
            "file",
            models.FileField(
                "picture or PDF", upload_to=marketplace.models.dispute.evidence_file, blank=True
            ),
        ),
    ]
