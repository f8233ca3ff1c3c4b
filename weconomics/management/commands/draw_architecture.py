"""Draws docs/architecture.svg from the code: the apps in the order of the street, their size, and who imports whom."""

import ast
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string

STREET = ("marketplace", "billing", "governance", "communities", "weconomics")
WIDTH, HEIGHT, GAP, TOP = 150, 120, 40, 210


class Command(BaseCommand):
    help = "Draw docs/architecture.svg from the code (--check: fail when it is out of date)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        target = settings.BASE_DIR / "docs" / "architecture.svg"
        picture = render_to_string("docs/architecture.svg", _street(settings.BASE_DIR))
        if check and (not target.exists() or target.read_text() != picture):
            raise CommandError("docs/architecture.svg is out of date: run manage.py draw_architecture")
        if not check:
            target.write_text(picture)


def _street(root: Path) -> dict[str, Any]:
    imports = {app: _imports_of(root, app) for app in STREET}
    houses = [
        {
            "name": app,
            "x": GAP + place * (WIDTH + GAP),
            "files": imports[app][0],
            "models": _models_of(root, app),
        }
        for place, app in enumerate(STREET)
    ]
    arrows = [
        _arrow(STREET.index(app), STREET.index(other), count)
        for app in STREET
        for other, count in sorted(imports[app][1].items(), key=lambda item: STREET.index(item[0]))
    ]
    size = {"width": GAP + len(STREET) * (WIDTH + GAP), "height": TOP + HEIGHT + 60}
    return {
        "houses": houses,
        "arrows": arrows,
        "top": TOP,
        "house_width": WIDTH,
        "house_height": HEIGHT,
        **size,
    }


def _imports_of(root: Path, app: str) -> tuple[int, Counter[str]]:
    """Number of files, and in how many of them each other app is imported."""
    files = [path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts]
    found: Counter[str] = Counter()
    for path in files:
        found.update(_apps_in(ast.parse(path.read_text())) - {app})
    return len(files), found


def _apps_in(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
    return names & set(STREET)


def _models_of(root: Path, app: str) -> int:
    """Classes in the model files that have a table of their own."""
    from django.apps import apps

    return sum(
        1 for model in apps.get_models() if model.__module__.split(".")[0] == app and not model._meta.proxy
    )


def _arrow(start: int, end: int, count: int) -> dict[str, Any]:
    """An arc over the houses between; its height grows with the distance, its weight with the imports."""
    middle = WIDTH // 2 + GAP
    x1, x2 = middle + start * (WIDTH + GAP), middle + end * (WIDTH + GAP)
    rise = 26 + 34 * abs(end - start)
    return {
        "x1": x1 + 12,
        "x2": x2 - 12,
        "y": TOP,
        "peak": TOP - rise,
        "middle": (x1 + x2) // 2,
        "label_y": TOP - rise // 2 - rise // 4 - 4,
        "count": count,
        "weight": min(1 + count // 12, 5),
    }
