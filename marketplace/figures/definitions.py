"""The figures of the coordination factor: what each is called, means and counts.

docs/marketplace/figures.md holds this table; a test compares them.
`days` is how far a figure looks back from the end of its day; 0 is how things stand at that moment.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEWEST_PEOPLE = 5  # a protected figure with fewer people behind it is shown to who coordinates or leads only
MONTH, QUARTER = 30, 90


class FigureUnit(StrEnum):
    """Percent from 0 to 100; waiting in hours too; money in whole units of the community's currency, with cents."""

    PERCENT = "percent"
    HOURS = "hours"
    WAITING = "hours_waiting"
    COUNT = "count"
    MONEY = "money"
    POINTS = "points"


class Better(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"


class Group(StrEnum):
    """What a figure is about, in the order of the page."""

    MEETING = "meeting"
    VOLUME = "volume"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `rows` names in English what it is reckoned from, for the docs and the API."""

    code: str
    name: Promise
    group: Group
    unit: FigureUnit
    better: Better
    days: int
    is_protected: bool
    meaning: Promise
    rows: str


U, B, G = FigureUnit, Better, Group
ALL: tuple[Figure, ...] = (
    Figure(
        "fill_rate", _("Requests met"), G.MEETING, U.PERCENT, B.UP, QUARTER, True,
        _("Of the requests placed in these days, how many have an agreed deal."),
        "requests by published_at; deals agreed on them that stand at the end of the day; people: who asked",
    ),
    Figure(
        "first_response_hours", _("Time to the first response"), G.MEETING, U.WAITING, B.DOWN, MONTH, True,
        _("Half of the requests that got their first response in these days got it within this time."),
        "requests by their first proposal or question by somebody else, from published_at; people: who asked",
    ),
    Figure(
        "match_hours", _("Time to the first deal"), G.MEETING, U.WAITING, B.DOWN, MONTH, True,
        _("Half of the requests whose first deal was agreed in these days had it within this time."),
        "requests by the agreed_at of their first deal that stands, from published_at; people: who asked",
    ),
    Figure(
        "unmet_requests", _("Requests that wait"), G.MEETING, U.COUNT, B.DOWN, 0, False,
        _("Open requests of which nothing, or not everything, was agreed."),
        "published requests with less than their quantity agreed (without a quantity: with no deal); people: who asks",
    ),
    Figure(
        "used_offers", _("Offers that are used"), G.MEETING, U.PERCENT, B.UP, QUARTER, True,
        _("Of the open offers, how many had a deal agreed in these days."),
        "published offers; deals agreed on them in the span that stand; people: who offers",
    ),
    Figure(
        "utilisation", _("Part of the offers that is taken"), G.MEETING, U.PERCENT, B.UP, 0, True,
        _("How much of an open offer with a quantity is agreed, on average over these offers."),
        "published offers with a quantity in total: agreed quantity over quantity, the mean; people: who offers",
    ),
    Figure(
        "completed_deals", _("Deals completed"), G.VOLUME, U.COUNT, B.UP, MONTH, False,
        _("Deals that were confirmed in these days, by the requester or by themselves."),
        "deals by confirmed_at that stand at the end of the day; people: of the smaller side",
    ),
    Figure(
        "free_hours", _("Hours of help without money"), G.VOLUME, U.HOURS, B.UP, MONTH, True,
        _("Hours in the completed deals that were free of charge or for the common good."),
        "the same deals in hours, exchange free or commons: the sum of quantity; people: of the smaller side",
    ),
    Figure(
        "turnover", _("Traded between people"), G.VOLUME, U.MONEY, B.UP, MONTH, True,
        _("What the requesters of the completed deals paid or owe to their providers."),
        "the same deals with a price: owed_minor, else price_minor; people: of the smaller side",
    ),
    Figure(
        "agreed_deals", _("Deals agreed"), G.SPREAD, U.COUNT, B.UP, QUARTER, False,
        _("Deals that both sides agreed on in these days, and that still stand."),
        "deals by agreed_at that stand at the end of the day; people: of the smaller side",
    ),
    Figure(
        "active_providers", _("Active providers"), G.SPREAD, U.COUNT, B.UP, QUARTER, False,
        _("Members and partners who agreed on a deal as provider."),
        "the same deals: distinct providers",
    ),
    Figure(
        "active_requesters", _("Active requesters"), G.SPREAD, U.COUNT, B.UP, QUARTER, False,
        _("Members and partners who agreed on a deal as requester."),
        "the same deals: distinct requesters",
    ),
    Figure(
        "both_sides", _("On both sides"), G.SPREAD, U.PERCENT, B.UP, QUARTER, True,
        _("Of who agreed on a deal, how many both provided and received."),
        "the same deals: parties on both sides over all parties; people: all parties",
    ),
    Figure(
        "top_provider_deals", _("Deals with the busiest provider"), G.SPREAD, U.PERCENT, B.DOWN, QUARTER, True,
        _("The part of all agreed deals that one provider has."),
        "the same deals: the most of one provider over all; people: distinct providers",
    ),
    Figure(
        "top_provider_value", _("Money to the largest provider"), G.SPREAD, U.PERCENT, B.DOWN, QUARTER, True,
        _("The part of all money in the agreed deals that goes to one provider."),
        "the same deals with a price: the most of one provider over all; people: distinct providers of these",
    ),
    Figure(
        "top_requester_deals", _("Deals with the busiest requester"), G.SPREAD, U.PERCENT, B.DOWN, QUARTER, True,
        _("The part of all agreed deals that one requester has."),
        "the same deals: the most of one requester over all; people: distinct requesters",
    ),
    Figure(
        "top_requester_value", _("Money from the largest requester"), G.SPREAD, U.PERCENT, B.DOWN, QUARTER, True,
        _("The part of all money in the agreed deals that comes from one requester."),
        "the same deals with a price: the most of one requester over all; people: distinct requesters of these",
    ),
    Figure(
        "nn_index", _("n:n index"), G.SPREAD, U.POINTS, B.UP, QUARTER, True,
        _(
            "Take any two deals: the chance, in percent, that they have different providers, or different requesters. "
            "The smaller of the two counts."
        ),
        "the same deals: 100 × (1 − Σ share²) of providers and of requesters, the smaller; people: of the smaller side",
    ),
)  # fmt: skip
FIGURES: dict[str, Figure] = {figure.code: figure for figure in ALL}
