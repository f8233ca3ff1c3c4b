"""Numbers without gaps: given under a lock, in the transaction of the thing that is numbered."""

from governance.models import Numbering


def next_number(series: str, year: int = 0) -> int:
    """The next number of a series and a year. Whoever comes second waits; a rollback gives the number back."""
    Numbering.objects.get_or_create(series=series, year=year)
    row = Numbering.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
