"""A provider without money: the payer says on a page how the payment ends. Same states and order as a real one."""

import hashlib
from typing import Any


class SandboxGateway:
    """Answers at once and remembers nothing: its reference follows from the key."""

    name = "sandbox"

    def start(self, order: Any) -> str:
        return "sandbox_" + hashlib.sha256(order.idempotency_key.encode()).hexdigest()[:24]

    def test(self) -> tuple[bool, str]:
        """The same key must give the same reference, as a real provider promises."""
        from billing.gateways import PaymentOrder

        order = PaymentOrder("test", 1, "EUR", "test")
        return self.start(order) == self.start(order), ""
