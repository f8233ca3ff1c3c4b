"""What the outside sees of a community: public ids and words, never numbers of rows."""

from rest_framework import serializers

from communities.models import Community, LocalGroup
from communities.pictures import file_url


class DomainSerializer(serializers.Serializer):
    name = serializers.CharField()
    purpose = serializers.CharField()
    target_group = serializers.CharField()


class CommunitySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    domain = serializers.CharField(source="domain.name", read_only=True)
    network_leader = serializers.CharField(source="network_leader.name", read_only=True)

    class Meta:
        model = Community
        fields = (
            "id",
            "slug",
            "name",
            "tagline",
            "domain",
            "network_leader",
            "languages",
            "default_language",
            "currency",
            "visibility",
            "join_mode",
        )
        read_only_fields = fields


class CommunityDetailSerializer(CommunitySerializer):
    domain = DomainSerializer(read_only=True)
    logo_url = serializers.SerializerMethodField()

    class Meta(CommunitySerializer.Meta):
        fields = (*CommunitySerializer.Meta.fields, "description", "colour", "time_zone", "logo_url")
        read_only_fields = fields

    def get_logo_url(self, community: Community) -> str:
        """Empty without a logo."""
        return file_url(community.slug, community.logo)


class LocalGroupSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    member_count = serializers.IntegerField(read_only=True)
    partner_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = LocalGroup
        fields = (
            "id",
            "name",
            "place",
            "lat",
            "lon",
            "radius_km",
            "description",
            "member_count",
            "partner_count",
        )
        read_only_fields = fields
