"""What the house style asks of every file, held by tests instead of by memory."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("weconomics", "communities", "governance", "billing", "marketplace")
CODE = (*APPS, "tests", "benchmarks", "manage.py", ".ci")
FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 40, 120
# Who may open a scope: the doors of the ground floor, work that names its community, and commands.
SCOPE_OPENERS = {
    "weconomics/tenancy/middleware.py",
    "weconomics/tenancy/tasks.py",
    "weconomics/jobs/models.py",
    "weconomics/jobs/running.py",
    "weconomics/jobs/tasks.py",
    # A community that is being founded, and a link that only its token knows, have no scope to come from.
    "communities/actions/community.py",
    "communities/actions/invitation.py",
    "communities/views/founding.py",
    "communities/views/public.py",
    # A letter names its community by a signed address, and has no request of its own.
    "marketplace/mailing/receiving.py",
    # So does the address in a letter that ends such letters.
    "marketplace/finding/silencing.py",
    # And the one in a reminder that renews a listing.
    "marketplace/renewing.py",
    # And the address with which somebody without an account reads what became of a report.
    "marketplace/views/moderation/status.py",
    "weconomics/events/outbox.py",
    "weconomics/events/tasks.py",
    # Each demo community is filled in its own scope.
    "weconomics/demo/seeding.py",
}
NEVER_EVERYTHING = {"models", "rules", "forms"}
PLATFORMS_OF_TAILWIND = {"darwin-arm64", "darwin-x64", "linux-arm64-gnu", "linux-arm64-musl", "linux-x64-gnu",
                         "linux-x64-musl", "win32-x64-msvc"}  # fmt: skip
PLATFORMS_OF_ESBUILD = {"darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"}


def python_files(*folders: str) -> Iterator[Path]:
    for name in folders:
        path = ROOT / name
        yield from (
            [path]
            if path.is_file()
            else sorted(p for p in path.rglob("*.py") if "node_modules" not in p.parts)
        )


def written(*folders: str) -> Iterator[Path]:
    """Without what Django writes: a first migration is as long as its tables are many."""
    return (path for path in python_files(*folders) if "migrations" not in path.parts)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST, names: set[str]) -> list[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in found if isinstance(node.func, ast.Name) and node.func.id in names]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        shown(path): lines
        for path in written(*CODE)
        if (lines := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for path in written(*CODE):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{shown(path)}:{node.name}"] = lines
    assert long == {}


def test_no_template_is_longer_than_120_lines() -> None:
    templates = (ROOT / "templates").rglob("*.html")
    long = {
        shown(path): lines
        for path in templates
        if (lines := len(path.read_text().splitlines())) > TEMPLATE_LINES
    }
    assert long == {}


def test_a_scope_is_opened_at_a_door_only() -> None:
    """A verb that opened a scope of its own could write into a community nobody asked for."""
    openers = {
        shown(path)
        for path in python_files(*APPS)
        if calls(ast.parse(path.read_text()), {"scope"})
        and not {"commands", "demo", "tenancy"} & set(path.parts)
        if path.name not in {"demo.py", "admin.py"}
    }
    assert openers - SCOPE_OPENERS == set()


def test_cross_community_work_gives_its_reason_in_words() -> None:
    reasons = {}
    for path in python_files(*APPS):
        for call in calls(ast.parse(path.read_text()), {"everything"}):
            given = call.args[0] if call.args else None
            if isinstance(given, ast.Attribute) and shown(path) == "weconomics/tenancy/tasks.py":
                continue  # hands on the reason that the task itself gives
            if not isinstance(given, ast.Constant | ast.JoinedStr) or len(ast.unparse(given)) < 12:
                reasons[f"{shown(path)}:{call.lineno}"] = ast.unparse(call)
    assert reasons == {}


@pytest.mark.parametrize("layer", sorted(NEVER_EVERYTHING))
def test_models_rules_and_forms_never_look_over_the_wall(layer: str) -> None:
    found = {
        shown(path)
        for path in python_files(*APPS[1:])
        if layer in path.parts or path.stem == layer
        if calls(ast.parse(path.read_text()), {"everything"})
    }
    assert found == set()


def test_no_form_or_serializer_takes_every_field() -> None:
    """A field added to a model later would be writable through every such door."""
    found = [
        shown(path)
        for path in python_files(*APPS)
        if re.search(r"fields\s*=\s*[\"']__all__[\"']", path.read_text())
    ]
    assert found == []


def test_pages_hold_no_inline_script_or_style() -> None:
    """The content security policy would refuse them in the browser, silently for the person."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\sstyle=|\son(click|change|submit|load)=|javascript:"
    )
    found = {
        f"{shown(path)}:{number}"
        for path in (ROOT / "templates").rglob("*.html")
        if "email" not in path.parts and "admin" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    }
    assert found == set()


def test_only_verbs_send_work_to_the_queue() -> None:
    """A message sent before the commit is worked on before its row is there; jobs and events go through rows."""
    found = {
        shown(path)
        for path in python_files(*APPS[1:])
        if re.search(r"\.(delay|apply_async)\(", path.read_text())
    }
    assert found == set()


def test_the_lock_of_npm_holds_every_platform() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for prefix, platforms in (
        ("node_modules/@tailwindcss/oxide-", PLATFORMS_OF_TAILWIND),
        ("node_modules/lightningcss-", PLATFORMS_OF_TAILWIND),
        ("node_modules/@esbuild/", PLATFORMS_OF_ESBUILD),
    ):
        assert platforms <= {name.removeprefix(prefix) for name in packages if name.startswith(prefix)}, (
            prefix
        )


@pytest.mark.parametrize("lock", ["package-lock.json", "tests/package-lock.json"])
def test_the_locks_of_npm_name_no_registry_and_check_every_package(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    # What a package carries inside itself has no hash of its own.
    assert not [n for n, p in packages.items() if n and "integrity" not in p and not p.get("inBundle")]


@pytest.mark.parametrize("manifest", ["package.json", "tests/package.json"])
def test_npm_packages_are_pinned_exactly(manifest: str) -> None:
    wanted = json.loads((ROOT / manifest).read_text())["dependencies"]
    assert not [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)]
