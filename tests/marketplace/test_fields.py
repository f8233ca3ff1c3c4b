"""A category's own questions: what fits, what is refused in which sentence, and that old answers stay readable."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from marketplace.enums import FieldKind
from marketplace.fields import asked_in, clean_values, form_fields, missing_values, shown_values
from marketplace.fields.forming import initial_values
from marketplace.models import FieldSchema, Listing

ROOF: list[dict[str, Any]] = [
    {"code": "roof", "name_nl": "Soort dak", "name_en": "Kind of roof", "kind": "choice", "required": True,
     "filterable": True, "options": [
         {"code": "flat", "nl": "plat", "en": "flat"}, {"code": "tiles", "nl": "pannen", "en": "tiles"}]},
    {"code": "tools", "name_nl": "Gereedschap", "name_en": "Tools", "kind": "choices", "required": False,
     "options": [{"code": "ladder", "nl": "ladder", "en": ""}, {"code": "drill", "nl": "boor", "en": "drill"}]},
    {"code": "area", "name_nl": "Oppervlak", "name_en": "Area", "kind": "number", "unit": "m²", "required": False},
    {"code": "own", "name_nl": "Eigen dak", "name_en": "Own roof", "kind": "yes_no", "required": True},
    {"code": "built", "name_nl": "Bouwdag", "name_en": "Built on", "kind": "date", "required": False},
    {"code": "note", "name_nl": "Bijzonders", "name_en": "", "kind": "text", "required": False},
]  # fmt: skip
GOOD = {
    "roof": "flat",
    "tools": ["drill", "ladder"],
    "area": 42.5,
    "own": False,
    "built": "2024-02-29",
    "note": "Schuin",
}


def schema(fields: list[dict[str, Any]] = ROOF) -> FieldSchema:
    return FieldSchema(number=1, fields=fields)


class TestGoodAnswers:
    def test_of_a_program_are_kept_as_json(self) -> None:
        checked = clean_values(schema(), GOOD)
        assert checked.errors == {}
        assert checked.values == {**GOOD, "tools": ["ladder", "drill"]}  # in the order of the question

    def test_of_a_form_become_json(self) -> None:
        given = {"area": Decimal("42.50"), "built": date(2024, 2, 29), "own": True, "note": "  Schuin "}
        assert clean_values(schema(), given).values == {
            "area": 42.5, "own": True, "built": "2024-02-29", "note": "Schuin"
        }  # fmt: skip

    def test_whole_numbers_stay_whole(self) -> None:
        (number,) = clean_values(schema(), {"area": Decimal("40.000")}).values.values()
        assert (number, type(number)) == (40, int)

    @pytest.mark.parametrize("empty", [None, "", "   ", [], ()])
    def test_what_is_empty_is_left_out(self, empty: Any) -> None:
        checked = clean_values(schema(), dict.fromkeys(GOOD, empty))
        assert (checked.values, checked.errors) == ({}, {})

    def test_no_is_an_answer_and_so_is_zero(self) -> None:
        assert clean_values(schema(), {"own": False, "area": 0}).values == {"own": False, "area": 0}

    def test_a_category_without_questions_takes_none(self) -> None:
        assert clean_values(None, {}).values == {}
        with override("en"):
            assert clean_values(None, {"roof": "flat"}).errors == {"roof": "This category does not ask this."}


BAD: list[tuple[str, Any, str]] = [
    ("colour", "red", "This category does not ask this."),
    ("roof", "reed", "Choose one of: flat, tiles."),
    ("roof", ["flat"], "Choose one of: flat, tiles."),
    ("roof", 1, "Choose one of: flat, tiles."),
    ("tools", "drill", "Choose from: ladder, drill."),
    ("tools", ["saw"], "Choose from: ladder, drill."),
    ("tools", [["drill"]], "Choose from: ladder, drill."),
    ("tools", {"drill": True}, "Choose from: ladder, drill."),
    ("area", "42", "Fill in a number."),
    ("area", True, "Fill in a number."),
    ("area", float("nan"), "Fill in a number."),
    ("area", float("inf"), "Fill in a number."),
    ("area", [1], "Fill in a number."),
    ("area", 10**9 + 1, "Fill in a number of at most a billion."),
    ("area", 10**400, "Fill in a number of at most a billion."),
    ("own", "yes", "Answer yes or no."),
    ("own", 1, "Answer yes or no."),
    ("built", "31-05-2026", "Fill in a date, like 2026-05-31."),
    ("built", "2026-02-30", "Fill in a date, like 2026-05-31."),
    ("built", 20260531, "Fill in a date, like 2026-05-31."),
    ("built", datetime(2026, 5, 31), "Fill in a date, like 2026-05-31."),
    ("note", 5, "Fill in a text."),
    ("note", "a\x00b", "Fill in a text."),
    ("note", "x" * 501, "Use at most 500 characters."),
]


@pytest.mark.parametrize(("code", "given", "sentence"), BAD)
def test_what_does_not_fit_is_said_in_a_sentence(code: str, given: Any, sentence: str) -> None:
    with override("en"):
        checked = clean_values(schema(), {**GOOD, code: given})
    assert checked.errors == {code: sentence}
    assert code not in checked.values


def test_only_publishing_asks_for_what_is_required() -> None:
    assert clean_values(schema(), {}).errors == {}
    with override("en"):
        assert missing_values(schema(), {"roof": "flat"}) == {
            "own": "Answer this before you publish: Own roof."
        }
    assert missing_values(schema(), {"roof": "flat", "own": False}) == {}
    assert missing_values(None, {}) == {}


class TestItsForm:
    def test_has_a_field_for_each_question_in_order_and_in_the_readers_language(self) -> None:
        with override("nl"):
            dutch = {code: field.label for code, field in form_fields(schema()).items()}
        with override("en"):
            english = [field.label for field in form_fields(schema()).values()]
        assert dutch == {
            "roof": "Soort dak", "tools": "Gereedschap", "area": "Oppervlak (m²)", "own": "Eigen dak",
            "built": "Bouwdag", "note": "Bijzonders",
        }  # fmt: skip
        assert english == ["Kind of roof", "Tools", "Area (m²)", "Own roof", "Built on", "Bijzonders"]

    def test_covers_every_kind_and_requires_none(self) -> None:
        assert {question.kind for question in asked_in(schema())} == set(FieldKind.values)
        assert not any(field.required for field in form_fields(schema()).values())

    def test_reads_what_people_type(self) -> None:
        typed = {
            "roof": "tiles",
            "tools": ["drill"],
            "area": "42,5",
            "own": "no",
            "built": "2024-02-29",
            "note": "",
        }
        with override("nl"):
            form = _form(typed)
            assert form.errors == {}
        assert clean_values(schema(), form.cleaned_data).values == {
            "roof": "tiles", "tools": ["drill"], "area": 42.5, "own": False, "built": "2024-02-29",
        }  # fmt: skip

    def test_an_unanswered_yes_or_no_is_neither(self) -> None:
        form = _form({"own": ""})
        assert form.is_valid()
        assert clean_values(schema(), form.cleaned_data).values == {}

    def test_shows_the_answers_of_before(self) -> None:
        assert initial_values(schema(), {**GOOD, "gone": 1}) == {**GOOD, "own": "no"}


class TestReading:
    def test_answers_stand_in_words_in_the_order_of_the_questions(self) -> None:
        listing = Listing(fields_version=schema(), values={**GOOD, "area": 1042.5})
        with override("nl"):
            shown = [(row.label, row.text) for row in shown_values(listing)]
        assert shown == [
            ("Soort dak", "plat"), ("Gereedschap", "boor, ladder"), ("Oppervlak", "1.042,5 m²"),
            ("Eigen dak", "Nee"), ("Bouwdag", "29 februari 2024"), ("Bijzonders", "Schuin"),
        ]  # fmt: skip

    def test_an_old_listing_is_read_by_the_questions_of_its_time(self) -> None:
        old = schema(
            [
                {
                    "code": "roof",
                    "name_nl": "Dakje",
                    "kind": "choice",
                    "options": [{"code": "reed", "nl": "riet"}],
                }
            ]
        )
        listing = Listing(fields_version=old, values={"roof": "reed"})
        assert [(row.label, row.text) for row in shown_values(listing)] == [("Dakje", "riet")]

    def test_what_no_version_explains_is_shown_as_it_stands(self) -> None:
        listing = Listing(fields_version=schema(), values={"roof": "reed", "built": 7, "tools": 3})
        assert [row.text for row in shown_values(listing)] == ["reed", "3", "7"]

    def test_nothing_answered_shows_nothing(self) -> None:
        assert shown_values(Listing(values={})) == []
        assert shown_values(Listing(values={"roof": "flat"})) == []


def _form(typed: dict[str, Any]) -> forms.Form:
    made = type("Answers", (forms.Form,), form_fields(schema()))
    return made(typed)
