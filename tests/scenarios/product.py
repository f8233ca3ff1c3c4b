"""A product that runs from an empty database: web server and worker as processes, letters as files."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.services import ROOT, TEMPLATE
from tests.ui.site import Site, copy_database, serve, wait_until_it_answers
from tests.working import start_worker
from weconomics.devservices import free_port

DATABASE = "main_job"
PATIENCE_SECONDS = 60


@dataclass
class Product:
    """`letters` are those it sent; `travel` starts it again on a later day."""

    port: int
    letters: Site
    environment: dict[str, str]
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, *, days_ahead: int = 0) -> None:
        environment = {**self.environment, "DAYS_AHEAD": str(days_ahead)}
        self.running = [serve(self.port, environment), start_worker(environment)]
        wait_until_it_answers(self.letters.url, self.running[0])

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(20)

    def travel(self, days: int) -> None:
        self.stop()
        self.start(days_ahead=days)

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True,
                       capture_output=True)  # fmt: skip


@contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """Start it on a database with tables and no rows."""
    port = free_port()
    letters = Site(f"http://localhost:{port}", folder / "mail")
    letters.mail.mkdir()
    copy_database(TEMPLATE, DATABASE)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.scenarios.settings",
        "SITE_URL": letters.url,
        "EMAIL_FILE_PATH": str(letters.mail),
        "MEDIA_ROOT": str(folder / "media"),
        "PGDATABASE": DATABASE,
    }
    product = Product(port, letters, environment)
    try:
        product.start()
        yield product
    finally:
        product.stop()


def until(found: Callable[[], Any]) -> Any:
    """What the worker makes is there a moment later."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError("the worker did not do this in time")
