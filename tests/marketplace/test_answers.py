"""The questions of a category in the form, on the page and through the verbs of a listing."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.actions.listings import change_listing, draft_listing, publish_listing
from marketplace.enums import ListingState, SchemaState
from marketplace.errors import AnswersRefused
from marketplace.models import Category, FieldSchema, Listing
from tests.api.rows import make_listing
from tests.factories import make_category
from tests.marketplace.conftest import Market
from tests.marketplace.test_doors import address, client_of
from tests.marketplace.test_fields import ROOF
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
TYPED = {
    "title": "Dak te huur", "price_type": "free", "kind": "space", "unit": "piece", "vat_bp": "0", "radius_km": "5",
    "audience": "community", "f_roof": "tiles", "f_area": "42,5", "f_own": "yes",
}  # fmt: skip


def ask(category: Category, fields: list[dict[str, Any]] = ROOF, number: int = 1) -> FieldSchema:
    """Another version of what the category asks; the one before is replaced."""
    FieldSchema.objects.filter(category=category).update(state=SchemaState.SUPERSEDED)
    return FieldSchema.objects.create(category=category, number=number, fields=fields, made_at=timezone.now())


@pytest.fixture
def schema(market: Market) -> FieldSchema:
    with scope(market.community):
        return ask(market.garden)


def draft(market: Market, **more: Any) -> Listing:
    fields = {"side": "offer", "title": "Dak", "category": market.garden, "price_type": "free", **more}
    return draft_listing(owner=market.ref("provider"), by=market.actor("provider"), **fields)


def answered(market: Market, schema: FieldSchema) -> Listing:
    values = {"roof": "flat", "own": True}
    return make_listing(
        market.community, market.provider, category=market.garden, values=values, fields_version=schema
    )


@pytest.mark.usefixtures("here", "schema")
class TestVerbs:
    def test_a_draft_waits_for_its_answers_and_publishing_does_not(self, market: Market) -> None:
        listing = draft(market, values={"roof": "flat"})
        with pytest.raises(AnswersRefused, match="Eigen dak") as refused:
            publish_listing(listing=listing, by=market.actor("provider"))
        assert refused.value.data["field"] == "f_own"
        assert set(refused.value.data["values"]) == {"own"}
        assert Listing.objects.get().state == ListingState.DRAFT
        change_listing(listing=listing, by=market.actor("provider"), values={"roof": "flat", "own": False})
        assert publish_listing(listing=listing, by=market.actor("provider")).is_published

    def test_what_does_not_fit_changes_nothing(self, market: Market, schema: FieldSchema) -> None:
        listing = draft(market, values={"roof": "flat"})
        with pytest.raises(AnswersRefused):
            change_listing(
                listing=listing, by=market.actor("provider"), title="Anders", values={"area": "veel"}
            )
        kept = Listing.objects.get()
        assert (kept.title, kept.values, kept.fields_version) == ("Dak", {"roof": "flat"}, schema)

    def test_an_old_listing_keeps_its_version_until_it_is_answered_anew(
        self, market: Market, schema: FieldSchema
    ) -> None:
        listing = answered(market, schema)
        newer = ask(market.garden, ROOF[:1], number=2)
        change_listing(listing=listing, by=market.actor("provider"), title="Anders")
        assert Listing.objects.get().fields_version == schema
        change_listing(listing=listing, by=market.actor("provider"), values={"roof": "tiles"})
        kept = Listing.objects.get()
        assert (kept.fields_version, kept.values) == (newer, {"roof": "tiles"})

    def test_what_everybody_sees_stays_answered(self, market: Market, schema: FieldSchema) -> None:
        listing = answered(market, schema)
        with pytest.raises(AnswersRefused):
            change_listing(listing=listing, by=market.actor("provider"), values={"roof": "flat"})
        assert Listing.objects.get().values == {"roof": "flat", "own": True}

    def test_in_another_category_the_answers_fall_away(self, market: Market) -> None:
        listing = draft(market, values={"roof": "flat"})
        other = make_category(market.community, "Keuken", slug="keuken")
        change_listing(listing=listing, by=market.actor("provider"), category=other)
        kept = Listing.objects.get()
        assert (kept.values, kept.fields_version) == ({}, None)


@pytest.mark.usefixtures("schema")
class TestPages:
    def _post(self, market: Market, **typed: str) -> Any:
        data = {**TYPED, "category": str(market.garden.pk), "owner": str(market.ref("provider")), **typed}
        return client_of(market.provider).post(address(market, "listing_new", "offer"), data)

    def test_the_chosen_category_brings_its_questions(self, market: Market) -> None:
        part = client_of(market.provider).get(
            address(market, "own_questions"), {"category": market.garden.pk}
        )
        page = part.content.decode()
        assert [name for name in ("f_roof", "f_area", "f_own") if f'name="{name}"' in page] == [
            "f_roof",
            "f_area",
            "f_own",
        ]
        assert "Soort dak" in page

    @pytest.mark.parametrize("given", ["", "x", "²", "999999", "-1", "'", "9" * 40])
    def test_another_category_asks_nothing(self, market: Market, given: str) -> None:
        part = client_of(market.provider).get(address(market, "own_questions"), {"category": given})
        assert (part.status_code, part.content.strip()) == (200, b"")

    def test_without_a_script_the_form_is_shown_once_more_with_them(self, market: Market) -> None:
        page = self._post(market)
        assert page.status_code == 200
        assert 'value="42,5"' in page.content.decode()
        with scope(market.community):
            assert not Listing.objects.exists()

    def test_answers_are_kept_with_their_version_and_stand_on_the_page(
        self, market: Market, schema: FieldSchema
    ) -> None:
        self._post(market, asked=str(schema.public_id), publish="1")
        with scope(market.community):
            made = Listing.objects.get()
        assert (made.state, made.values, made.fields_version_id) == (
            "published", {"roof": "tiles", "area": 42.5, "own": True}, schema.pk,
        )  # fmt: skip
        page = client_of(market.requester).get(address(market, "listing", made.public_id)).content.decode()
        assert "Soort dak" in page
        assert "pannen" in page
        assert "42,5 m²" in page
        edit = (
            client_of(market.provider).get(address(market, "listing_edit", made.public_id)).content.decode()
        )
        assert 'value="42,5"' in edit

    def test_publishing_asks_what_is_required_beside_its_field(
        self, market: Market, schema: FieldSchema
    ) -> None:
        page = self._post(market, asked=str(schema.public_id), f_own="", publish="1")
        assert list(page.context["form"].errors) == ["f_own"]
        kept = self._post(market, asked=str(schema.public_id), f_own="")
        assert kept.status_code == 302
        with scope(market.community):
            assert Listing.objects.get().state == "draft"

    @pytest.mark.parametrize(
        ("name", "typed"), [("f_area", "veel"), ("f_roof", "riet"), ("f_built", "morgen")]
    )
    def test_what_does_not_fit_is_said_beside_its_field(
        self, market: Market, schema: FieldSchema, name: str, typed: str
    ) -> None:
        page = self._post(market, asked=str(schema.public_id), **{name: typed})
        assert list(page.context["form"].errors) == [name]
        with scope(market.community):
            assert not Listing.objects.exists()

    def test_the_questions_are_for_members(self, market: Market) -> None:
        assert Client().get(address(market, "own_questions")).status_code == 302
