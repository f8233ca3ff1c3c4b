"""The figures of the market, as the outside sees them: never more than any member does."""

from typing import Any

from rest_framework import serializers

from marketplace.figures.definitions import Better, FigureUnit

VALUE: dict[str, Any] = {
    "max_digits": 20,
    "decimal_places": 2,
    "allow_null": True,
    "help_text": "Null where nothing is known or too few people are behind it",
}


class FigureSerializer(serializers.Serializer):
    """One figure now. `days` is how far it looks back, 0 for how things stand; `previous` is that of 30 days before."""

    code = serializers.CharField()
    name = serializers.CharField()
    meaning = serializers.CharField()
    unit = serializers.ChoiceField(choices=[unit.value for unit in FigureUnit])
    better = serializers.ChoiceField(choices=[way.value for way in Better])
    days = serializers.IntegerField()
    value = serializers.DecimalField(**VALUE)
    previous = serializers.DecimalField(**VALUE)
    is_hidden = serializers.BooleanField(help_text="True where too few people are behind it to show it")


class FiguresSerializer(serializers.Serializer):
    on = serializers.DateField()
    figures = FigureSerializer(many=True)


class MarketDaySerializer(serializers.Serializer):
    """A day that is over: the value of each figure by its code."""

    on = serializers.DateField()
    values = serializers.DictField(child=serializers.DecimalField(**VALUE))


class MarketDaysSerializer(serializers.Serializer):
    results = MarketDaySerializer(many=True)


class DaysQuery(serializers.Serializer):
    """Without them the last 90 days; at most 366."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
