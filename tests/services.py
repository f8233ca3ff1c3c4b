"""PostgreSQL, Valkey and a Chromium for the tests, started once and inherited by all xdist workers.

Loaded with `-p tests.services`: pytest-django reads the settings before any conftest runs.
A cluster with the migrated database is kept in `.run/test/` under the hash of what shaped it; each run works
on a copy of its own, so that two runs in one checkout do not meet.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import find_chromium, wheel_node
from weconomics.devservices import APP, CARELESS, OWNER, Postgres, Valkey, database_shape

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / ".run" / "test"
TEMPLATE = "weconomics_template"
STARTED = "WECONOMICS_TEST_SERVICES"
ONLY_LOOKING = {"--version", "--help", "-h", "--co", "--collect-only"}

_services: list[Any] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, Any, Any]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if STARTED not in os.environ and not ONLY_LOOKING & set(sys.argv):
        _start_services()
    elif worker:
        base = os.environ["REDIS_URL"].rpartition("/")[0]
        os.environ["REDIS_URL"] = f"{base}/{1 + int(worker.removeprefix('gw'))}"
    return (yield)


def pytest_unconfigure() -> None:
    while _services:
        _services.pop()()


def _start_services() -> None:
    if os.environ.get("MIGRATING"):
        raise RuntimeError("tests run as the application's own role: unset MIGRATING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "weconomics.settings.test"
    _forget_dead_runs()
    folder = RUNS / f"run-{os.getpid()}"
    folder.mkdir(parents=True)
    _services.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    valkey = Valkey(folder)
    valkey.start()
    _services.append(valkey.stop)
    postgres = Postgres(folder / "pg", CARELESS)
    # cp and not shutil: PostgreSQL insists on the folder's owner and rights.
    subprocess.run(["cp", "-a", _migrated_cluster().folder, postgres.folder], check=True)
    postgres.start()
    _services.append(lambda: postgres.stop(signal.SIGQUIT))
    postgres.wait_until_ready()
    valkey.wait_until_ready()
    os.environ.update(postgres.environment(TEMPLATE), **valkey.environment(), DB_USER=APP, **{STARTED: "1"})
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(wheel_node())
    os.environ["CHROMIUM"] = find_chromium(ROOT)


def _migrated_cluster() -> Postgres:
    """The cluster whose template database is migrated as the owner role, as in production."""
    kept = Postgres(RUNS / f"cluster-{database_shape()}", CARELESS)
    if kept.folder.exists():
        return kept
    made = Postgres(RUNS / f"run-{os.getpid()}" / "template", CARELESS)
    made.initialise()
    made.start()
    try:
        made.wait_until_ready()
        made.make_roles(owner_makes_databases=True)
        made.make_database(TEMPLATE)
        _migrate(made)
        _relax_for_tests(made)
    finally:
        made.stop()
    for older in RUNS.glob("cluster-*"):
        if time.time() - older.stat().st_mtime > 900:  # a parallel run may just be copying a younger one
            shutil.rmtree(older, ignore_errors=True)
    with contextlib.suppress(OSError):  # another run was quicker
        made.folder.rename(kept.folder)
    return kept if kept.folder.exists() else made


def _migrate(postgres: Postgres) -> None:
    environment = {**os.environ, **postgres.environment(TEMPLATE), "DB_USER": OWNER, "MIGRATING": "1"}
    environment.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True
    )


def _relax_for_tests(postgres: Postgres) -> None:
    """TransactionTestCase flushes with TRUNCATE; a TestCase is one long transaction."""
    with postgres.connect(OWNER, TEMPLATE) as owner:
        owner.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO weconomics_app")
    with postgres.connect("postgres") as administrator:
        administrator.execute("ALTER ROLE weconomics_app SET transaction_timeout = 0")
        administrator.execute("ALTER ROLE weconomics_app SET idle_in_transaction_session_timeout = 0")


def _forget_dead_runs() -> None:
    for folder in RUNS.glob("run-*"):
        try:
            os.kill(int(folder.name.removeprefix("run-")), 0)
        except (ProcessLookupError, ValueError):
            shutil.rmtree(folder, ignore_errors=True)
        except PermissionError:
            continue
