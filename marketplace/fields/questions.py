"""One question of a category, read from its version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from marketplace.enums import FieldKind
from marketplace.models import FieldSchema


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    nl: str
    en: str = ""

    @property
    def name(self) -> str:
        return _in_the_language_of_the_reader(self.nl, self.en)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a version holds it. `code` names it in every version; `unit` stands behind a number."""

    code: str
    name_nl: str
    kind: str
    name_en: str = ""
    required: bool = False
    filterable: bool = False
    unit: str = ""
    options: tuple[Option, ...] = ()

    @property
    def name(self) -> str:
        return _in_the_language_of_the_reader(self.name_nl, self.name_en)

    @property
    def has_options(self) -> bool:
        return self.kind in (FieldKind.CHOICE, FieldKind.CHOICES)

    def option_name(self, code: str) -> str:
        """The name of an option; its code where this version does not know it."""
        return next((option.name for option in self.options if option.code == code), code)

    def as_json(self) -> dict[str, Any]:
        """The shape in which `FieldSchema.fields` holds it."""
        return {
            "code": self.code,
            "name_nl": self.name_nl,
            "name_en": self.name_en,
            "kind": self.kind,
            "required": self.required,
            "filterable": self.filterable,
            "unit": self.unit,
            "options": [{"code": option.code, "nl": option.nl, "en": option.en} for option in self.options],
        }


def asked_in(schema: FieldSchema | None) -> list[Asked]:
    """The questions of a version, in order; none without one."""
    return [from_json(field) for field in schema.fields] if schema else []


def from_json(field: Mapping[str, Any]) -> Asked:
    return Asked(
        code=field["code"],
        name_nl=field.get("name_nl") or field["code"],
        name_en=field.get("name_en") or "",
        kind=field["kind"],
        required=bool(field.get("required")),
        filterable=bool(field.get("filterable")),
        unit=field.get("unit") or "",
        options=tuple(
            Option(option["code"], option.get("nl") or option["code"], option.get("en") or "")
            for option in field.get("options") or ()
        ),
    )


def _in_the_language_of_the_reader(nl: str, en: str) -> str:
    return en if en and get_language() == "en" else nl
