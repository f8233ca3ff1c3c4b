"""What is exchanged here, and what each category asks of a listing."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.enums import FieldKind, SchemaState
from marketplace.fields import asked_in
from marketplace.models import Category, FieldSchema
from marketplace.queries import open_categories
from weconomics.api.pagination import ByName
from weconomics.api.scopes import Scope
from weconomics.api.views import ListView


class OptionSerializer(serializers.Serializer):
    code = serializers.CharField()
    nl = serializers.CharField()
    en = serializers.CharField(allow_blank=True)


class QuestionSerializer(serializers.Serializer):
    """A question; `required` is asked when a listing is published, `filterable` ones stand beside the search."""

    code = serializers.CharField()
    name_nl = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=FieldKind.choices)
    required = serializers.BooleanField()
    filterable = serializers.BooleanField()
    unit = serializers.CharField(allow_blank=True)
    options = OptionSerializer(many=True)


class CategorySerializer(serializers.ModelSerializer):
    """`version` counts the versions of its questions; null where it asks nothing of its own."""

    parent = serializers.CharField(source="parent.slug", default=None, allow_null=True, read_only=True)
    version = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ("slug", "name_nl", "name_en", "icon", "parent", "version", "questions")
        read_only_fields = fields

    @extend_schema_field({"type": ["integer", "null"]})
    def get_version(self, category: Any) -> int | None:
        return category.asking[0].number if category.asking else None

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, category: Any) -> list[dict[str, Any]]:
        return [question.as_json() for question in asked_in(category.asking[0] if category.asking else None)]


class CategoryList(ListView):
    """GET: the open categories with their questions, as they are now."""

    scopes = {"GET": Scope.LISTINGS_READ}
    serializer_class = CategorySerializer
    pagination_class = ByName
    queryset = Category.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        asking = FieldSchema.objects.filter(state=SchemaState.ACTIVE)
        rows = open_categories().select_related("parent")
        return rows.prefetch_related(Prefetch("schemas", asking, to_attr="asking"))
