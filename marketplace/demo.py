"""The demo's categories, offers and requests, and deals in every state, made by the two sides themselves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from communities.interface import PartyRef, local_groups, parties_of
from marketplace.actions.categories import open_category
from marketplace.actions.deals import (
    accept_deal,
    cancel_deal,
    confirm_deal,
    decline_deal,
    deliver_deal,
    propose_deal,
)
from marketplace.actions.listings import draft_listing, publish_listing
from marketplace.actions.matches import match_listing
from marketplace.actions.messages import send_message
from marketplace.demo_figures import keep_days
from marketplace.demo_market import answers_and_type_of, set_up_market
from marketplace.demo_matching import draft_policies, tell_who_fits
from marketplace.demo_moderation import report_things
from marketplace.demo_together import agree_for_every_week, open_orders
from marketplace.demo_trust import ask_questions, give_thanks, review_deals
from marketplace.enums import Audience, VatCategory
from marketplace.models import Category, Deal, Listing
from weconomics.actor import Actor
from weconomics.demo.loading import Spec, by_key
from weconomics.demo.moments import moment
from weconomics.registry import demo

COMMON = ("side", "title", "text", "kind", "price_type", "unit", "quantity", "radius_km")
VAT_BY_RATE_BP = {0: VatCategory.NONE, 900: VatCategory.REDUCED, 2100: VatCategory.STANDARD}
PLACED_DAYS_AGO = 75
OWN_CORNER = ((0.0, 0.0), (0.008, -0.011), (-0.009, 0.006), (0.004, 0.014), (-0.006, -0.009), (0.012, 0.003))


def open_categories(spec: Spec) -> None:
    system = Actor.system(spec["actor"](spec["present"][0]).community_id)
    for row in spec["categories"]:
        open_category(
            name_nl=row["nl"],
            name_en=row["en"],
            slug=row["slug"],
            icon=row.get("icon", "shapes"),
            course_line=row["course_line"],
            by=system,
        )


def place_listings(spec: Spec) -> None:
    """All of them, seen by everybody, from some weeks ago until now."""
    spec["listing"] = {}
    places = {group.name: (group.id, group.lat, group.lon) for group in local_groups()}
    for number, row in enumerate(spec["listings"]):
        group_id, lat, lon = places[by_key(spec["local_groups"], row["group"])["name"]]
        north, east = OWN_CORNER[number % len(OWN_CORNER)]
        values = {name: row[name] for name in COMMON if name in row}
        by = _through_the_gate(spec, row["by"])
        listing = draft_listing(
            owner=_owner(spec, row, by),
            by=by,
            category=Category.objects.get(slug=row["category"]),
            price_minor=_cents(row.get("price")),
            vat_category=VAT_BY_RATE_BP[row.get("vat_bp", 0)],
            local_group_id=group_id,
            place=by_key(spec["local_groups"], row["group"])["place"],
            lat=lat + north,
            lon=lon + east,
            audience=Audience.PUBLIC,
            **answers_and_type_of(spec, row),
            **values,
        )
        placed_at = spec["now"] - timedelta(days=PLACED_DAYS_AGO - 2 * number)
        spec["listing"][row["code"]] = publish_listing(listing=listing, by=by, at=placed_at)
    _look_who_fits(spec)


def _look_who_fits(spec: Spec) -> None:
    """At once, where a worker would have done it; once more after the deals, for they take what there was."""
    for listing in spec["listing"].values():
        match_listing(listing_id=listing.pk)


def make_deals(spec: Spec) -> None:
    for row in spec["deals"]:
        for one in _each_time(row):
            _Story(spec, one).tell()
    _look_who_fits(spec)


def _each_time(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A standing arrangement is a deal for each of its times, agreed and done the same day."""
    for at in row.get("times", []):
        yield row | {"proposed": at, "agreed": at, "delivered": at, "confirmed": at}
    if "times" not in row:
        yield row


class _Story:
    """One deal from its proposal to where it stands, each step by the side whose step it is."""

    def __init__(self, spec: Spec, row: dict[str, Any]) -> None:
        self.spec, self.row = spec, row
        self.offer: Listing = spec["listing"][row["offer"]]
        self.request: Listing | None = spec["listing"].get(row.get("request"))
        offered = by_key(spec["listings"], row["offer"], "code")
        asked = by_key(spec["listings"], row["request"], "code") if self.request else row
        self.provider = _through_the_gate(spec, offered["by"])
        self.requester = _through_the_gate(spec, asked.get("person") or asked["by"])
        self.requesting = self.request.owner_ref if self.request else _owner(spec, row, self.requester)

    def tell(self) -> None:
        deal = self._propose()
        for message in self.row.get("messages", []):
            send_message(
                deal=deal,
                text=message["text"],
                by=self.spec["actor"](message["by"]),
                at=self._at(message["at"]),
            )
        asked = self.requester if self.row["asks"] == "provider" else self.provider
        self._step("agreed", accept_deal, deal, asked)
        self._step("delivered", deliver_deal, deal, self.provider)
        self._step("confirmed", confirm_deal, deal, self.requester)
        reason = self.row.get("reason", "")
        self._step("declined", decline_deal, deal, asked, reason=reason)
        self._step("cancelled", cancel_deal, deal, self.requester, reason=reason)

    def _propose(self) -> Deal:
        """The requester asks on the offer; the provider answers the request."""
        by_provider = self.row["asks"] == "provider" and self.request is not None
        quantity = Decimal(self.row.get("quantity", 1))
        return propose_deal(
            listing=self.request if by_provider and self.request else self.offer,
            counterpart=self.offer if by_provider else self.request,
            party=self.offer.owner_ref if by_provider else self.requesting,
            quantity=quantity,
            price_minor=self.offer.price_of(quantity),
            message=self.row.get("message", ""),
            by=self.provider if by_provider else self.requester,
            at=self._at(self.row["proposed"]),
        )

    def _step(self, name: str, verb: Callable[..., Deal], deal: Deal, by: Actor, **more: Any) -> None:
        if name in self.row:
            verb(deal=deal, by=by, at=self._at(self.row[name]), **more)

    def _at(self, text: str) -> datetime:
        return moment(text, self.spec["now"])


def _through_the_gate(spec: Spec, key: str) -> Actor:
    """The person, without asking at every step whether the community is ready: it is, see tests/demo."""
    return replace(spec["actor"](key), is_system=True)


def _owner(spec: Spec, row: dict[str, Any], by: Actor) -> PartyRef:
    """The partner organisation that the row names, else the person."""
    parties = parties_of(by)
    if "partner" not in row:
        return parties[0].ref
    name = by_key(spec["partners"], row["partner"])["name"]
    return next(card.ref for card in parties if card.name == name)


def _cents(euros: str | None) -> int | None:
    return int(Decimal(euros) * 100) if euros else None


demo.register(34, draft_policies)
demo.register(38, open_categories)
demo.register(39, set_up_market)
demo.register(40, place_listings)
demo.register(45, make_deals)
demo.register(46, open_orders)
demo.register(47, agree_for_every_week)
demo.register(50, ask_questions)
demo.register(51, review_deals)
demo.register(52, give_thanks)
demo.register(53, report_things)
demo.register(54, tell_who_fits)
demo.register(60, keep_days)
