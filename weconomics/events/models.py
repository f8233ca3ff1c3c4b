from django.db import models

from weconomics.tenancy.models import CommunityModel


class OutboxEvent(CommunityModel):
    """A fact that is still to be told, or was. A receiver may hear it more than once."""

    name = models.CharField(max_length=200)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(auto_now_add=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index("due_at", condition=models.Q(delivered_at=None), name="outbox_event_undelivered"),
        ]

    def __str__(self) -> str:
        return self.name
