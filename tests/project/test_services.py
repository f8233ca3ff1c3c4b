"""The ground the other tests stand on: the application's own role, in a database of its own."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from weconomics.devservices import OWNER, Postgres, Valkey, database_shape, free_port
from weconomics.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db
def test_tests_run_as_the_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls OR rolinherit OR rolcreatedb FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("weconomics_app", False)
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE tableowner <> 'weconomics_owner') FROM pg_tables "
                       "WHERE schemaname = 'public'")  # fmt: skip
        tables, foreign = cursor.fetchone()
    assert tables > 20
    assert foreign == 0


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["weconomics_owner", "weconomics_backup", "postgres"])
def test_the_application_cannot_become_a_stronger_role(role: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.mark.django_db
def test_the_application_cannot_make_tables() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE hole (id bigint)")


@pytest.mark.django_db
def test_every_worker_has_a_database_and_a_cache_of_its_own() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    assert connection.settings_dict["NAME"] == f"test_{worker}"
    number = 1 + int(worker.removeprefix("gw")) if worker != "main" else 0
    assert os.environ["REDIS_URL"].endswith(f"/{number}")


def test_a_changed_migration_changes_the_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weconomics.devservices.ROOT", tmp_path)
    migration = tmp_path / "billing" / "migrations" / "0001_fees.py"
    migration.parent.mkdir(parents=True)
    (tmp_path / "uv.lock").touch()
    migration.write_text("one")
    before = database_shape()
    migration.write_text("two")
    assert database_shape() != before


def test_services_answer_on_this_machine_only_and_behind_a_password(tmp_path: Path) -> None:
    import redis

    valkey = Valkey(tmp_path)
    valkey.start()
    try:
        valkey.wait_until_ready()
        assert redis.Redis.from_url(valkey.environment()["REDIS_URL"]).ping()
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(host="127.0.0.1", port=valkey.port).ping()
        assert valkey.process is not None
        assert valkey.password not in Path(f"/proc/{valkey.process.pid}/cmdline").read_text()
    finally:
        valkey.stop()


@pytest.mark.parametrize("depth", [1, 4])
def test_postgres_starts_in_a_deep_folder_with_spaces_and_keeps_its_data(tmp_path: Path, depth: int) -> None:
    folder = Path(tmp_path, *["a folder with a rather long name"] * depth)
    folder.mkdir(parents=True)
    for _ in range(2):
        postgres = Postgres(folder / "pg")
        postgres.initialise()
        postgres.start()
        try:
            postgres.wait_until_ready()
            postgres.make_roles()
            postgres.make_database()
            with postgres.connect(OWNER, "weconomics") as owner:
                owner.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
                owner.execute("INSERT INTO kept VALUES (1)")
                rows = owner.execute("SELECT count(*) FROM kept").fetchone()
        finally:
            postgres.stop()
    assert rows == (2,)


def test_when_one_process_ends_all_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor()
    supervisor.start("long", [sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path)
    supervisor.start("short", [sys.executable, "-c", "print('bye'); raise SystemExit(3)"], cwd=tmp_path)
    assert supervisor.wait() == 3
    assert supervisor.processes["long"].poll() is not None
    assert "short | bye" in capfd.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is asked on Linux only")
def test_processes_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", KILLED_PARENT, str(tmp_path / "pid")], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    child = int(_content_of(tmp_path / "pid"))
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def test_a_taken_port_is_left_alone() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) not in {0, port}


KILLED_PARENT = """
import pathlib, sys, time
from weconomics.supervisor import Supervisor
supervisor = Supervisor()
supervisor.start("child", [sys.executable, "-c", "import time; time.sleep(60)"], cwd=pathlib.Path.cwd())
pathlib.Path(sys.argv[1]).write_text(str(supervisor.processes["child"].pid))
time.sleep(60)
"""


def _content_of(path: Path) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and (content := path.read_text()):
            return content
        time.sleep(0.05)
    raise AssertionError(f"{path} was never written")


def _alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
