"""Placing, changing and ending: who may, what is refused, who sees what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from communities.interface import PartyRef
from marketplace.actions.categories import change_category, close_category, open_category, reopen_category
from marketplace.actions.listing_ends import expire_listings
from marketplace.actions.listings import (
    change_listing,
    close_listing,
    draft_listing,
    pause_listing,
    publish_listing,
    renew_listing,
)
from marketplace.enums import CategoryState, ListingState
from marketplace.errors import CategoryInUse, ListingIncomplete, WrongListingState
from marketplace.models import Category, Listing, Offer, Request
from marketplace.queries import listings_visible_to
from tests.api.rows import make_listing
from tests.factories import make_partner
from tests.marketplace.conftest import Market
from weconomics.errors import NotAllowed
from weconomics.pictures import PictureRefused
from weconomics.registry import gates
from weconomics.registry.gates import GateClosed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
ready = pytest.mark.usefixtures("open_gates")


def draft(market: Market, name: str = "provider", **fields: Any) -> Listing:
    fields = {
        "side": "offer",
        "title": "Heg knippen",
        "category": market.garden,
        "price_type": "free",
        **fields,
    }
    return draft_listing(owner=fields.pop("owner", None) or market.ref(name), by=market.actor(name), **fields)


def photo() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (900, 600), "green").save(made, "JPEG")
    made.seek(0)
    return made


class TestDrafting:
    def test_members_place_for_themselves(self, market: Market) -> None:
        listing = draft(market, title="  Heg knippen ")
        assert (listing.title, listing.state, listing.owner_ref) == (
            "Heg knippen",
            ListingState.DRAFT,
            market.ref("provider"),
        )

    def test_and_for_the_organisation_they_act_for(self, market: Market) -> None:
        organisation = make_partner(market.community, admin=market.provider)
        listing = draft(market, owner=PartyRef("organisation", organisation.pk))
        assert listing.owner_ref == PartyRef("organisation", organisation.pk)

    @pytest.mark.parametrize("name", ["visitor", "third", "moderator", "coordinator"])
    def test_nobody_places_for_somebody_else(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            draft(market, name, owner=market.ref("provider"))
        assert not Listing.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "beside"),
        [
            ({"title": "  "}, "title"),
            ({"price_type": "fixed"}, "price_minor"),
            ({"price_type": "per_unit", "price_minor": 0}, "price_minor"),
        ],
    )
    def test_what_is_missing_is_said_beside_its_field(
        self, market: Market, fields: dict[str, Any], beside: str
    ) -> None:
        with pytest.raises(ListingIncomplete) as refused:
            draft(market, **fields)
        assert refused.value.data == {"field": beside}

    def test_a_listing_stands_where_its_group_is(self, market: Market) -> None:
        listing = draft(market, local_group_id=market.group.pk)
        assert (listing.place, listing.lat, listing.lon) == ("Lent", 52.146, 6.208)

    def test_a_point_is_rounded_so_that_nobodys_door_is_shown(self, market: Market) -> None:
        listing = draft(market, lat=52.14678, lon=6.20812)
        assert (listing.lat, listing.lon) == (52.15, 6.21)

    def test_a_photo_is_made_anew(self, market: Market) -> None:
        listing = draft(market, photo=photo())
        assert listing.photo.name.startswith(f"communities/{market.community.pk}/listings/")
        assert Image.open(listing.photo).format == "WEBP"

    def test_what_is_no_photo_is_refused(self, market: Market) -> None:
        with pytest.raises(PictureRefused):
            draft(market, photo=BytesIO(b"<svg onload=alert(1)>"))

    def test_offers_and_requests_are_each_other_s_equal(self, market: Market) -> None:
        draft(market)
        draft(market, "requester", side="request", title="Wie knipt mijn heg?")
        assert [(row.title,) for row in (*Offer.objects.all(), *Request.objects.all())] == [
            ("Heg knippen",),
            ("Wie knipt mijn heg?",),
        ]


VERBS: dict[str, tuple[str, Callable[..., Listing], str]] = {
    "publish": ("draft", publish_listing, "published"),
    "pause": ("published", pause_listing, "paused"),
    "close": ("published", close_listing, "closed"),
    "renew": ("expired", renew_listing, "published"),
}


@ready
class TestItsLife:
    @pytest.mark.parametrize("name", VERBS)
    def test_whose_it_is_decides(self, market: Market, name: str) -> None:
        before, verb, after = VERBS[name]
        listing = make_listing(market.community, market.provider, state=before)
        for other in ("visitor", "requester", "third"):
            with pytest.raises(NotAllowed):
                verb(listing=listing, by=market.actor(other))
        assert Listing.objects.get().state == before
        assert verb(listing=listing, by=market.actor("provider")).state == after

    def test_who_moderates_takes_away_and_never_publishes(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider)
        assert close_listing(listing=listing, by=market.actor("moderator")).state == ListingState.CLOSED
        hidden = make_listing(market.community, market.provider, state="draft")
        with pytest.raises(NotAllowed):
            publish_listing(listing=hidden, by=market.actor("moderator"))

    def test_a_closed_one_stays_closed(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, state="closed")
        owner = market.actor("provider")
        for verb in (publish_listing, pause_listing, renew_listing):
            with pytest.raises(WrongListingState):
                verb(listing=listing, by=owner)
        with pytest.raises(WrongListingState):
            change_listing(listing=listing, by=owner, title="Anders")

    def test_it_is_changed_by_whose_it_is(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider)
        with pytest.raises(NotAllowed):
            change_listing(listing=listing, by=market.actor("moderator"), title="Anders")
        assert change_listing(listing=listing, by=market.actor("provider"), title="Anders").title == "Anders"

    def test_less_than_was_agreed_is_refused(self, market: Market) -> None:
        from tests.marketplace.test_deals import agreed

        listing = make_listing(market.community, market.provider)
        agreed(market, listing, quantity=3)
        with pytest.raises(ListingIncomplete) as refused:
            change_listing(listing=listing, by=market.actor("provider"), quantity=2)
        assert refused.value.data == {"field": "quantity"}
        assert Listing.objects.get().quantity == 4

    def test_it_expires_after_its_day_and_can_be_renewed(self, market: Market) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        late = make_listing(
            market.community, market.provider, expires_on=yesterday, available_until=yesterday
        )
        make_listing(market.community, market.provider, expires_on=timezone.localdate())
        assert expire_listings() == 1
        renewed = renew_listing(listing=late, by=market.actor("provider"))
        assert (renewed.state, renewed.available_until) == (ListingState.PUBLISHED, None)
        assert renewed.expires_on is not None
        assert renewed.expires_on > timezone.localdate()


class TestGates:
    @pytest.mark.parametrize(("price_type", "gate"), [("free", "G1"), ("commons", "G1"), ("barter", "G2")])
    def test_what_is_not_unlocked_stays_a_draft(
        self, market: Market, monkeypatch: pytest.MonkeyPatch, price_type: str, gate: str
    ) -> None:
        lacking = replace(
            next(iter(gates._checks.values())),
            gate=gate,
            check=lambda community: gates.CheckResult(done=False, missing="Regel dit eerst."),
        )
        monkeypatch.setattr(gates, "_checks", {lacking.code: lacking})
        listing = draft(market, price_type=price_type)
        with pytest.raises(GateClosed, match="Regel dit eerst"):
            publish_listing(listing=listing, by=market.actor("provider"))
        assert Listing.objects.get().state == ListingState.DRAFT


class TestAudience:
    @pytest.mark.parametrize(
        ("audience", "seeing"),
        [
            ("public", {"visitor", "requester", "third", "moderator"}),
            ("community", {"requester", "third", "moderator"}),
            ("group", {"requester"}),
        ],
    )
    def test_each_sees_what_is_for_them(self, market: Market, audience: str, seeing: set[str]) -> None:
        make_listing(market.community, market.provider, audience=audience, local_group=market.group)
        names = ("visitor", "requester", "third", "moderator")
        assert {name for name in names if listings_visible_to(market.actor(name)).exists()} == seeing

    def test_a_community_that_hides_shows_visitors_nothing(self, market: Market) -> None:
        make_listing(market.community, market.provider, audience="public")
        hidden = replace(market.actor("visitor"), sees_community=False)
        assert not listings_visible_to(hidden).exists()

    @pytest.mark.parametrize("state", ["draft", "paused", "expired", "closed"])
    def test_only_what_is_published_is_seen(self, market: Market, state: str) -> None:
        make_listing(market.community, market.provider, audience="public", state=state)
        assert not listings_visible_to(market.actor("requester")).exists()


class TestCategories:
    def test_coordinators_keep_them(self, market: Market) -> None:
        made = open_category(name_nl="Klussen thuis", icon="hammer", by=market.actor("coordinator"))
        assert (made.slug, made.state) == ("klussen-thuis", CategoryState.OPEN)
        change_category(category=made, name_nl="Klussen", name_en="Odd jobs", icon="hammer", course_line="",
                        by=market.actor("coordinator"))  # fmt: skip
        close_category(category=made, by=market.actor("coordinator"))
        assert Category.objects.get(pk=made.pk).state == CategoryState.CLOSED
        reopen_category(category=made, by=market.actor("coordinator"))
        assert Category.objects.get(pk=made.pk).name_nl == "Klussen"

    @pytest.mark.parametrize("name", ["visitor", "provider", "moderator"])
    def test_others_do_not(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            open_category(name_nl="Klussen", by=market.actor(name))
        with pytest.raises(NotAllowed):
            close_category(category=market.garden, by=market.actor(name))

    def test_a_name_is_used_once(self, market: Market) -> None:
        with pytest.raises(CategoryInUse):
            open_category(name_nl="Tuin", by=market.actor("coordinator"))
