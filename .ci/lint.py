"""All checks that need no database: `make lint`, or `make lint ARGS="mypy djade"` for some of them."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = [
    "weconomics",
    "communities",
    "governance",
    "billing",
    "marketplace",
    "tests",
    "benchmarks",
    "manage.py",
    ".ci",
]
NOWHERE = {"PGHOST": "/nonexistent", "REDIS_URL": "redis://127.0.0.1:1/0"}
TEST = {**NOWHERE, "DJANGO_SETTINGS_MODULE": "weconomics.settings.test"}
# As a server would start, with secrets that are thrown away.
PRODUCTION = {
    **NOWHERE,
    "DJANGO_SETTINGS_MODULE": "weconomics.settings.production",
    "SECRET_KEY": os.urandom(48).hex(),
    "OIDC_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----",
    "SITE_URL": "https://example.org",
    "ALLOWED_HOSTS": "example.org",
}
Check = tuple[list[str | Path], dict[str, str]]


def checks() -> dict[str, Check]:
    """Name → command and environment; the slowest first."""
    django = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]
    code = [name for name in CODE if (ROOT / name).exists()]
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))
    return {
        "mypy": ([BIN / "mypy"], TEST),
        "deploy": ([*django, "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
        "migrations": ([*django, "makemigrations", "--check", "--dry-run"], TEST),
        "translations": ([*django, "translations", "--check"], TEST),
        "picture": ([*django, "draw_architecture", "--check"], TEST),
        "imports": ([BIN / "lint-imports", "--no-logo"], {}),
        "ruff": ([BIN / "ruff", "check", *code], {}),
        "format": ([BIN / "ruff", "format", "--check", *code], {}),
        "djade": ([BIN / "djade", "--check", *templates], {}),
    }


def run(name: str, check: Check) -> bool:
    command, environment = check
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    took = time.monotonic() - began
    good = done.returncode == 0
    said = "" if good else f"\n{done.stdout}{done.stderr}"
    print(f"{'ok    ' if good else 'FAILED'} {name:<13} {took:5.1f} s{said}", flush=True)
    return good


def main(wanted: list[str]) -> int:
    (ROOT / "static_build").mkdir(exist_ok=True)  # a check of Django asks for the folder, built or not
    chosen = {name: check for name, check in checks().items() if not wanted or name in wanted}
    if unknown := set(wanted) - set(chosen):
        print(f"no such check: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return 0 if all(list(pool.map(run, chosen, chosen.values()))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
