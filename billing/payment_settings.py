"""What must hold of the payment provider's settings before anything starts. Whoever runs it reads these sentences."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from weconomics.tenancy.scope import everything

GATEWAYS = ("sandbox", "stripe")
SHORTEST_SECRET = 24
OF_TEST, OF_LIVE = ("sk_test_", "rk_test_"), ("sk_live_", "rk_live_")


def refuse_unsafe_settings() -> None:
    """Raises ImproperlyConfigured. The web server, each worker and each command pass here when they start."""
    if settings.PAYMENT_GATEWAY not in GATEWAYS:
        raise ImproperlyConfigured(f"PAYMENT_GATEWAY is one of {', '.join(GATEWAYS)}.")
    if settings.PAYMENT_GATEWAY != "stripe":
        return
    key, secret = settings.STRIPE_API_KEY, settings.STRIPE_WEBHOOK_SECRET
    if not key.startswith((*OF_TEST, *OF_LIVE)) or len(key) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            "STRIPE_API_KEY must be a secret or restricted key: sk_live_…, rk_live_… or sk_test_…."
        )
    if not secret.startswith("whsec_") or len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            "STRIPE_WEBHOOK_SECRET must be the signing secret of the webhook (whsec_…): without it anybody could say “paid”."
        )
    if is_live() != settings.STRIPE_LIVE:
        mode = "live" if is_live() else "test"
        raise ImproperlyConfigured(
            f"STRIPE_API_KEY is a key of {mode} mode and STRIPE_LIVE says otherwise: test money never mixes with real money."
        )
    if is_live() and settings.STRIPE_API_BASE:
        raise ImproperlyConfigured("STRIPE_API_BASE is for tests: a live key goes to Stripe alone.")


def is_live() -> bool:
    """The mode that the key itself is of."""
    return str(settings.STRIPE_API_KEY).startswith(OF_LIVE)


def refuse_mixed_money() -> None:
    """Rows of the other mode are in the database: a test key on live data, or the reverse. Raises ImproperlyConfigured."""
    from billing.models import PaymentAttempt, ProviderCustomer

    with everything("whether payments of another mode are there"):
        others = [
            model.objects.filter(gateway="stripe", livemode=not is_live()).exists()
            for model in (PaymentAttempt, ProviderCustomer)
        ]
    if any(others):
        raise ImproperlyConfigured("STRIPE_API_KEY is of the other mode than the payments in this database.")
