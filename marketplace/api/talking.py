"""Messages of a deal and reviews, as the outside sees them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.actions.messages import LONGEST
from marketplace.api.parties import KINDS, PartyField
from marketplace.models import Message, MessageAttachment, Review
from marketplace.reviewing import about_ref


class AttachmentSerializer(serializers.ModelSerializer):
    """What hangs on a message. The file itself is for people, on the page of the deal."""

    class Meta:
        model = MessageAttachment
        fields = ("name", "content_type", "size_bytes")
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer):
    """What somebody said. `is_own` is true for what the member of this program wrote; a hidden text is empty."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    author = serializers.CharField(source="author.display_name", read_only=True)
    is_own = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    is_hidden = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ("id", "author", "is_own", "text", "is_hidden", "sent_at", "attachments")
        read_only_fields = fields

    def get_is_own(self, message: Message) -> bool:
        return bool(message.author_id == self.context["actor"].membership_id)

    def get_text(self, message: Message) -> str:
        return "" if message.hidden_at else message.text

    def get_is_hidden(self, message: Message) -> bool:
        return message.hidden_at is not None

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, message: Message) -> Any:
        return AttachmentSerializer([] if message.hidden_at else message.attachments.all(), many=True).data


class MessageInput(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST)


class ReviewSerializer(serializers.ModelSerializer):
    """What one side of a completed deal says of the other (`about`), once it shows."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    deal_title = serializers.CharField(source="deal.title", read_only=True)
    author = serializers.CharField(source="author.display_name", read_only=True)
    about = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = (
            "id",
            "deal_title",
            "by_side",
            "author",
            "about",
            "stars",
            "text",
            "written_at",
            "answer",
            "answered_at",
        )
        read_only_fields = fields

    @extend_schema_field(PartyField())
    def get_about(self, review: Review) -> Any:
        field = PartyField()
        field.bind("about", self)
        return field.to_representation(about_ref(review))


class ReviewQuery(serializers.Serializer):
    """Without a party the newest of the community; with `kind` and `party` those of one."""

    kind = serializers.ChoiceField(choices=KINDS, required=False)
    party = serializers.UUIDField(required=False, help_text="The id of a member or an organisation.")
