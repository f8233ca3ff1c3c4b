"""One client of Stripe with its limits set explicitly, and its errors in our words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import stripe
import structlog
from django.conf import settings
from django.core.cache import cache as shared

from billing.gateways.orders import NoAnswer, ProviderBusy, ProviderRefused, ProviderTrouble

logger = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 20
RETRIES = 2  # of the library itself, with our key; the library's own default differs per way of calling it
CALLS_A_SECOND = 20  # Stripe allows 25 for one kind of call and account


@cache
def client() -> stripe.StripeClient:
    """`Stripe-Version` is the library's own, which its types describe."""
    addresses: Any = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else None
    return stripe.StripeClient(
        settings.STRIPE_API_KEY,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        base_addresses=addresses,
    )


@contextmanager
def asking() -> Iterator[Any]:
    """The services of Stripe; whatever goes wrong inside is said as ProviderTrouble. Card refusals pass: they are answers."""
    _take_a_turn()
    try:
        yield client().v1
    except stripe.CardError:
        raise
    except stripe.StripeError as error:
        raise _in_our_words(error) from error


def _in_our_words(error: stripe.StripeError) -> ProviderTrouble:
    words = str(error)
    if isinstance(error, stripe.RateLimitError) or error.http_status == 409:
        return ProviderBusy(words)  # 409: another call holds the key
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        # Ours to mend, and nothing happened: what waits goes out when the key is right again.
        logger.error("payments.key_refused", why=words)
        return ProviderBusy(words)
    if isinstance(error, stripe.IdempotencyError | stripe.InvalidRequestError):
        return ProviderRefused(words, error.code or "invalid_request")
    return NoAnswer(words, stored=_is_stored(error))


def _is_stored(error: stripe.StripeError) -> bool:
    """Stripe keeps the answer of a call that began, a failure of its own too, and says when it repeats it."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return headers.get("idempotent-replayed") == "true"


def _take_a_turn() -> None:
    """All workers together stay below the limit. Raises ProviderBusy: the job comes back a moment later."""
    key = f"stripe-calls:{int(time.time())}"
    shared.add(key, 0, timeout=5)
    try:
        taken = shared.incr(key)
    except ValueError:  # emptied between the two lines
        return
    if taken > CALLS_A_SECOND:
        raise ProviderBusy("our own limit of calls a second")
