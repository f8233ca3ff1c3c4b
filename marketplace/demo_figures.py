"""The demo's trends: every day's figures, reckoned from the dated rows that its stories left."""

from marketplace.actions.figures import keep_market_days
from weconomics.demo.loading import Spec

DAYS_APART = 10  # so that a demo starts soon; what is compared with is 30 days ago


def keep_days(spec: Spec) -> None:
    """The same verb as the daily job calls: nothing in it is made up. The job writes the days in between."""
    keep_market_days(at=spec["now"], every=DAYS_APART)
