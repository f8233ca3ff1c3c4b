"""Runs a few processes with prefixed output: when one ends, or we do, all end.

On Linux they also end when this process is killed without a chance to tidy up.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10.0


def die_with_parent(with_signal: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: own process group, so that Ctrl-C reaches us alone, and an end together with ours.

    The kernel watches the *thread* that starts the child: start processes from the main thread.
    """

    def prepare_child() -> None:
        os.setpgid(0, 0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)

    return prepare_child


class Supervisor:
    """The processes of one demo, in the order in which they were started."""

    def __init__(self, names_width: int = 7) -> None:
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self._names_width = names_width
        self._printing = threading.Lock()

    def start(self, name: str, command: Sequence[str | Path], *, cwd: Path) -> None:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(),
        )
        self.processes[name] = process
        threading.Thread(target=self._print_lines_of, args=(name, process), daemon=True).start()

    def wait(self) -> int:
        """Until a process ends (its code is returned) or Ctrl-C (0); then stop all others."""
        try:
            while (ended := self.first_ended()) is None:
                time.sleep(0.2)
            name, code = ended
            print(f"{name} ended with code {code}: stopping the rest", flush=True)
            return code or 1
        except KeyboardInterrupt:
            return 0
        finally:
            self.stop()

    def first_ended(self) -> tuple[str, int] | None:
        for name, process in self.processes.items():
            if (code := process.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask all at once, wait together, then end by force what is left."""
        for process in self.processes.values():
            signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                signal_group(process, signal.SIGKILL)

    def _print_lines_of(self, name: str, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            with self._printing:
                sys.stdout.write(f"{name:>{self._names_width}} | {line}")
                sys.stdout.flush()


def signal_group(process: "subprocess.Popen[str]", sent: signal.Signals) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
