"""When somebody is there: a week's pattern with exceptions, as moments in time.

The clock on the wall of the community decides. Whoever reads "from 9 to 12" looks at that clock: what it shows counts, also
on the two nights in a year on which it is changed (docs/decisions/0004).
"""

from marketplace.availability.days import DayOff, Hours, Otherwise, Pattern, hours_on
from marketplace.availability.spans import Span, is_open_at, open_spans

__all__ = ["DayOff", "Hours", "Otherwise", "Pattern", "Span", "hours_on", "is_open_at", "open_spans"]
