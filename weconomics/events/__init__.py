"""Facts that one app tells others: written in the transaction of the verb, told after it, at least once."""

from weconomics.events.outbox import publish, publish_rows, receiver

__all__ = ["publish", "publish_rows", "receiver"]
