"""Things that are reported, for the tests about moderation."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.actions.moderation import Decision, decide_notice, report
from marketplace.models import Listing, Measure, Notice
from marketplace.moderation.rulebook import Rule, rule_of
from marketplace.moderation.subjects import Subject, subject_of
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from weconomics.actor import Actor

AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "Hier staat iets wat niet mag."


def law(code: str = "fraud") -> Rule:
    found = rule_of(f"law:{code}")
    assert found is not None
    return found


def offer_of(market: Market, owner: str = "provider", **fields: Any) -> Listing:
    return make_listing(
        market.community, getattr(market, owner), category=market.garden, audience="public", **fields
    )


def subject(listing: Listing, by: Actor) -> Subject:
    found = subject_of("listing", listing.public_id, by=by)
    assert found is not None
    return found


def reported(market: Market, listing: Listing, name: str = "requester", **more: Any) -> Notice:
    by = market.actor(name)
    more = {"rule": law(), "text": WORDS, "in_good_faith": True, "at": AT, **more}
    return report(subject=subject(listing, by), by=by, **more)


def decision(kind: str = "hide", **more: Any) -> Decision:
    return Decision(kind, **{"facts": "De foto's laten het zien.", "rule": law(), **more})


def decided(
    market: Market, listing: Listing, kind: str = "hide", *, name: str = "moderator", **more: Any
) -> Measure:
    notice = reported(market, listing)
    at = more.pop("at", AT + DAY)
    return decide_notice(notice=notice, decision=decision(kind, **more), by=market.actor(name), at=at)
