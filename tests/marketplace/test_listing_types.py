"""The types of listings of a community: who keeps them, what they leave to choose, and how members choose."""

from typing import Any

import pytest

from communities.events import CommunityFounded
from marketplace.actions.listing_types import (
    change_listing_type,
    move_listing_type,
    open_listing_type,
    open_usual_types,
    retire_listing_type,
)
from marketplace.actions.listings import change_listing, draft_listing
from marketplace.enums import Kind
from marketplace.errors import ListingIncomplete, ListingTypeIncomplete
from marketplace.listing_types.queries import all_types, types_for
from marketplace.listing_types.usual import USUAL
from marketplace.models import Listing, ListingType
from marketplace.receivers import begin_with_the_usual_types
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import _count, address, client_of
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
FRESH: dict[str, Any] = {
    "kind": "good", "name_nl": "Vers van het land", "name_en": "Fresh", "icon": "carrot", "sides": ["offer"],
    "units": ["kg", "piece"], "price_types": ["per_unit", "free"], "lives_days": 7, "asks_availability": False,
}  # fmt: skip


def make_type(market: Market, by: str = "coordinator", **values: Any) -> ListingType:
    return open_listing_type(by=market.actor(by), **{**FRESH, **values})


def draft(market: Market, **values: Any) -> Listing:
    fields = {
        "side": "offer",
        "title": "Peen",
        "category": market.garden,
        "unit": "kg",
        "price_type": "free",
        **values,
    }
    return draft_listing(owner=market.ref("provider"), by=market.actor("provider"), **fields)


def names() -> list[str]:
    return [one.name_nl for one in types_for("offer")]


@pytest.mark.usefixtures("here")
class TestKeepingThem:
    def test_a_new_one_stands_at_the_end_and_moves(self, market: Market) -> None:
        for name in ("A", "B", "C"):
            make_type(market, name_nl=name)
        last = ListingType.objects.get(name_nl="C")
        move_listing_type(listing_type=last, up=True, by=market.actor("coordinator"))
        assert names() == ["A", "C", "B"]
        move_listing_type(listing_type=last, up=True, by=market.actor("coordinator"))
        move_listing_type(listing_type=last, up=True, by=market.actor("coordinator"))  # at the end it stays
        assert names() == ["C", "A", "B"]

    def test_a_retired_one_is_chosen_no_more_and_what_has_it_keeps_it(self, market: Market) -> None:
        kind = make_type(market)
        listing = draft(market, type=kind)
        retire_listing_type(listing_type=kind, by=market.actor("coordinator"))
        assert names() == []
        assert list(types_for("offer", now=kind)) == [kind]
        assert Listing.objects.get().type == listing.type
        retire_listing_type(listing_type=kind, is_open=True, by=market.actor("coordinator"))
        assert names() == ["Vers van het land"]

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name_nl": " "}, "name_nl"),
            ({"name_nl": "Bestaat al"}, "name_nl"),
            ({"sides": []}, "sides"),
            ({"units": []}, "units"),
            ({"price_types": []}, "price_types"),
            ({"lives_days": 0}, "lives_days"),
            ({"lives_days": 731}, "lives_days"),
        ],
    )
    def test_what_cannot_be_is_refused(self, market: Market, changed: dict[str, Any], field: str) -> None:
        make_type(market, name_nl="Bestaat al")
        kind = make_type(market)
        for verb in (lambda: make_type(market, **{"name_nl": "Nieuw", **changed}),
                     lambda: change_listing_type(listing_type=kind, by=market.actor("coordinator"), **changed)):  # fmt: skip
            with pytest.raises(ListingTypeIncomplete) as refused:
                verb()
            assert refused.value.data == {"field": field}
        assert names() == ["Bestaat al", "Vers van het land"]
        assert ListingType.objects.get(pk=kind.pk).lives_days == 7

    @pytest.mark.parametrize("name", ["visitor", "provider", "moderator"])
    def test_is_for_who_runs_the_market(self, market: Market, name: str) -> None:
        kind = make_type(market)
        by = market.actor(name)
        for verb in (
            lambda: make_type(market, name, name_nl="Anders"),
            lambda: change_listing_type(listing_type=kind, by=by, name_nl="Anders"),
            lambda: retire_listing_type(listing_type=kind, by=by),
            lambda: move_listing_type(listing_type=kind, up=True, by=by),
            lambda: open_usual_types(by=by),
        ):
            with pytest.raises(NotAllowed):
                verb()
        assert names() == ["Vers van het land"]


@pytest.mark.usefixtures("here")
class TestTheUsual:
    def test_there_is_one_for_each_kind(self) -> None:
        assert [usual.kind for usual in USUAL] == list(Kind)

    def test_a_new_community_begins_with_them_once(self, market: Market) -> None:
        for _time in range(2):
            begin_with_the_usual_types(CommunityFounded(community_id=market.community.pk))
        assert names() == [usual.name_nl for usual in USUAL]

    def test_they_do_not_come_beside_what_a_community_has(self, market: Market) -> None:
        make_type(market)
        assert open_usual_types(by=Actor.system(market.community.pk)) == []
        assert names() == ["Vers van het land"]


@pytest.mark.usefixtures("here")
class TestAListingOfAType:
    def test_has_its_kind(self, market: Market) -> None:
        listing = draft(market, type=make_type(market), kind="service")
        assert (listing.kind, listing.unit) == ("good", "kg")

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"unit": "hour"}, "unit"), ({"price_type": "barter"}, "price_type"), ({"side": "request"}, "type")],
    )
    def test_leaves_what_the_type_does_not(self, market: Market, values: dict[str, Any], field: str) -> None:
        kind = make_type(market)
        with pytest.raises(ListingIncomplete) as refused:
            draft(market, type=kind, **values)
        assert refused.value.data == {"field": field}
        assert not Listing.objects.exists()

    def test_of_none_is_free(self, market: Market) -> None:
        make_type(market)
        assert draft(market, unit="hour", price_type="barter").type is None

    def test_meets_what_was_changed_when_it_is_changed_itself(self, market: Market) -> None:
        kind = make_type(market)
        listing = draft(market, type=kind)
        change_listing_type(listing_type=kind, by=market.actor("coordinator"), units=["piece"])
        with pytest.raises(ListingIncomplete):
            change_listing(listing=listing, by=market.actor("provider"), title="Anders")
        assert Listing.objects.get().title == "Peen"


class TestPages:
    def test_doors(self, market: Market) -> None:
        with scope(market.community):
            kind = make_type(market)
        pages = [address(market, "listing_types"), address(market, "listing_type_new"),
                 address(market, "listing_type", kind.public_id)]  # fmt: skip
        verb = address(market, "listing_type_verb", kind.public_id, "retire")
        people = (None, market.provider, market.moderator, market.coordinator)
        for url in pages:
            assert [client_of(who).get(url).status_code for who in people] == [302, 403, 403, 200]
        assert [client_of(who).post(verb).status_code for who in people[:3]] == [302, 403, 403]
        with scope(market.community):
            assert names() == ["Vers van het land"]
        keeper = client_of(market.coordinator)
        assert (keeper.get(verb).status_code, keeper.post(verb).status_code) == (405, 302)
        assert keeper.post(address(market, "listing_type_verb", kind.public_id, "eat")).status_code == 404
        with scope(market.community):
            assert names() == []

    def test_beginning_making_and_changing(self, market: Market) -> None:
        keeper = client_of(market.coordinator)
        assert keeper.post(address(market, "listing_types")).status_code == 302
        typed = {**{name: value for name, value in FRESH.items() if value}, "name_nl": "Vers"}
        assert keeper.post(address(market, "listing_type_new"), typed).status_code == 302
        with scope(market.community):
            made = ListingType.objects.get(name_nl="Vers")
            assert (made.units, made.position) == (["kg", "piece"], 8)
        changed = keeper.post(
            address(market, "listing_type", made.public_id), {**typed, "units": ["kg"], "lives_days": ""}
        )
        assert changed.status_code == 302
        page = keeper.post(address(market, "listing_type", made.public_id), {**typed, "name_nl": "Dienst"})
        assert list(page.context["form"].errors) == ["name_nl"]
        with scope(market.community):
            kept = ListingType.objects.get(pk=made.pk)
        assert (kept.name_nl, kept.units, kept.lives_days) == ("Vers", ["kg"], None)

    def test_members_choose_the_type_and_it_brings_the_kind(self, market: Market) -> None:
        with scope(market.community):
            kind = make_type(market)
        member = client_of(market.provider)
        url = address(market, "listing_new", "offer")
        page = member.get(url).content.decode()
        assert "Vers van het land" in page
        assert 'name="kind"' not in page
        typed = {"title": "Peen", "category": market.garden.pk, "type": kind.pk, "unit": "kg", "price_type": "free",
                 "audience": "community", "owner": str(market.ref("provider")), "radius_km": "5"}  # fmt: skip
        refused = member.post(url, {**typed, "unit": "hour"})
        assert list(refused.context["form"].errors) == ["unit"]
        assert member.post(url, typed).status_code == 302
        with scope(market.community):
            made = Listing.objects.get()
        assert (made.type_id, made.kind) == (kind.pk, "good")

    def test_a_side_without_a_type_keeps_the_kinds(self, market: Market) -> None:
        with scope(market.community):
            make_type(market)
        page = client_of(market.provider).get(address(market, "listing_new", "request")).content.decode()
        assert 'name="kind"' in page
        assert 'name="type"' not in page

    def test_a_listing_of_before_begins_with_the_type_of_its_kind(self, market: Market) -> None:
        with scope(market.community):
            open_usual_types(by=market.actor("coordinator"))
        old = make_listing(market.community, market.provider, kind="loan")
        form = client_of(market.provider).get(address(market, "listing_edit", old.public_id)).context["form"]
        assert form.initial["type"].kind == "loan"

    def test_the_list_asks_as_many_queries_for_three_as_for_one(self, market: Market) -> None:
        with scope(market.community):
            make_type(market)
        keeper, url = client_of(market.coordinator), address(market, "listing_types")
        keeper.get(url)
        once = _count(keeper, url)
        with scope(market.community):
            kind = make_type(market, name_nl="B")
            make_type(market, name_nl="C")
            draft(market, type=kind)
            assert [one.used for one in all_types()] == [0, 1, 0]
        assert _count(keeper, url) == once
