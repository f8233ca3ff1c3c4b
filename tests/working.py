"""A worker as a process: the same one wherever a test needs real work."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import ROOT


def start_worker(environment: dict[str, str], *more: str) -> "subprocess.Popen[bytes]":
    """One that answers alone, so it need not look for others first."""
    celery = [sys.executable, "-m", "celery", "-A", "weconomics.celery", "worker"]
    options = ["-P", "solo", "-l", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return subprocess.Popen([*celery, *options, *more], cwd=ROOT, env=environment)


@contextmanager
def worker_with_a_clock(environment: dict[str, str], folder: Path) -> Iterator[None]:
    """A worker that also looks every few seconds for what has become due, beside a running product."""
    working = {**environment, "DJANGO_SETTINGS_MODULE": "tests.scenarios.settings"}
    process = start_worker(working, "--beat", f"--schedule={folder / 'beat'}")
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
