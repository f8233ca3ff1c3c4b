"""Reports and measures, as the outside sees them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.enums import SubjectKind
from marketplace.models import Measure, Notice
from marketplace.models.moderation import AboutSomething
from marketplace.moderation.rulebook import label_of
from marketplace.moderation.statements import parts_of
from marketplace.moderation.subjects import title_of


class SubjectSerializer(serializers.Serializer):
    """What it is about: a listing, a photo, a message, a review or a member, and what it is called."""

    kind = serializers.ChoiceField(source="subject_kind", choices=SubjectKind.choices)
    title = serializers.SerializerMethodField()

    def get_title(self, row: AboutSomething) -> str:
        return title_of(row)


class StatementPartSerializer(serializers.Serializer):
    """One part of the statement of reasons, in the language of the request."""

    label = serializers.CharField()
    text = serializers.CharField()


class MeasureSerializer(serializers.ModelSerializer):
    """What was decided: when, until when, on which rule it rests, and the whole statement of reasons in words."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    subject = SubjectSerializer(source="*", read_only=True)
    rule = serializers.SerializerMethodField()
    statement = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = (
            *("id", "number", "kind", "subject", "rule", "facts", "is_automated", "decided_at", "until"),
            *("takes_effect_at", "lifted_at", "lifted_because", "statement"),
        )
        read_only_fields = fields

    def get_rule(self, measure: Measure) -> str:
        return label_of(measure.ground_kind, measure.law, measure.ground)

    @extend_schema_field(StatementPartSerializer(many=True))
    def get_statement(self, measure: Measure) -> Any:
        return StatementPartSerializer(parts_of(measure), many=True).data


class NoticeSerializer(serializers.ModelSerializer):
    """What you reported. `decision` once it is decided."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    subject = SubjectSerializer(source="*", read_only=True)
    rule = serializers.SerializerMethodField()
    decision = MeasureSerializer(source="measure", allow_null=True, read_only=True)

    class Meta:
        model = Notice
        fields = ("id", "number", "state", "subject", "rule", "text", "received_at", "decided_at", "decision")
        read_only_fields = fields

    def get_rule(self, notice: Notice) -> str:
        return label_of(notice.ground_kind, notice.law, notice.ground)


class RuleSerializer(serializers.Serializer):
    """A rule that can be named in a report."""

    code = serializers.CharField()
    kind = serializers.CharField(source="ground_kind")
    text = serializers.CharField(source="ground")


class NoticeInput(serializers.Serializer):
    """`subject_id` is the id of the thing; for the cover of a listing that of the listing, with kind `photo`."""

    subject_kind = serializers.ChoiceField(choices=SubjectKind.choices)
    subject_id = serializers.UUIDField()
    rule = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=5000)
    in_good_faith = serializers.BooleanField()
