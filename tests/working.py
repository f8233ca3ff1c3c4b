"""A worker as a process: the same one wherever a test needs real work."""

import subprocess
import sys

from tests.services import ROOT


def start_worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """One that answers alone, so it need not look for others first."""
    celery = [sys.executable, "-m", "celery", "-A", "weconomics.celery", "worker"]
    options = ["-P", "solo", "-l", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return subprocess.Popen([*celery, *options], cwd=ROOT, env=environment)
