"""Kept answers are forgotten after a day."""

from django.utils import timezone

from weconomics.api.models import KEPT_FOR, IdempotencyRecord
from weconomics.jobs import daily


@daily("api.forget_kept_answers")
def forget_kept_answers() -> None:
    """Runs in the scope of each community."""
    IdempotencyRecord.objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()
