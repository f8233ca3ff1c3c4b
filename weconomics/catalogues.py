"""The Dutch words of each app: found in the sources, kept in `locale/<app>/nl/`, compiled without gettext.

Source strings are English. `templates/<app>/` belongs to the app of that name; all other templates and
`weconomics/` belong to the ground floor.
"""

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
APPS = ("weconomics", "communities", "governance", "billing", "marketplace")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# A component's expression attribute, :title="_('Members')", is plain text to Django's lexer.
EXPRESSION_ATTRIBUTE = re.compile(r""":[\w-]+=(?:"_\('([^'{}]+)'\)"|'_\("([^"{}]+)"\)')""")
# A date would make two people's work conflict on every update.
NO_DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Findings:
    """What keeps a catalogue from being complete; each line says where and which words."""

    app: str
    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        kinds = (("missing", self.missing), ("fuzzy", self.fuzzy), ("obsolete", self.obsolete))
        return [f"{self.app}: {kind}: {words}" for kind, found in kinds for words in found]


def po_path(app: str, root: Path = ROOT) -> Path:
    return root / "locale" / app / "nl" / "LC_MESSAGES" / "django.po"


def read(app: str, root: Path = ROOT) -> Catalog:
    """The app's catalogue as it is kept; empty if there is none yet."""
    path = po_path(app, root)
    if not path.exists():
        return _new_catalogue()
    with path.open("rb") as file:
        return read_po(file, locale="nl", domain="django")


def collect(app: str, root: Path = ROOT) -> Catalog:
    """All words of the app's sources, without translations."""
    found = _new_catalogue()
    for path in _sources(app, root):
        place = [(path.relative_to(root).as_posix(), 1)]
        for message, comments, context in _messages_in(path):
            found.add(message, locations=place, auto_comments=comments, context=context)
    return found


def update(app: str, root: Path = ROOT, *, forget: bool = False) -> Findings:
    """Bring the kept catalogue in step with the sources; never guesses a translation.

    Words that left the sources stay below the line as obsolete, so that moving text does not lose its
    translation; `forget` drops them. Empty ones are filled from another app's equal words.
    """
    kept, found = read(app, root), collect(app, root)
    _revive(kept, found)
    kept.update(found, no_fuzzy_matching=True)
    _fill_from_neighbours(kept, app, root)
    if forget:
        kept.obsolete.clear()
    _save(kept, po_path(app, root))
    return compare(app, kept, found)


def check(app: str, root: Path = ROOT) -> Findings:
    """What is missing, fuzzy or obsolete; writes nothing."""
    return compare(app, read(app, root), collect(app, root))


def compare(app: str, kept: Catalog, found: Catalog) -> Findings:
    findings = Findings(app)
    for message in found:
        if not message.id:
            continue
        translation = kept.get(message.id, message.context)
        if translation is None or not all(_texts(translation.string)):
            findings.missing.append(_shown(message))
        elif translation.fuzzy:
            findings.fuzzy.append(_shown(message))
    gone = [message for message in kept if message.id and found.get(message.id, message.context) is None]
    findings.obsolete = [_shown(message) for message in (*gone, *kept.obsolete.values())]
    return findings


def contradictions(root: Path = ROOT) -> list[str]:
    """Words that two apps translate differently: Django keeps one of them for all pages."""
    seen: dict[tuple[str, str | None], tuple[str, str]] = {}
    found = []
    for app in APPS:
        for message in read(app, root):
            words = " / ".join(_texts(message.string))
            if not message.id or not words.strip(" /"):
                continue
            other, theirs = seen.setdefault((str(message.id), message.context), (app, words))
            if theirs != words:
                found.append(f"{other} and {app}: {_shown(message)}: {theirs!r} and {words!r}")
    return found


def compile_all(root: Path = ROOT) -> int:
    """Write the .mo files Django reads; returns how many were out of date."""
    written = 0
    for app in APPS:
        source = po_path(app, root)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read(app, root))
        target.write_bytes(compiled.getvalue())
        written += 1
    return written


def _sources(app: str, root: Path) -> Iterator[Path]:
    python = (root / app).rglob("*.py")
    yield from sorted(path for path in python if "migrations" not in path.parts)
    templates = root / "templates"
    others = {templates / other for other in APPS if other != "weconomics"}
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        owners = others & set(path.parents)
        if (not owners and app == "weconomics") or templates / app in owners:
            yield path


def _messages_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        for single, double in EXPRESSION_ATTRIBUTE.findall(text):
            yield single or double, [], None
        text = _as_python(text, path)
    lines = io.BytesIO(text.encode())
    options = {"encoding": "utf-8"}
    for _, message, comments, context in extract(
        "python", lines, KEYWORDS, comment_tags=("Translators",), options=options
    ):
        yield message, comments, context


def _as_python(text: str, path: Path) -> str:
    # Imported late: compiling needs no Django, and the demo compiles before Django is set up.
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def _revive(kept: Catalog, found: Catalog) -> None:
    """Words that came back get their old translation back; Babel would leave it below the line."""
    for key, message in list(kept.obsolete.items()):
        if found.get(message.id, message.context) is not None:
            kept[message.id] = kept.obsolete.pop(key)


def _fill_from_neighbours(kept: Catalog, app: str, root: Path) -> None:
    neighbours = [read(other, root) for other in APPS if other != app]
    for message in kept:
        if not message.id or all(_texts(message.string)):
            continue
        for neighbour in neighbours:
            theirs = neighbour.get(message.id, message.context)
            if theirs is not None and not theirs.fuzzy and all(_texts(theirs.string)):
                message.string = theirs.string
                break


def _save(catalogue: Catalog, path: Path) -> None:
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != written.getvalue():
        path.write_bytes(written.getvalue())


def _new_catalogue() -> Catalog:
    return Catalog(
        locale="nl",
        domain="django",
        header_comment="",
        project="weconomics",
        version="1",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        last_translator="Weconomics",
        language_team="nl",
        fuzzy=False,
    )


def _texts(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (list, tuple)) else (str(string or ""),)


def _shown(message: Message) -> str:
    words = repr(_texts(message.id)[0])
    return f"{words} ({message.context})" if message.context else words


if __name__ == "__main__":
    compile_all()
