"""A running product for browser tests: own database with the demo communities, own process, own mailbox.

The fixture `site` (tests/ui/conftest.py) starts it once per worker. Other folders share it with
`from tests.browser import site`.
"""

import fcntl
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services import OWNER, ROOT, TEMPLATE
from weconomics.devservices import free_port

PASSWORD = "samen-organiseren"
SEEDED = "browser_template"
END_OF_LETTER = b"-" * 79


@dataclass
class Site:
    """Where it answers, the letters it sent, and what another process needs to work on its database."""

    url: str
    mail: Path
    environment: dict[str, str] = field(default_factory=dict)

    def letters_to(self, address: str) -> list[EmailMessage]:
        """The letters to one address, oldest first."""
        files = sorted(self.mail.glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [text.strip() for path in files for text in path.read_bytes().split(END_OF_LETTER)]
        read = [message_from_bytes(t, policy=policy.default) for t in texts if t]
        return [letter for letter in read if letter["To"] == address]

    def newest_code(self, address: str) -> str:
        """The code in the newest letter to an address."""
        found = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", self.letters_to(address)[-1].get_content())
        assert found is not None
        return found.group()


@contextmanager
def running_site(folder: Path, shared: Path) -> Iterator[Site]:
    """Start the product on a copy of the seeded database. `shared` is a folder all workers of this run know."""
    port = free_port()
    site = Site(f"http://localhost:{port}", folder / "mail")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.ui.settings",
        "SITE_URL": site.url,
        "EMAIL_FILE_PATH": str(site.mail),
        "MEDIA_ROOT": str(shared / "media"),
    }
    site.mail.mkdir()
    _seed_once(shared, environment)
    database = f"browser_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    copy_database(SEEDED, database)
    site.environment = {**environment, "PGDATABASE": database}
    server = serve(port, site.environment)
    try:
        wait_until_it_answers(site.url, server)
        yield site
    finally:
        server.terminate()
        server.wait(10)


def _seed_once(shared: Path, environment: dict[str, str]) -> None:
    with (shared / "seed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (shared / "seeded").exists():
            return
        subprocess.run([sys.executable, "-m", "weconomics.assets"], cwd=ROOT, check=True)
        subprocess.run([sys.executable, "-m", "weconomics.catalogues"], cwd=ROOT, check=True)
        copy_database(TEMPLATE, SEEDED)
        seed = [sys.executable, "manage.py", "seed_demo"]
        subprocess.run(
            seed, cwd=ROOT, env={**environment, "PGDATABASE": SEEDED}, check=True, capture_output=True
        )
        (shared / "seeded").touch()


def copy_database(source: str, name: str) -> None:
    with psycopg.connect(host=os.environ["PGHOST"], user=OWNER, dbname="postgres", autocommit=True) as owner:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        owner.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))


def serve(port: int, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    gunicorn = [
        str(Path(sys.executable).parent / "gunicorn"),
        f"--bind=127.0.0.1:{port}",
        "--worker-class=gthread",
    ]
    options = ["--threads=4", "--log-level=warning", "--no-control-socket", "weconomics.wsgi:application"]
    return subprocess.Popen([*gunicorn, *options], cwd=ROOT, env=environment)


def wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/live", timeout=5):  # noqa: S310  # our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the site does not answer")
