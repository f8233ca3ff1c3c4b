"""Stripe behind the protocol: about fifteen calls of its library. Card and bank data go to its own pages only."""

from datetime import datetime

from billing.gateways.orders import (
    AccountOrder,
    Handle,
    Movement,
    PaymentOrder,
    ProviderAccountState,
    ProviderPayment,
    ProviderRefund,
    ProviderSetup,
    ProviderTrouble,
    RefundOrder,
    SetupOrder,
)
from billing.gateways.stripe import books, connect, payments, refunds, setups
from billing.gateways.stripe.client import asking


class StripeGateway:
    """Each call is made once here; retries that are safe are the library's, all others the errands'."""

    name = "stripe"

    def start(self, order: PaymentOrder) -> ProviderPayment:
        return payments.start(order)

    def find(self, order: PaymentOrder) -> ProviderPayment | None:
        return payments.find(order)

    def payment(self, handle: Handle) -> ProviderPayment:
        return payments.fetch(handle)

    def confirm(self, handle: Handle, *, method: str, return_url: str) -> ProviderPayment:
        return payments.confirm(handle, method=method, return_url=return_url)

    def cancel(self, handle: Handle) -> ProviderPayment:
        return payments.cancel(handle)

    def start_setup(self, order: SetupOrder) -> ProviderSetup:
        return setups.start(order)

    def setup(self, handle: Handle) -> ProviderSetup:
        return setups.fetch(handle)

    def forget_method(self, handle: Handle) -> None:
        setups.forget(handle)

    def refund(self, order: RefundOrder) -> ProviderRefund:
        return refunds.send(order)

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None:
        return refunds.find(order)

    def refund_state(self, handle: Handle) -> ProviderRefund:
        return refunds.fetch(handle)

    def open_account(self, order: AccountOrder) -> ProviderAccountState:
        return connect.open_account(order)

    def account(self, handle: Handle) -> ProviderAccountState:
        return connect.fetch(handle)

    def movements(self, community_id: int, since: datetime) -> list[Movement]:
        return books.movements(community_id, since)

    def test(self) -> tuple[bool, str]:
        """Stripe answers to our key."""
        try:
            with asking() as v1:
                v1.balance.retrieve()
        except ProviderTrouble as trouble:
            return False, type(trouble).__name__
        return True, ""
