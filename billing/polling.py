"""Fetching what the provider told while nobody listened."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.utils import timezone

from billing.actions.payments.events import receive_event
from billing.gateways.orders import ProviderTrouble

logger = structlog.get_logger(__name__)
LOOKS_BACK = timedelta(days=3)  # so long does the provider try by itself


def poll_events() -> int:
    """Keep every message of the last days that is not here yet; one that is changes nothing. Returns how many were told."""
    if settings.PAYMENT_GATEWAY != "stripe":
        return 0
    from billing.gateways.stripe import events

    told: list[Any] = []
    try:
        told = events.told_since(timezone.now() - LOOKS_BACK)
    except ProviderTrouble as trouble:
        logger.warning("payments.poll_failed", why=str(trouble))
    for event in told:
        receive_event(event)
    return len(told)
