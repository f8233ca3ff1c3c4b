"""What matching looks at of a listing: numbers and words, no rows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.matching.said import Said

Hours = tuple[int, int, int]  # weekday from 0, and from and until in minutes of the day
Opening = tuple[int, int]  # from and until in minutes of the day


@dataclass(frozen=True, slots=True)
class Price:
    """In minor units of one currency. `low` and `high` are None where nothing is said yet."""

    type: str = "negotiable"
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """In `unit`. `left` None: it does not run out, or nothing is said. `least`: at a time."""

    unit: str = "piece"
    left: Decimal | None = None
    least: Decimal | None = None
    all_or_nothing: bool = False
    from_one_only: bool = False  # a request that takes of one provider


@dataclass(frozen=True, slots=True)
class Traits:
    """One side of a pair. `owner` and `people` say who it is, so that nobody meets themselves or whom they blocked."""

    owner: str
    category_id: int
    parent_id: int | None = None
    kind: str = "service"
    said: Said = field(default_factory=Said)
    point: tuple[float, float] | None = None
    local_group_id: int | None = None
    for_group_only: bool = False
    price: Price = field(default_factory=Price)
    amount: Amount = field(default_factory=Amount)
    period: tuple[date | None, date | None] = (None, None)
    hours: tuple[Hours, ...] = ()
    dates: tuple[tuple[date, Opening | None], ...] = ()  # on these days otherwise; None: not at all
    as_of: date | None = None  # the day on which it is looked at: what is past counts no more
    is_full: bool = False  # has of as many providers as it takes
    people: int = 0  # the membership that placed it
    apart_from: frozenset[int] = frozenset()  # memberships with whom there is no contact, either way
    chosen: int = 0  # deals on their side in the last half year
