"""What was answered to a request that carried a key."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weconomics.tenancy.models import CommunityModel

KEPT_FOR = timedelta(hours=24)


class IdempotencyRecord(CommunityModel):
    """The answer to a POST with an Idempotency-Key, written in the transaction of what the request did.

    `request_hash` tells whether a second request with the key asks for the same; `body` is the JSON as it was sent.
    Only answers of what succeeded are kept: after a refusal nothing has changed, and asking again is harmless.
    """

    caller = models.CharField(max_length=140)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "caller", "key"], name="idempotency_key_once_per_caller"
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="idempotency_key_not_empty"),
            models.CheckConstraint(
                condition=models.Q(status__gte=200, status__lt=300), name="idempotency_keeps_successes_only"
            ),
        ]
        indexes = [models.Index(fields=["community", "created_at"], name="idempotency_oldest_first")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"

    @property
    def has_expired(self) -> bool:
        return self.created_at <= timezone.now() - KEPT_FOR
