"""Fault 51: what the installation refuses to start with, and test money beside real money."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from billing.gateways import gateway
from billing.models import ProviderCustomer
from billing.payment_settings import refuse_mixed_money, refuse_unsafe_settings
from tests.billing.conftest import World
from tests.billing.factories import make_invoice
from tests.stripe_stand_in import StandIn

GOOD = {
    "PAYMENT_GATEWAY": "stripe",
    "STRIPE_API_KEY": "sk_live_of_a_platform_for_once",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_the_same_platform",
    "STRIPE_LIVE": True,
    "STRIPE_API_BASE": "",
}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a provider that is none": ({"PAYMENT_GATEWAY": "paypal"}, "one of sandbox, stripe"),
    "no key": ({"STRIPE_API_KEY": ""}, "STRIPE_API_KEY"),
    "a key for browsers": ({"STRIPE_API_KEY": "pk_live_of_a_platform_for_once"}, "STRIPE_API_KEY"),
    "no secret": ({"STRIPE_WEBHOOK_SECRET": ""}, "anybody could say"),
    "a short secret": ({"STRIPE_WEBHOOK_SECRET": "whsec_x"}, "anybody could say"),
    "a test key for real money": ({"STRIPE_API_KEY": "sk_test_of_a_platform_for_once"}, "test money"),
    "a live key for a trial": ({"STRIPE_LIVE": False}, "test money"),
    "a live key for a stand-in": ({"STRIPE_API_BASE": "http://127.0.0.1:1"}, "to Stripe alone"),
}


@pytest.fixture
def good(settings: Any) -> Any:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def test_what_is_right_is_accepted(good: Any) -> None:
    refuse_unsafe_settings()


@pytest.mark.parametrize("what", BAD)
def test_what_is_unsafe_does_not_start(good: Any, what: str) -> None:
    changes, words = BAD[what]
    for name, value in changes.items():
        setattr(good, name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        refuse_unsafe_settings()


def test_a_key_of_the_other_mode_does_not_touch_what_is_there(
    inside: World, stripe_at_work: StandIn, settings: Any
) -> None:
    party = make_invoice(inside.member).party
    ProviderCustomer.objects.create(party=party, gateway="stripe", reference="cus_1", livemode=True)
    with pytest.raises(ImproperlyConfigured, match="other mode"):
        gateway()
    settings.STRIPE_API_KEY = "sk_live_of_a_platform_for_once"
    refuse_mixed_money()
