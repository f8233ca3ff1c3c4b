from celery import shared_task
from django.utils import timezone

from weconomics.events.outbox import deliver
from weconomics.tenancy.scope import everything

SWEEP_AT_MOST = 500


@shared_task(opens_own_scope=True)
def deliver_event(community_id: int, event_id: int) -> None:
    deliver(community_id, event_id)


@shared_task(opens_own_scope=True)
def sweep_events() -> None:
    """Send a hint for every event that is due: what the broker lost comes back here. Two sweepers do no harm."""
    from weconomics.events.models import OutboxEvent

    with everything("events that are due in any community"):
        due = OutboxEvent.objects.filter(delivered_at=None, due_at__lte=timezone.now()).order_by("due_at")
        waiting = list(due.values_list("community_id", "pk")[:SWEEP_AT_MOST])
    for community_id, event_id in waiting:
        deliver_event.delay(community_id, event_id)
