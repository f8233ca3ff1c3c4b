"""Answers to the questions of a category, as programs send and read them: an object by the code of each question."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.fields import clean_values, schema_of


@extend_schema_field({"type": "object", "additionalProperties": True})
class AnswersField(serializers.Field):
    """By code: a text, a number, true or false, a day as 2026-05-31, the code of an option, or a list of these."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(
                _("Send an object with the code of each question and its answer."), code="not_an_object"
            )
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class AnswersInput(serializers.Serializer):
    """`values` is checked by the questions of the category as they are now; see the list of categories."""

    values = AnswersField(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "values" in given:
            category = given.get("category") or getattr(self.instance, "category", None)
            errors = clean_values(schema_of(category), given["values"]).errors
            if errors:
                raise serializers.ValidationError(
                    {"values": {code: [sentence] for code, sentence in errors.items()}}
                )
        return given
