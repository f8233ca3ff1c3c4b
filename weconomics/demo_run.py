"""`manage.py demo`: one command from a fresh checkout to a running product, and one Ctrl-C to end it.

Nothing here sets Django up: every step that needs it is a process of its own, with the rights of its own.
All data lies in `.run/`; a second start finds it and skips what is done.
"""

import argparse
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weconomics import catalogues
from weconomics.devservices import APP, OWNER, Postgres, Valkey, database_shape, free_port
from weconomics.supervisor import Supervisor, die_with_parent

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".run"
DATA = ("pg", "pg.log", "valkey.log", "media", "mail", "beat", "personas.json", "demo-migrated", "demo-seeded",
        "demo-secrets.json")  # fmt: skip
PROGRAMS = Path(sys.executable).parent
ANSWER_SECONDS = 60.0


class DemoFailed(Exception):
    """A step ended badly; it has said why itself."""


def main(arguments: list[str]) -> int:
    options = _parse(arguments)
    clock = Clock()
    for stop_signal in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(stop_signal, signal.default_int_handler)
    STATE.mkdir(exist_ok=True)
    try:
        with _only_one():
            return _run(options, clock)
    except (DemoFailed, RuntimeError) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


class Clock:
    """Seconds since `make` began (T0 in the environment), beside each step that ended."""

    def __init__(self) -> None:
        self._began = float(os.environ.get("T0") or time.time())

    def step(self, words: str) -> None:
        print(f"  {time.time() - self._began:5.1f} s  {words}", flush=True)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py demo", description="Run the product with demo communities."
    )
    parser.add_argument("--port", type=int, default=8000, help="the next free one if it is taken")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away and start over")
    parser.add_argument(
        "--exit-when-ready", action="store_true", help="stop as soon as the first page answers"
    )
    return parser.parse_args(arguments)


@contextmanager
def _only_one() -> Iterator[None]:
    with (STATE / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoFailed("The demo of this folder is already running.") from None
        yield


def _run(options: argparse.Namespace, clock: Clock) -> int:
    if options.reset:
        _forget_data()
    valkey, postgres, supervisor = Valkey(STATE), Postgres(STATE / "pg"), Supervisor()
    try:
        assets = _start_step("-m", "weconomics.assets")
        valkey.start()
        postgres.initialise()
        postgres.start()
        port = free_port(options.port)
        catalogues.compile_all()
        valkey.wait_until_ready()
        _prepare_server(postgres)
        clock.step("PostgreSQL and Valkey")
        os.environ.update(_environment(postgres, valkey, port))
        _prepare_data(clock)
        _await_step(assets, "The pages' styles and scripts could not be built.")
        clock.step("styles and scripts")
        return _serve(supervisor, port, clock, options)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        supervisor.stop()
        valkey.stop()
        postgres.stop()
        clock.step("stopped")


def _forget_data() -> None:
    for name in DATA:
        path = STATE / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _prepare_server(postgres: Postgres) -> None:
    postgres.wait_until_ready()
    postgres.make_roles()
    postgres.make_database()


def _environment(postgres: Postgres, valkey: Valkey, port: int) -> dict[str, str]:
    for folder in (
        STATE / "mail",
        ROOT / "staticfiles",
    ):  # the latter stays empty: whitenoise only asks for it
        folder.mkdir(exist_ok=True)
    return {
        **postgres.environment(),
        **valkey.environment(),
        **_secrets(),
        "DJANGO_SETTINGS_MODULE": "weconomics.settings.base",
        "DB_USER": APP,
        "DEMO": "1",
        "SITE_URL": f"http://localhost:{port}",
        "MEDIA_ROOT": str(STATE / "media"),
        "EMAIL_FILE_PATH": str(STATE / "mail"),
    }


def _secrets() -> dict[str, str]:
    """Made once per demo, so that a login survives a restart."""
    kept = STATE / "demo-secrets.json"
    if not kept.exists():
        made = {"SECRET_KEY": secrets.token_urlsafe(50), "OIDC_PRIVATE_KEY": _private_key()}
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(made))
    found: dict[str, str] = json.loads(kept.read_text())
    return found


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


def _prepare_data(clock: Clock) -> None:
    """Migrate as the owner of the tables, fill as the application: the demo's rows passed the same walls."""
    migrated, seeded = STATE / "demo-migrated", STATE / "demo-seeded"
    shape = database_shape()
    if not _holds(migrated, shape):
        owner = {"DB_USER": OWNER, "MIGRATING": "1"}
        _await_step(_start_step("manage.py", "migrate", "--verbosity=0", **owner), "The migration failed.")
        migrated.write_text(shape)
        clock.step("tables")
    if not _holds(seeded, shape):  # seeding skips the communities that are there
        _await_step(_start_step("manage.py", "seed_demo"), "The demo's communities could not be made.")
        seeded.write_text(shape)
        clock.step("demo communities")


def _holds(stamp: Path, shape: str) -> bool:
    return stamp.exists() and stamp.read_text() == shape


def _start_step(*arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        preexec_fn=die_with_parent(),
    )


def _await_step(step: "subprocess.Popen[bytes]", otherwise: str) -> None:
    if step.wait() != 0:
        raise DemoFailed(otherwise)


def _serve(supervisor: Supervisor, port: int, clock: Clock, options: argparse.Namespace) -> int:
    """The web first, the rest once it answers: on two cores they would hold each other up."""
    supervisor.start("web", _web_command(port), cwd=ROOT)
    if not _answers(port, supervisor):
        raise DemoFailed("The web server does not answer.")
    clock.step("the first page answers")
    celery: list[str | Path] = [PROGRAMS / "celery", "--quiet", "--app", "weconomics.celery:app"]
    schedule = STATE / "beat"
    worker = ["worker", "--loglevel=warning", "--pool=threads", "--concurrency=4", "--without-gossip"]
    supervisor.start("worker", [*celery, *worker], cwd=ROOT)
    supervisor.start("beat", [*celery, "beat", "--loglevel=warning", f"--schedule={schedule}"], cwd=ROOT)
    _print_welcome(port)
    return 0 if options.exit_when_ready else supervisor.wait()


def _web_command(port: int) -> list[str | Path]:
    return [
        PROGRAMS / "gunicorn",
        f"--bind=127.0.0.1:{port}",
        "--worker-class=gthread",
        "--threads=8",
        "--log-level=warning",
        "--no-control-socket",
        "weconomics.wsgi:application",
    ]


def _answers(port: int, supervisor: Supervisor) -> bool:
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline and supervisor.first_ended() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            print(f"the first page answers {error.code}", file=sys.stderr)
            return True  # it runs; the page says what is wrong
        except OSError:
            time.sleep(0.05)
    return False


def _print_welcome(port: int) -> None:
    # localhost and not 127.0.0.1: passkeys refuse numbers for a host.
    print(f"\n  Open  http://localhost:{port}/   (Ctrl-C stops everything)")
    print(f"  Be anyone at  http://localhost:{port}/demo/  and read the mail at  /demo/mail/\n")
    personas = STATE / "personas.json"
    if personas.exists():
        for one in json.loads(personas.read_text()):
            line = f"{one['role']:<24} {one['email']:<36} {one['password']:<14} {one.get('community') or ''}"
            print(f"  {one['name']:<22} {line}")
    print(flush=True)
