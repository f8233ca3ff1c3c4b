"""`make bench`: fills a network, serves it with gunicorn on 127.0.0.1 and prints what it answers.

Beside each page stands a floor: the SQL of that page, sent by psycopg alone with as many threads, in the same run.
Bounded: about three minutes on two quiet cores; then what each technique of the search adds, the search among a million
listings, in databases of their own, and a matching round at three sizes: about eight more.
"""

import argparse
import contextlib
import logging
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

import django

from benchmarks.load import Figures, measure, page
from weconomics import assets, catalogues
from weconomics.devservices import APP, OWNER, QUICK, Postgres, Valkey, free_port
from weconomics.supervisor import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".run" / "bench"
MEMORY = ("shared_buffers=256MB", "work_mem=16MB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--seconds", type=float, default=8.0, help="each measurement")
    parser.add_argument("--threads", type=int, default=4, help="visitors at once")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 2, help="of gunicorn")
    options = parser.parse_args()
    shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, STATE, ignore_errors=True)
        valkey, postgres = Valkey(STATE), Postgres(STATE / "pg", (*QUICK, *MEMORY))
        stack.callback(valkey.stop)
        stack.callback(postgres.stop)
        _start(valkey, postgres)
        headers = _fill(postgres)
        port = free_port()
        web = _serve(port, options.processes)
        stack.callback(web.wait)
        stack.callback(web.terminate)
        try:
            _report(port, headers, options)
        except RuntimeError:
            print((STATE / "web.log").read_text()[-4000:], file=sys.stderr)
            raise
    _run_apart("dutch", "matcher", "search_million", "planning")


def _run_apart(*names: str) -> None:
    """Those that make a database of their own, each in a process of its own."""
    for name in names:
        print(f"\n{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, check=True)


def _start(valkey: Valkey, postgres: Postgres) -> None:
    assets.build()
    catalogues.compile_all()
    valkey.start()
    postgres.initialise()
    postgres.start()
    postgres.wait_until_ready()
    postgres.make_roles()
    postgres.make_database()
    valkey.wait_until_ready()
    os.environ.update(
        postgres.environment(), **valkey.environment(), DJANGO_SETTINGS_MODULE="benchmarks.settings"
    )
    owner = {**os.environ, "DB_USER": OWNER, "MIGRATING": "1"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=owner, check=True)
    os.environ["DB_USER"] = APP


def _fill(postgres: Postgres) -> dict[str, str]:
    """The network's rows, then what PostgreSQL's autovacuum would do in a quiet hour. Returns a login's headers."""
    began = time.monotonic()
    django.setup()
    logging.disable(logging.WARNING)
    from django.test import Client

    from benchmarks.fill import COMMUNITIES, LISTINGS, fill

    person = fill()
    with postgres.connect("postgres", "weconomics") as administrator:
        administrator.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(person)
    print(
        f"{COMMUNITIES} communities, {LISTINGS:,} listings in one of them, made in {time.monotonic() - began:.0f} s"
    )
    return {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())}


def _serve(port: int, processes: int) -> "subprocess.Popen[bytes]":
    gunicorn: list[str | Path] = [
        Path(sys.executable).parent / "gunicorn",
        f"--bind=127.0.0.1:{port}",
        f"--workers={processes}",
    ]
    kind = [
        "--worker-class=gthread",
        "--threads=4",
        "--log-level=warning",
        "--no-control-socket",
        "--keep-alive=30",
    ]
    # Logged as on a server, to a file: a terminal would be part of what is measured.
    log = (STATE / "web.log").open("wb")
    return subprocess.Popen(
        [*gunicorn, *kind, "weconomics.wsgi:application"],
        cwd=ROOT,
        preexec_fn=die_with_parent(),
        stdout=log,
        stderr=log,
    )


def _report(port: int, login: dict[str, str], options: argparse.Namespace) -> None:
    from benchmarks.floor import repeat_sql, sql_of_page
    from benchmarks.pages import PAGES

    _wait_for(port)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, gunicorn with {options.processes} processes of 4 threads,"
    )
    print(
        f"{options.threads} visitors at once, {options.seconds:.0f} s a row; floor: the page's own SQL by psycopg\n"
    )
    print("| page | who | requests/s | p50 ms | p95 ms | queries | floor/s | floor p95 ms |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    dsn = f"host={os.environ['PGHOST']} user={APP} dbname={os.environ['PGDATABASE']}"
    for name, path in PAGES:
        for who, headers in (("visitor", {}), ("member", login)):
            with_host = {"Host": "localhost", "Accept-Language": "nl", **headers}
            pages = measure(page(port, path, with_host), threads=options.threads, seconds=options.seconds)
            statements = sql_of_page(path, headers)
            floor = measure(repeat_sql(dsn, statements), threads=options.threads, seconds=options.seconds / 2)
            _print_row(name, who, pages, len(statements), floor)


def _print_row(name: str, who: str, pages: Figures, queries: int, floor: Figures) -> None:
    ours = f"{pages.per_second:.1f} | {pages.p50:.0f} | {pages.p95:.0f}"
    print(f"| {name} | {who} | {ours} | {queries} | {floor.per_second:.0f} | {floor.p95:.1f} |", flush=True)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            page(port, "/live", {"Host": "localhost"})()()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn does not answer")


if __name__ == "__main__":
    main()
