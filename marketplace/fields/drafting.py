"""The questions a coordinator wrote: what is wrong with them, and the codes under which answers are kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import JSONField
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace.enums import FieldKind
from marketplace.fields.questions import Asked, Option

MOST_QUESTIONS = 20
MOST_OPTIONS = 30
FEWEST_OPTIONS = 2
LONGEST_NAME = 80
LONGEST_UNIT = 12
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence, with which part of which question (from 0); without one with all of them."""

    sentence: str
    place: int | None = None
    part: str = ""


def with_codes(questions: Sequence[Asked], before: Iterable[Asked]) -> list[Asked]:
    """A code for what has none yet, or one that cannot be.

    A code means the same question in every version, for filters read the answers of all versions by it. So a new
    question never takes the code of one of before, not even of one that was removed.
    """
    named = {question.code for question in questions}
    taken = {question.code for question in before} | named
    used: set[str] = set()
    coded = []
    for question in questions:
        is_free = is_code(question.code) and question.code not in used
        code = question.code if is_free else _free_code(question.name_nl, taken)
        taken.add(code)
        used.add(code)
        coded.append(replace(question, code=code, options=_options_with_codes(question)))
    return coded


def is_code(text: str) -> bool:
    """It stands in addresses and in paths into JSON, where the name of a lookup would be read as that lookup."""
    fits = re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", text) and len(text) <= LONGEST_CODE + 4
    return bool(fits) and text not in JSONField().get_lookups()


def faults_of(questions: Sequence[Asked], before: Iterable[Asked]) -> Iterator[Fault]:
    """Everything that keeps these questions from being asked."""
    if len(questions) > MOST_QUESTIONS:
        yield Fault(_("Ask at most %s questions: people fill this in on a phone.") % MOST_QUESTIONS)
    kinds = {question.code: question.kind for question in before}
    names: set[str] = set()
    for place, question in enumerate(questions):
        name = question.name_nl.casefold()
        if not name:
            yield Fault(_("Write the question in Dutch."), place, "name_nl")
        elif name in names:
            yield Fault(_("There is a question with this name already."), place, "name_nl")
        names.add(name)
        if question.kind not in FieldKind.values:
            yield Fault(_("Choose how it is answered."), place, "kind")
        elif question.code and kinds.get(question.code, question.kind) != question.kind:
            yield Fault(_("How it is answered stays. Remove this question and add another."), place, "kind")
        if question.has_options:
            yield from _faults_of_options(question, place)


def _faults_of_options(question: Asked, place: int) -> Iterator[Fault]:
    names = [option.nl.casefold() for option in question.options]
    if len(names) < FEWEST_OPTIONS:
        yield Fault(_("Give at least two answers to choose from."), place, "options")
    elif len(names) > MOST_OPTIONS:
        yield Fault(_("Give at most %s answers to choose from.") % MOST_OPTIONS, place, "options")
    elif len(set(names)) < len(names):
        yield Fault(_("Two answers have the same name."), place, "options")


def _options_with_codes(question: Asked) -> tuple[Option, ...]:
    if not question.has_options:
        return ()
    taken = {option.code for option in question.options}
    used: set[str] = set()
    coded = []
    for option in question.options:
        is_free = is_code(option.code) and option.code not in used
        code = option.code if is_free else _free_code(option.nl, taken)
        taken.add(code)
        used.add(code)
        coded.append(replace(option, code=code))
    return tuple(coded)


def _free_code(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[-_]+", "_", slugify(name)).strip("_")[:LONGEST_CODE].rstrip("_")
    start = plain if plain[:1].isalpha() else f"q_{plain}".rstrip("_")
    number, code = 1, start
    while code in taken or not is_code(code):
        number += 1
        code = f"{start}_{number}"
    return code
