"""docker-compose.yml describes a server that would start: proven without Docker, on the embedded services."""

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from weconomics.devservices import INITDB, Postgres, free_port, postgres_program

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
EXAMPLE = (ROOT / ".env.example").read_text()
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(?::?([-?])([^}]*))?\}")
PASSWORDS = ("DB_OWNER_PASSWORD", "DB_APP_PASSWORD", "DB_BACKUP_PASSWORD")


def filled_in(text: str, values: dict[str, str]) -> str:
    """Compose's own substitution: ${NAME}, ${NAME:-default}, ${NAME:?words}, $$ for a dollar."""
    return VARIABLE.sub(
        lambda found: values.get(found[1], found[3] if found[2] == "-" else ""), text
    ).replace("$$", "$")


def environment_of(name: str, **values: str) -> dict[str, str]:
    given = SERVICES[name]["environment"]
    return {key: filled_in(str(value), values) for key, value in given.items()}


def test_every_variable_is_explained_in_the_example() -> None:
    used = {found[0] for found in VARIABLE.findall((ROOT / "docker-compose.yml").read_text())}
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert used - set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set()
    settings = "".join(path.read_text() for path in (ROOT / "weconomics" / "settings").glob("*.py"))
    assert set(re.findall(r"""env\(["']([A-Z_]+)""", settings)) - named == set()


def test_the_example_holds_no_secret() -> None:
    secret = re.findall(r"^((?:\w+_)?(?:PASSWORD|SECRET_KEY)=.+)$", EXAMPLE, re.MULTILINE)
    assert secret == []


def test_nothing_is_published_to_the_world() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_only_the_migration_knows_the_owner() -> None:
    knowing = {
        name for name, service in SERVICES.items() if "DB_OWNER_PASSWORD" in str(service.get("environment"))
    }
    assert knowing == {"migrate", "postgres"}
    assert environment_of("migrate")["MIGRATING"] == "1"
    assert environment_of("web")["DB_USER"] == environment_of("worker")["DB_USER"] == "weconomics_app"


@pytest.mark.parametrize("name", [name for name in SERVICES if "profiles" not in SERVICES[name]])
def test_every_service_comes_back_after_a_crash(name: str) -> None:
    assert SERVICES[name]["restart"] in {"unless-stopped", "on-failure:3"}


@pytest.mark.parametrize("name", ["web", "worker", "postgres", "valkey"])
def test_every_service_that_can_hang_says_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_our_services_run_without_rights() -> None:
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert re.search(r"^USER weconomics$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_every_file_it_mounts_exists() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    assert all((ROOT / path).is_file() for path in mounted if path.startswith("./") and "backups" not in path)


def test_the_database_sorts_as_in_the_tests() -> None:
    ours = {option for option in INITDB if "locale" in option or "encoding" in option}
    assert ours <= set(SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split())


def test_the_image_copies_only_what_is_there() -> None:
    copied = re.findall(r"^COPY (?!--)(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    sources = {source for line in copied for source in line.split()[:-1]}
    assert all((ROOT / source).exists() for source in sources)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", ".venv", ".run"} <= set(ignored)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A cluster initialised by the two files that compose mounts, with psql as the image does it."""
    postgres = Postgres(tmp_path_factory.mktemp("server") / "pg")
    postgres.initialise()
    postgres.start()
    postgres.wait_until_ready()
    try:
        for volume in SERVICES["postgres"]["volumes"][1:]:
            script = ROOT / volume.split(":")[0]
            psql: list[str | Path] = [
                postgres_program("psql"),
                "--no-psqlrc",
                "--set=ON_ERROR_STOP=1",
                "--username=postgres",
            ]
            subprocess.run(
                [*psql, f"--host={postgres.socket_folder}", "--dbname=postgres", "--file", script],
                env={**os.environ, **{name: f"{name.lower()}'s" for name in PASSWORDS}},
                check=True,
                capture_output=True,
            )
        yield postgres
    finally:
        postgres.stop()


@pytest.fixture(scope="module")
def production(server: Postgres) -> dict[str, str]:
    """The environment compose gives its services, pointed at the embedded server."""
    values = {
        "DOMAIN": "markt.example.org",
        "SECRET_KEY": "k" * 60,
        "OIDC_PRIVATE_KEY": "-----BEGIN",
        "EMAIL_HOST": "localhost",
    }
    addresses = {
        "PGHOST": str(server.socket_folder),
        "REDIS_URL": os.environ["REDIS_URL"],
        "MEDIA_ROOT": str(server.folder.parent / "media"),
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
    }
    base = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DB_USER", "DB_PASSWORD", "DEMO", "DEBUG"}
    }
    migrating = {**base, **environment_of("migrate", **values), **addresses}
    subprocess.run(SERVICES["migrate"]["command"], cwd=ROOT, env=migrating, check=True, capture_output=True)
    return {**base, **environment_of("web", **values), **addresses}


def test_initialisation_makes_roles_with_passwords(server: Postgres) -> None:
    with server.connect("postgres") as administrator:
        rows = administrator.execute(
            "SELECT rolname, rolpassword IS NOT NULL, rolsuper, rolbypassrls, rolinherit, rolcanlogin FROM pg_authid "
            "WHERE rolname LIKE 'weconomics%' ORDER BY rolname"
        ).fetchall()
    assert rows == [
        ("weconomics_app", True, False, False, False, True),
        ("weconomics_backup", True, False, True, True, True),
        ("weconomics_owner", True, False, False, True, True),
        ("weconomics_system", False, False, False, True, False),
    ]


def test_a_backup_holds_every_community_and_comes_back_behind_its_walls(
    server: Postgres, production: dict[str, str]
) -> None:
    dump = server.folder.parent / "weconomics.dump"
    backup = {
        **os.environ,
        "PGHOST": str(server.socket_folder),
        "PGUSER": "weconomics_backup",
        "PGDATABASE": "weconomics",
    }
    with server.connect("weconomics_owner", "weconomics") as owner:
        owner.execute(
            "INSERT INTO communities_networkleader (name, slug, email, website, created_at) VALUES ('N', 'n', '', '', now())"
        )
    subprocess.run([postgres_program("pg_dump"), "--format=custom", f"--file={dump}"], env=backup, check=True)
    with server.connect("postgres") as administrator:
        administrator.execute("CREATE DATABASE restored OWNER weconomics_owner")
    restore: list[str | Path] = [
        postgres_program("pg_restore"),
        "--exit-on-error",
        "--username=postgres",
        "--dbname=restored",
        dump,
    ]
    subprocess.run(restore, env=backup, check=True)
    with server.connect("weconomics_app", "restored") as app:
        assert app.execute("SELECT count(*) FROM communities_networkleader").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no community scope"):
            app.execute("SELECT community_scope()")
        assert walls_of(app) == walls_of(server.connect("weconomics_app", "weconomics")) != []


def test_the_web_service_answers(production: dict[str, str]) -> None:
    port = free_port()
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in SERVICES["web"]["command"]]
    web = subprocess.Popen(command, cwd=ROOT, env=production)
    try:
        assert answer_of(f"http://localhost:{port}/live", web) == (200, "live\n")
        status, answers = answer_of(f"http://localhost:{port}/ready", web)
        assert status == 200, answers
    finally:
        web.terminate()
        web.wait(20)


def test_the_worker_takes_work(production: dict[str, str]) -> None:
    worker = start(SERVICES["worker"]["command"], production)
    try:
        # Without --destination: here are no containers with names of their own.
        ping = ["celery", "--app", "weconomics.celery:app", "inspect", "ping", "--timeout", "1"]
        deadline = time.monotonic() + 60
        while (pinged := subprocess.run(ping, cwd=ROOT, env=production, capture_output=True)).returncode:
            assert worker.poll() is None, worker.communicate()[0]
            assert time.monotonic() < deadline
        assert b"pong" in pinged.stdout
    finally:
        worker.terminate()
        worker.wait(30)


def test_beat_starts(production: dict[str, str], tmp_path: Path) -> None:
    command = [part.replace("/tmp/", f"{tmp_path}/") for part in SERVICES["beat"]["command"]]  # noqa: S108
    beat = start(command, production)
    try:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("beat*")):
            assert beat.poll() is None, beat.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        beat.terminate()
        beat.wait(30)


@pytest.mark.parametrize("name", ["valkey", "backup"])
def test_shell_commands_parse(name: str) -> None:
    shell = SERVICES[name]["command"]
    assert shell[:2] == ["sh", "-c"]
    subprocess.run(["sh", "-n", "-c", filled_in(shell[2], {})], check=True)
    assert shlex.split(filled_in(shell[2], {}))


def walls_of(connection: "psycopg.Connection[Any]") -> list[Any]:
    policies = "SELECT tablename, policyname, roles::text, qual, with_check FROM pg_policies ORDER BY 1, 2"
    return connection.execute(policies).fetchall()


def start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    ready = [filled_in(part, {}) for part in command]
    return subprocess.Popen(
        ready, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def answer_of(address: str, process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer")
