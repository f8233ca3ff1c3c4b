"""The middle one, as PostgreSQL calculates it."""

from django.db.models import Aggregate, DurationField


class Median(Aggregate):
    """Of durations; of an even number of them halfway between the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
