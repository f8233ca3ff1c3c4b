"""Work that must not be lost: a row in the verb's transaction, a worker that claims it, progress that people see."""

from weconomics.jobs.queue import enqueue
from weconomics.jobs.running import Run, daily, handler

__all__ = ["Run", "daily", "enqueue", "handler"]
