"""Payment providers behind one protocol. The sandbox is in the process and asks nobody; Stripe comes beside it."""

from dataclasses import dataclass
from typing import Protocol

from billing.gateways.sandbox import SandboxGateway


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a provider is asked to collect. The key is the same at every try of the same attempt."""

    idempotency_key: str
    amount_minor: int
    currency: str
    text: str


class PaymentGateway(Protocol):
    """What billing asks of a provider. Calls happen outside any transaction."""

    name: str

    def start(self, order: PaymentOrder) -> str:
        """The provider's reference for this order; the same key gives the same reference."""

    def test(self) -> tuple[bool, str]:
        """Whether one cent can go there and back, and if not, why."""


def gateway() -> PaymentGateway:
    """The provider of this installation."""
    return SandboxGateway()
