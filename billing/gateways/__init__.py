"""Payment providers behind one protocol. The sandbox is in the process and asks nobody; Stripe stands beside it."""

from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings

from billing.gateways.orders import (
    AccountOrder,
    Handle,
    Movement,
    PaymentOrder,
    ProviderAccountState,
    ProviderPayment,
    ProviderRefund,
    ProviderSetup,
    RefundOrder,
    SetupOrder,
)
from billing.gateways.sandbox import SandboxGateway
from billing.payment_settings import refuse_mixed_money

__all__ = ["PaymentGateway", "gateway", "gateway_named"]


class PaymentGateway(Protocol):
    """What billing asks of a provider. Calls happen outside any transaction and raise ProviderTrouble.

    The same key gives the same answer, however often it is sent. What is asked for by a handle is as it stands now.
    """

    name: str

    def start(self, order: PaymentOrder) -> ProviderPayment:
        """Collect with a kept method, or open the provider's page for the payer."""

    def find(self, order: PaymentOrder) -> ProviderPayment | None:
        """What came of an order of which no answer is known, by our own id: None when it never arrived."""

    def payment(self, handle: Handle) -> ProviderPayment: ...

    def confirm(self, handle: Handle, *, method: str, return_url: str) -> ProviderPayment:
        """The payer is here now: the page where the bank asks for a confirmation."""

    def cancel(self, handle: Handle) -> ProviderPayment:
        """Stop a payment that did not end; one that ended meanwhile is told as it is."""

    def start_setup(self, order: SetupOrder) -> ProviderSetup: ...

    def setup(self, handle: Handle) -> ProviderSetup: ...

    def forget_method(self, handle: Handle) -> None: ...

    def refund(self, order: RefundOrder) -> ProviderRefund: ...

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None: ...

    def refund_state(self, handle: Handle) -> ProviderRefund: ...

    def open_account(self, order: AccountOrder) -> ProviderAccountState: ...

    def account(self, handle: Handle) -> ProviderAccountState: ...

    def movements(self, community_id: int, since: datetime) -> list[Movement]:
        """The provider's own books of this community's payments, from this moment on."""

    def test(self) -> tuple[bool, str]:
        """Whether the provider answers us, and if not, why."""


def gateway() -> PaymentGateway:
    """The provider of this installation."""
    return gateway_named(settings.PAYMENT_GATEWAY)


def gateway_named(name: str) -> PaymentGateway:
    """The provider with which something began, whatever the setting says now."""
    return _stripe() if name == "stripe" else SandboxGateway()


@cache
def _stripe() -> PaymentGateway:
    # Whoever has the sandbox alone need not load Stripe's library.
    from billing.gateways.stripe import StripeGateway

    refuse_mixed_money()
    return StripeGateway()
