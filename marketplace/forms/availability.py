"""Days and hours as people type them: a few lines a day, and dates on which it is otherwise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.availability import DayOff, Hours, Otherwise, Pattern
from marketplace.availability.days import MIDNIGHT, joined
from marketplace.forms.fields import date_input
from weconomics.web.forms import Form

DAYS = range(7)
WORKDAYS = range(1, 5)
SPARE_HOURS, SPARE_DATES = 1, 2
MOST_A_DAY, MOST_DATES = 6, 200


@dataclass(frozen=True, slots=True)
class DayRow:
    """A weekday with its lines of from and until."""

    name: str
    lines: list[tuple[BoundField, BoundField]]


@dataclass(frozen=True, slots=True)
class DateRow:
    on: BoundField
    from_time: BoundField
    until_time: BoundField
    note: BoundField


class HoursForm(Form):
    """Each day has the lines it had and a spare one; an empty line is no line. A date without hours is a day off."""

    same = forms.BooleanField(label=gettext_lazy("Tuesday to Friday as on Monday"), required=False)

    def __init__(self, *args: Any, pattern: Pattern, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = {day: self._ask_day(day, joined(pattern.week.get(day, ()))) for day in DAYS}
        coming = sorted((on, what) for on, what in pattern.exceptions.items() if on >= today)
        self._dates = self._ask_dates(coming)
        self.week: dict[int, list[Hours]] = {}
        self.exceptions: dict[date, Otherwise | DayOff] = {}

    @property
    def days(self) -> Iterator[DayRow]:
        for day in DAYS:
            lines = [(self[f"d{day}_{n}_from"], self[f"d{day}_{n}_until"]) for n in range(self._lines[day])]
            yield DayRow(str(WEEKDAYS[day]), lines)

    @property
    def dates(self) -> Iterator[DateRow]:
        for n in range(self._dates):
            yield DateRow(self[f"x{n}_on"], self[f"x{n}_from"], self[f"x{n}_until"], self[f"x{n}_note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in DAYS:
            found = [self._hours(f"d{day}_{n}", cleaned) for n in range(self._lines[day])]
            self.week[day] = [hours for hours in found if hours]
        if cleaned.get("same"):
            self.week |= {day: list(self.week[0]) for day in WORKDAYS}
        for n in range(self._dates):
            self._take_date(n, cleaned)
        return cleaned

    def _ask_day(self, day: int, hours: list[Hours]) -> int:
        number = min(max(len(hours), self._sent(f"d{day}_", "_from")) + SPARE_HOURS, MOST_A_DAY)
        for n in range(number):
            known = hours[n] if n < len(hours) else None
            self._ask_times(f"d{day}_{n}", str(WEEKDAYS[day]), known)
        return number

    def _ask_dates(self, coming: list[tuple[date, Otherwise | DayOff]]) -> int:
        number = min(max(len(coming), self._sent("x", "_on")) + SPARE_DATES, MOST_DATES)
        for n in range(number):
            on, what = coming[n] if n < len(coming) else (None, None)
            self.fields[f"x{n}_on"] = forms.DateField(
                label=_("Date"), required=False, initial=on, widget=date_input()
            )
            self._ask_times(f"x{n}", _("Date"), what.hours if isinstance(what, Otherwise) else None)
            self.fields[f"x{n}_note"] = forms.CharField(
                label=_("Why"), required=False, max_length=120, initial=what.note if what else ""
            )
        return number

    def _ask_times(self, name: str, whose: str, hours: Hours | None) -> None:
        labels = {"from": _("from"), "until": _("until")}
        known = {"from": hours.from_time, "until": _typed(hours.until_time)} if hours else {}
        for part, label in labels.items():
            self.fields[f"{name}_{part}"] = forms.TimeField(
                label=f"{whose} {label}",
                required=False,
                initial=known.get(part),
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )

    def _sent(self, start: str, end: str) -> int:
        """How many lines the page had: one that was asked for once more keeps its own."""
        return sum(1 for name in self.data if name.startswith(start) and name.endswith(end))

    def _hours(self, name: str, cleaned: Mapping[str, Any]) -> Hours | None:
        start, end = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_until")
        if start is None and end is None:
            return None
        if start is None or end is None:
            missing = "from" if start is None else "until"
            if f"{name}_{missing}" not in self.errors:
                self.add_error(f"{name}_{missing}", _("Fill in both."))
            return None
        end = MIDNIGHT if end == time.min else end
        if end <= start:
            self.add_error(
                f"{name}_until", _("The end is before the beginning. Over midnight: make it two lines.")
            )
            return None
        return Hours(start, end)

    def _take_date(self, n: int, cleaned: Mapping[str, Any]) -> None:
        on, note = cleaned.get(f"x{n}_on"), cleaned.get(f"x{n}_note") or ""
        hours = self._hours(f"x{n}", cleaned)
        if on is None:
            if (hours or note) and f"x{n}_on" not in self.errors:
                self.add_error(f"x{n}_on", _("Fill in the date."))
        elif on in self.exceptions:
            self.add_error(f"x{n}_on", _("This date stands here twice."))
        else:
            self.exceptions[on] = Otherwise(hours, note) if hours else DayOff(note)


def _typed(moment: time) -> time:
    """A field for times has no 24:00."""
    return time.min if moment == MIDNIGHT else moment
