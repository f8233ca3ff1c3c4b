"""Facts that one app tells others: written in the transaction of the verb, told after it, at least once."""

from weconomics.events.outbox import publish, receiver

__all__ = ["publish", "receiver"]
