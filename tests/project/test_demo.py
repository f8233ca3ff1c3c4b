"""`make demo` from a copy of the checkout: cold, then warm with its data, then stopped without a trace."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from weconomics.devservices import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("weconomics", "communities", "governance", "billing", "marketplace", "templates", "assets", "locale",
          "manage.py", "package.json", "package-lock.json", "uv.lock")  # fmt: skip
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As after a clone, but for what `make test` installed already."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy2(source, copy / name)
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    (copy / ".run" / "stamps").mkdir(parents=True)
    shutil.copy2(ROOT / ".run" / "stamps" / "npm", copy / ".run" / "stamps" / "npm")
    return copy


@contextmanager
def demo(checkout: Path, *arguments: str) -> Iterator[tuple[int, str]]:
    """A running demo: its port and what it said until it was ready. Stopped by Ctrl-C, as a person would."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "DB_", "REDIS", "DJANGO"))
    }
    command = [sys.executable, "manage.py", "demo", "--port", str(free_port()), *arguments]
    running = subprocess.Popen(
        command, cwd=checkout, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert running.stdout is not None
    said = ""
    try:
        for line in running.stdout:
            said += line
            if found := re.search(r"Open +http://localhost:(\d+)/", said):
                break
        assert found, said
        yield int(found[1]), said
        running.send_signal(signal.SIGINT)
        said += running.communicate(timeout=40)[0]
        assert running.returncode == 0, said
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(40)


def title_of(port: int, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
        page = answer.read().decode()
    return re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1].strip()


def left_running(checkout: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            works_in = (process / "cwd").readlink()
        except OSError:  # it ended meanwhile, or it is somebody else's
            continue
        if str(checkout) in words or works_in.is_relative_to(checkout):
            found.append(words)
    return found


def test_starts_cold_then_warm_keeps_its_data_and_leaves_nothing_running(checkout: Path) -> None:
    with demo(checkout) as (port, said):
        assert "tables" in said
        assert "demo communities" in said
        assert title_of(port)
        assert title_of(port, "/demo/")
    personas = (checkout / ".run" / "personas.json").read_bytes()
    assert left_running(checkout) == []

    with demo(checkout) as (port, said):
        assert "tables" not in said
        assert "demo communities" not in said
        assert title_of(port)
    assert (checkout / ".run" / "personas.json").read_bytes() == personas
    assert left_running(checkout) == []


def test_a_second_demo_of_the_same_folder_is_refused(checkout: Path) -> None:
    with demo(checkout):
        second = subprocess.run(
            [sys.executable, "manage.py", "demo"], cwd=checkout, capture_output=True, text=True, timeout=20
        )
    assert second.returncode == 1
    assert "already running" in second.stderr
