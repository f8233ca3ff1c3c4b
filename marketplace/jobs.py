"""The marketplace's work in the background."""

from marketplace.actions.listings import expire_listings
from marketplace.actions.matches import match_listing
from weconomics.jobs import Run, daily, handler


@handler("marketplace.match_listing")
def look_for_matches(run: Run) -> None:
    """Payload: the id of the listing."""
    with run.scope():
        match_listing(listing_id=run.payload["listing_id"])


@daily("marketplace.expire_listings")
def let_old_listings_expire() -> None:
    expire_listings()
