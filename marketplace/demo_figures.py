"""The demo's trends: every day's figures, reckoned from the dated rows that its stories left."""

from marketplace.actions.figures import keep_market_days
from weconomics.demo.loading import Spec


def keep_days(spec: Spec) -> None:
    """The same verb as the daily job calls: nothing in it is made up."""
    keep_market_days(at=spec["now"])
