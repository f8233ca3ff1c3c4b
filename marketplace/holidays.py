"""Days on which a term of the law does not end: weekends and public holidays of the Netherlands.

Source: Regulation (EEC, Euratom) 1182/71, art. 3(4); Algemene termijnenwet, art. 3.
"""

from datetime import date, timedelta

SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself when it is one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def public_holidays(year: int) -> set[date]:
    """New Year, Good Friday, Easter Monday, King's Day, Ascension, Whit Monday, Christmas; Liberation Day each fifth year."""
    easter = easter_of(year)
    moving = {easter + timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {date(year, 1, 1), _kings_day(year), date(year, 12, 25), date(year, 12, 26)}
    return moving | fixed | ({date(year, 5, 5)} if year % 5 == 0 else set())


def easter_of(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moon_shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _kings_day(year: int) -> date:
    """27 April; on a Sunday it is the day before."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.isoweekday() == 7 else day
