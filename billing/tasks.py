"""What runs over all communities at once."""

from celery import shared_task

from billing.polling import poll_events


@shared_task(opens_own_scope=True)
def poll_payment_events() -> None:
    """Messages that were lost on the way are fetched. With the sandbox there are none."""
    poll_events()
