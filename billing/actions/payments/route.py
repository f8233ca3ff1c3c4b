"""Showing that money can come in at all."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from billing import rules
from billing.gateways import gateway
from billing.models import PaymentRouteTest
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.ids import uuid7
from weconomics.jobs import enqueue


@transaction.atomic
def start_route_test(*, by: Actor) -> Any:
    """Let a job try it, since a provider is never asked inside a transaction; returns the job. Raises NotAllowed."""
    _may(by)
    title = _("Test the payment route")
    return enqueue(
        "billing.test_route", key=str(uuid7()), payload={"by": by.membership_id}, title=title, by=by
    )


def test_payment_route(*, by: Actor) -> PaymentRouteTest:
    """Let the provider show that it works; the outcome is kept. Raises NotAllowed."""
    _may(by)
    provider = gateway()
    succeeded, reason = provider.test()
    return record_route_test(succeeded=succeeded, reason=reason, membership_id=by.membership_id)


@transaction.atomic
def record_route_test(*, succeeded: bool, reason: str, membership_id: int | None) -> PaymentRouteTest:
    """For the job that asked the provider."""
    return PaymentRouteTest.objects.create(
        gateway=gateway().name, succeeded=succeeded, reason=reason[:200], tested_by_id=membership_id
    )


def _may(by: Actor) -> None:
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer tests the payment route."))
