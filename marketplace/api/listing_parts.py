"""What belongs to a listing, as programs read it: pictures, translations, days and hours."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.interface import picture_url
from marketplace.availability.days import MIDNIGHT
from marketplace.enums import Language
from marketplace.translating import is_old

READ_ALONG = ("photos", "translations", "hours", "exceptions")
END_OF_DAY = "24:00"


class PhotoSerializer(serializers.Serializer):
    """The address is on this host; `alt` says in words what one sees."""

    url = serializers.CharField()
    alt = serializers.CharField()


class TranslationSerializer(serializers.Serializer):
    """`is_machine_draft`: nobody looked at it yet. `is_old`: the original was changed since."""

    language = serializers.ChoiceField(choices=Language.choices)
    title = serializers.CharField()
    text = serializers.CharField()
    is_machine_draft = serializers.BooleanField()
    is_old = serializers.BooleanField()


class WeeklySerializer(serializers.Serializer):
    """`weekday` 0 is Monday; times as 09:00, the end of a day as 24:00."""

    weekday = serializers.IntegerField()
    from_time = serializers.CharField()
    until_time = serializers.CharField()


class ExceptionSerializer(serializers.Serializer):
    """Instead of the week on this date; without times nobody is there."""

    on = serializers.DateField()
    from_time = serializers.CharField(allow_null=True)
    until_time = serializers.CharField(allow_null=True)
    note = serializers.CharField()


class HoursSerializer(serializers.Serializer):
    """Empty lists: at any time. Times are those of `time_zone`."""

    time_zone = serializers.CharField()
    week = WeeklySerializer(many=True)
    exceptions = ExceptionSerializer(many=True)


@extend_schema_field(PhotoSerializer(many=True))
class PhotosField(serializers.Field):
    """The cover first. What a moderator hid is left out."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, value: Any) -> list[dict[str, str]]:
        files = [(value.photo, value.photo_alt)] if value.photo else []
        files += [(row.photo, row.alt) for row in value.photos.all() if row.hidden_at is None]
        slug = value.community.slug
        return [{"url": picture_url(slug, file.name), "alt": alt} for file, alt in files]


@extend_schema_field(TranslationSerializer(many=True))
class TranslationsField(serializers.Field):
    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [
            {
                "language": row.language,
                "title": row.title,
                "text": row.text,
                "is_machine_draft": row.is_machine_draft,
                "is_old": is_old(row, value),
            }
            for row in value.translations.all()
        ]


@extend_schema_field(HoursSerializer)
class HoursField(serializers.Field):
    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, value: Any) -> dict[str, Any]:
        week = [{"weekday": row.weekday, **_times(row)} for row in value.hours.all()]
        exceptions = [
            {"on": row.on.isoformat(), **_times(row), "note": row.note} for row in value.exceptions.all()
        ]
        return {"time_zone": value.community.time_zone, "week": week, "exceptions": exceptions}


def _times(row: Any) -> dict[str, str | None]:
    times = {"from_time": row.from_time, "until_time": row.until_time}
    return {name: _clock(moment) if moment else None for name, moment in times.items()}


def _clock(moment: Any) -> str:
    return END_OF_DAY if moment == MIDNIGHT else f"{moment:%H:%M}"
