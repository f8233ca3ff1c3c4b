"""The demo communities as data: read from TOML, checked, and refused with a sentence that says where."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from weconomics.demo.moments import moment

DATA = Path(__file__).parent / "data"
PARTS = ("community", "governance", "market", "fields", "deals", "trust")
DOMAIN_OF_MAIL = "example"  # reserved for examples: no letter ever leaves

Spec = dict[str, Any]

NEEDED: dict[str, tuple[str, ...]] = {
    "local_groups": ("key", "name", "place", "lat", "lon"),
    "people": ("key", "name", "group"),
    "partners": ("key", "name", "legal_form", "kvk", "group", "admin", "motivation"),
    "context": ("kind", "theme", "title", "by", "impact", "likelihood"),
    "decisions": ("title", "driver", "text", "by", "opened", "effect"),
    "proposals": ("title", "driver", "text", "by", "opened", "days"),
    "revenue_models": ("number", "name", "explanation", "rules"),
    "matching_policies": ("weights", "fewest_points", "explanation", "by", "made"),
    "categories": ("slug", "nl", "en", "course_line"),
    "listings": ("code", "side", "title", "text", "kind", "category", "price_type", "group", "by"),
    "fields": ("category", "questions"),
    "deals": ("offer", "asks", "proposed"),
}
KEYS = {"local_groups": "key", "people": "key", "partners": "key", "categories": "slug", "listings": "code"}
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("people", "group", "local_groups"),
    ("partners", "group", "local_groups"),
    ("partners", "admin", "people"),
    ("partners", "finance", "people"),
    ("context", "by", "people"),
    ("decisions", "by", "people"),
    ("proposals", "by", "people"),
    ("matching_policies", "by", "people"),
    ("listings", "by", "people"),
    ("listings", "partner", "partners"),
    ("listings", "group", "local_groups"),
    ("listings", "category", "categories"),
    ("fields", "category", "categories"),
    ("deals", "offer", "listings"),
    ("deals", "request", "listings"),
    ("deals", "person", "people"),
    ("deals", "partner", "partners"),
    ("questions", "listing", "listings"),
    ("questions", "by", "people"),
    ("reviews", "offer", "listings"),
    ("reviews", "by", "people"),
    ("thanks", "by", "people"),
    ("thanks", "to", "people"),
    ("group_orders", "offer", "listings"),
    ("group_orders", "by", "people"),
    ("standing_deals", "offer", "listings"),
    ("standing_deals", "by", "people"),
    ("standing_deals", "agreed_by", "people"),
)
MOMENTS = ("opened", "proposed", "agreed", "delivered", "confirmed", "cancelled", "declined")


class DemoDataWrong(ValueError):
    """The demo's data does not fit; the message says in which community, table and row."""


def load_network(folder: Path = DATA) -> Spec:
    """The network leader that carries the demo communities."""
    return _read(folder / "network.toml")


def load_communities(now: datetime, folder: Path = DATA) -> list[Spec]:
    """The specification of each community, with `now` to tell its moments from. Raises DemoDataWrong."""
    return [load_community(path, now) for path in sorted(folder.iterdir()) if path.is_dir()]


def load_community(folder: Path, now: datetime) -> Spec:
    spec: Spec = {"name": folder.name, "now": now}
    for part in PARTS:
        spec |= _read(folder / f"{part}.toml")
    problems = list(_problems(spec))
    if problems:
        raise DemoDataWrong("\n".join(f"{folder.name}: {problem}" for problem in problems))
    return spec


def email_of(spec: Spec, key: str) -> str:
    """The address of a demo person: the name with a dot, at the community's own example domain."""
    person = by_key(spec["people"], key)
    words = person["name"].lower().replace("'", "").split()
    return f"{words[0]}.{''.join(words[1:])}@{spec['community']['slug']}.{DOMAIN_OF_MAIL}"


def by_key(rows: Iterable[Spec], key: str, name: str = "key") -> Spec:
    return next(row for row in rows if row[name] == key)


def _read(path: Path) -> Spec:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DemoDataWrong(f"{path.parent.name}: {path.name} is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise DemoDataWrong(f"{path.parent.name}/{path.name}: {error}") from error


def _problems(spec: Spec) -> Iterator[str]:
    for name in ("community", "domain", "operator", "factors"):
        if name not in spec:
            yield f"[{name}] is missing"
    for table, names in NEEDED.items():
        yield from _missing(table, spec.get(table, []), names)
    for table, name in KEYS.items():
        yield from _twice(table, [row.get(name) for row in spec.get(table, [])])
    for table, name, target in REFERENCES:
        yield from _dangling(spec, table, name, target)
    for table in ("decisions", "proposals", "deals"):
        yield from _wrong_moments(table, spec.get(table, []), spec["now"])


def _missing(table: str, rows: list[Spec], names: tuple[str, ...]) -> Iterator[str]:
    if not rows:
        yield f"no [[{table}]]"
    for index, row in enumerate(rows, start=1):
        for name in names:
            if name not in row:
                yield f"{_place(table, index, row)} lacks '{name}'"


def _twice(table: str, keys: list[Any]) -> Iterator[str]:
    for key in sorted({str(key) for key in keys if keys.count(key) > 1}):
        yield f"[[{table}]] has '{key}' twice"


def _dangling(spec: Spec, table: str, name: str, target: str) -> Iterator[str]:
    known = {row.get(KEYS[target]) for row in spec.get(target, [])}
    for index, row in enumerate(spec.get(table, []), start=1):
        if name in row and row[name] not in known:
            yield f"{_place(table, index, row)}: {name} '{row[name]}' is not in [[{target}]]"


def _wrong_moments(table: str, rows: list[Spec], now: datetime) -> Iterator[str]:
    for index, row in enumerate(rows, start=1):
        for name in MOMENTS:
            try:
                moment(row.get(name, "0d"), now)
            except ValueError:
                yield f"{_place(table, index, row)}: {name} '{row[name]}' is no moment"


def _place(table: str, index: int, row: Spec) -> str:
    label = row.get("code") or row.get("key") or row.get("slug") or row.get("title") or ""
    return f"[[{table}]] {index}" + (f" ({label})" if label else "")
