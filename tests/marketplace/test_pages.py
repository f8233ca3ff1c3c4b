"""The doors: who comes in, what stands there, and that nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.actions.matches import match_listing
from marketplace.actions.threads import thread_of
from marketplace.models import Category, Deal, Listing, Match, Message
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_category, make_partner
from tests.marketplace.conftest import Market, make_market
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ready = pytest.mark.usefixtures("open_gates")
ANSWERS = {
    "title": "Heg knippen",
    "price_type": "fixed",
    "price_minor": "12,50",
    "kind": "service",
    "unit": "hour",
    "vat_bp": "2100",
    "audience": "public",
    "text": "Met een ladder.",
}
CATEGORY = {"name_nl": "Klussen", "icon": "hammer"}


@pytest.fixture
def enter(market: Market) -> Callable[[str], Client]:
    def as_(name: str) -> Client:
        client = Client()
        if name != "visitor":
            client.force_login(getattr(market, name).user)
        return client

    return as_


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, *args])


def one(model: Any, market: Market) -> Any:
    with scope(market.community):
        return model.objects.get()


Enter = Callable[[str], Client]


class TestWhoComesIn:
    def test_each_page_by_each_role(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider, audience="public", category=market.garden)
        deal = make_deal(offer, market.requester)
        everybody = {"visitor", "provider", "requester", "third", "coordinator"}
        members = everybody - {"visitor"}
        pages = {
            address(market, "listings"): everybody,
            address(market, "listings") + "?view=map": everybody,
            address(market, "points"): everybody,
            address(market, "listing", offer.public_id): everybody,
            address(market, "my_listings"): members,
            address(market, "listing_import"): members,
            address(market, "listing_new", "offer"): members,
            address(market, "listing_new", "request"): members,
            address(market, "for_you"): members,
            address(market, "deals"): members,
            address(market, "deal_propose", offer.public_id): members - {"provider"},
            address(market, "deal", deal.public_id): {"provider", "requester"},
            address(market, "categories"): {"coordinator"},
            address(market, "category_edit", market.garden.public_id): {"coordinator"},
        }
        seen = {url: {name for name in everybody if enter(name).get(url).status_code == 200} for url in pages}
        assert seen == pages

    def test_a_visitor_is_sent_to_log_in(self, market: Market, enter: Enter) -> None:
        answer = enter("visitor").get(address(market, "listing_new", "offer"))
        assert answer.headers["Location"].startswith("/accounts/login/?next=")

    @pytest.mark.parametrize("state", ["draft", "paused", "closed"])
    def test_what_is_not_published_is_for_its_owner_and_who_moderates(
        self, market: Market, enter: Enter, state: str
    ) -> None:
        hidden = make_listing(market.community, market.provider, audience="public", state=state)
        url = address(market, "listing", hidden.public_id)
        names = ("visitor", "requester", "provider", "moderator")
        assert [enter(name).get(url).status_code for name in names] == [404, 404, 200, 200]

    def test_a_neighbours_listing_is_not_there(self, market: Market, enter: Enter) -> None:
        neighbour = make_market("zonnekring")
        theirs = make_listing(neighbour.community, neighbour.provider, audience="public")
        assert enter("requester").get(address(market, "listing", theirs.public_id)).status_code == 404


class TestPlacing:
    @ready
    def test_a_request_is_placed_and_published_in_one_go(self, market: Market, enter: Enter) -> None:
        data = {
            **ANSWERS,
            "category": market.garden.pk,
            "owner": str(market.ref("requester")),
            "publish": "1",
        }
        answer = enter("requester").post(address(market, "listing_new", "request"), data)
        listing = one(Listing, market)
        assert answer.status_code == 302
        assert (listing.side, listing.state, listing.price_minor) == ("request", "published", 1250)

    def test_before_the_step_it_is_kept_as_a_draft_with_what_is_missing(
        self, market: Market, enter: Enter
    ) -> None:
        data = {
            **ANSWERS,
            "category": market.garden.pk,
            "owner": str(market.ref("requester")),
            "publish": "1",
        }
        page = (
            enter("requester")
            .post(address(market, "listing_new", "offer"), data, follow=True)
            .content.decode()
        )
        assert one(Listing, market).state == "draft"
        assert "Het is bewaard als concept." in page
        assert "Nu ontbreekt nog" in page

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "Vul dit in."),
            ({"price_minor": "twaalf"}, "Schrijf een bedrag zoals 12,50."),
            ({"price_minor": ""}, "Vul de prijs in, of kies een andere soort prijs."),
            ({"price_minor": "-5"}, "Vul een bedrag in dat niet onder nul ligt."),
            ({"price_minor": "0"}, "Vul de prijs in, of kies een andere soort prijs."),
            ({"category": ""}, "Vul dit in."),
            ({"quantity": "-1"}, "minstens"),
            (
                {"available_from": "2026-12-02", "available_until": "2026-12-01"},
                "Het einde ligt voor het begin.",
            ),
            ({"kind": "toverij"}, "toverij"),
            ({"radius_km": "0"}, "minstens"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, market: Market, enter: Enter, wrong: dict[str, str], sentence: str
    ) -> None:
        data = {**ANSWERS, "category": market.garden.pk, "owner": str(market.ref("requester")), **wrong}
        answer = enter("requester").post(address(market, "listing_new", "offer"), data)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert sentence in page
        assert "Met een ladder." in page
        with scope(market.community):
            assert not Listing.objects.exists()

    def test_whose_it_is_changes_and_ends_it(self, market: Market, enter: Enter) -> None:
        listing = make_listing(market.community, market.provider)
        url = address(market, "listing_edit", listing.public_id)
        data = {**ANSWERS, "category": market.garden.pk, "owner": str(market.ref("provider"))}
        assert enter("provider").post(url, data).status_code == 302
        assert enter("third").get(url).status_code == 403
        assert enter("third").post(url, {**data, "title": "Gekaapt"}).status_code == 403
        assert one(Listing, market).title == "Heg knippen"
        enter("third").post(address(market, "listing_verb", listing.public_id, "close"))
        assert one(Listing, market).state == "published"
        enter("provider").post(address(market, "listing_verb", listing.public_id, "close"))
        assert one(Listing, market).state == "closed"


@ready
class TestDealing:
    def test_from_match_to_confirmation_by_the_pages(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider, title="Gras maaien", category=market.garden)
        asked = make_listing(market.community, market.requester, side="request", title="Wie maait het gras?",
                             category=market.garden)  # fmt: skip
        with scope(market.community):
            match_listing(listing_id=asked.pk)
        asker, maker = enter("requester"), enter("provider")
        assert "zelfde categorie" in asker.get(address(market, "for_you")).content.decode()
        url = address(market, "deal_propose", offer.public_id) + f"?with={asked.public_id}"
        data = {"quantity": "2", "party": str(market.ref("requester")), "message": "Dinsdag?"}
        preview = asker.post(url, {**data, "preview": "1"}).content.decode()
        assert "50,00" in preview
        assert asker.post(url, data).status_code == 302
        deal = one(Deal, market)
        assert deal.request_id == asked.pk
        for client, verb, state in (
            (maker, "accept", "agreed"),
            (maker, "deliver", "delivered"),
            (asker, "confirm", "confirmed"),
        ):
            client.post(address(market, "deal_verb", deal.public_id, verb), {"version": deal.terms_version})
            assert one(Deal, market).state == state

    def test_a_refused_proposal_keeps_what_was_typed(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider)
        data = {"quantity": "99", "party": str(market.ref("requester")), "message": "Kan dat?"}
        page = (
            enter("requester").post(address(market, "deal_propose", offer.public_id), data).content.decode()
        )
        assert "nog 4 uur over" in page
        assert "Kan dat?" in page

    def test_after_a_match_the_party_is_the_one_whose_listing_it_is(
        self, market: Market, enter: Enter
    ) -> None:
        organisation = make_partner(market.community, admin=market.requester)
        offer = make_listing(market.community, market.provider)
        asked = make_listing(market.community, market.requester, organisation=organisation, side="request")
        url = address(market, "deal_propose", offer.public_id) + f"?with={asked.public_id}"
        form = enter("requester").get(url).context["form"]
        assert [key for key, _ in form.fields["party"].choices] == [f"organisation:{organisation.pk}"]

    def test_what_is_all_taken_is_shown_and_not_asked_for(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider, quantity=1)
        make_deal(offer, market.third, state="agreed")
        page = enter("requester").get(address(market, "listing", offer.public_id)).content.decode()
        assert "Alles is al afgesproken" in page
        answer = enter("requester").get(address(market, "deal_propose", offer.public_id))
        assert answer.status_code == 409
        assert "Op deze plaatsing kun je nu geen afspraak maken." in answer.content.decode()

    def test_what_was_typed_stays_when_the_last_piece_goes(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider, quantity=1)
        make_deal(offer, market.third, state="agreed")
        data = {"quantity": "1", "party": str(market.ref("requester")), "message": "Graag dinsdag"}
        answer = enter("requester").post(address(market, "deal_propose", offer.public_id), data)
        page = answer.content.decode()
        assert "niets meer over" in page
        assert "Graag dinsdag" in page

    def test_a_request_is_answered_as_a_whole_and_its_price_is_filled_in(
        self, market: Market, enter: Enter
    ) -> None:
        asked = make_listing(market.community, market.requester, side="request", quantity=10, price_minor=None,
                             price_type="negotiable", unit="piece")  # fmt: skip
        url = address(market, "deal_propose", asked.public_id)
        page = enter("provider").get(url).content.decode()
        assert "nog 10 stuks" in page
        assert 'value="10"' in page
        data = {"quantity": "10", "party": str(market.ref("provider")), "message": "Graag gedaan"}
        answer = enter("provider").post(url, data)
        assert answer.context["form"].errors["price_minor"] == ["Vul dit in."]
        assert "Graag gedaan" in answer.content.decode()

    def test_the_thread_is_for_the_two(self, market: Market, enter: Enter) -> None:
        deal = make_deal(make_listing(market.community, market.provider), market.requester)
        url = address(market, "deal", deal.public_id)
        assert enter("third").post(url, {"text": "Hoi"}).status_code == 404
        enter("provider").post(url, {"text": "Tot dinsdag"})
        assert one(Message, market).text == "Tot dinsdag"
        assert "Tot dinsdag" in enter("requester").get(url).content.decode()

    def test_a_match_is_put_aside(self, market: Market, enter: Enter) -> None:
        offer = make_listing(market.community, market.provider)
        match = make_match(offer, make_listing(market.community, market.requester, side="request"))
        url = address(market, "match_dismiss", match.public_id)
        enter("third").post(url)
        assert one(Match, market).state == "suggested"
        enter("requester").post(url)
        assert one(Match, market).state == "dismissed"


class TestCategoryPages:
    def test_opened_changed_and_closed(self, market: Market, enter: Enter) -> None:
        client = enter("coordinator")
        client.post(address(market, "categories"), CATEGORY)
        with scope(market.community):
            made = Category.objects.get(name_nl="Klussen")
        url = address(market, "category_edit", made.public_id)
        client.post(url, {**CATEGORY, "name_nl": "Klusjes"})
        client.post(url, {"close": "1"})
        with scope(market.community):
            made = Category.objects.get(pk=made.pk)
        assert (made.name_nl, made.icon, made.state) == ("Klusjes", "hammer", "closed")

    @pytest.mark.parametrize("name", ["categories", "category_edit"])
    def test_a_name_that_is_taken_stays_in_the_form(self, market: Market, enter: Enter, name: str) -> None:
        other = make_category(market.community, "Klussen", slug="klussen")
        args = [other.public_id] if name == "category_edit" else []
        answer = enter("coordinator").post(
            address(market, name, *args), {"name_nl": "Tuin", "icon": "hammer"}
        )
        assert answer.status_code == 200
        assert "Er is al een categorie met deze naam." in answer.content.decode()


class TestFinding:
    def test_the_address_holds_every_filter_and_each_can_be_taken_away(
        self, market: Market, enter: Enter
    ) -> None:
        make_listing(
            market.community, market.provider, title="Fiets te leen", category=market.garden, kind="loan"
        )
        make_listing(market.community, market.provider, title="Fiets te koop")
        page = enter("requester").get(
            address(market, "listings"), {"q": "fiets", "kind": "loan", "category": "tuin"}
        )
        content = page.content.decode()
        assert "Fiets te leen" in content
        assert "Fiets te koop" not in content
        assert "1 resultaat" in content
        assert "?q=fiets&amp;category=tuin" in content

    @pytest.mark.parametrize(
        "query", [{"km": "x"}, {"least": "veel"}, {"category": "weg"}, {"page": "-3"}, {"near": "1"}]
    )
    def test_a_broken_filter_is_no_broken_page(
        self, market: Market, enter: Enter, query: dict[str, str]
    ) -> None:
        assert enter("visitor").get(address(market, "listings"), query).status_code == 200

    def test_the_map_has_a_pin_for_what_one_may_see(self, market: Market, enter: Enter) -> None:
        make_listing(market.community, market.provider, title="Hier", lat=52.15, lon=6.21, audience="public")
        make_listing(market.community, market.provider, title="Leden", lat=52.15, lon=6.21)
        pins = [enter(name).get(address(market, "points")).json()["points"] for name in ("visitor", "third")]
        assert [sorted(pin["title"] for pin in found) for found in pins] == [["Hier"], ["Hier", "Leden"]]

    def test_the_search_of_all_finds_listings(self, market: Market, enter: Enter) -> None:
        make_listing(market.community, market.provider, title="Fiets te leen", audience="public")
        url = reverse("search", args=[market.community.slug])
        assert "Fiets te leen" in enter("visitor").get(url, {"q": "fiets"}).content.decode()


def test_lists_ask_as_many_queries_for_three_rows_as_for_one(market: Market, enter: Enter) -> None:
    client = enter("requester")
    home = reverse("communities:home", args=[market.community.slug])
    pages = [
        home,
        *(address(market, name) for name in ("listings", "points", "my_listings", "for_you", "deals")),
    ]

    def grow() -> None:
        offer = make_listing(market.community, market.provider, lat=52.1, lon=6.2, local_group=market.group)
        asked = make_listing(market.community, market.requester, side="request", local_group=market.group)
        make_match(offer, asked)
        deal = make_deal(offer, market.requester)
        with scope(market.community):
            Message.objects.create(
                thread=thread_of(deal=deal), author=market.provider, text="Hoi", sent_at=timezone.now()
            )

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    grow()
    client.get(home)
    once = [count(url) for url in pages]
    grow()
    grow()
    assert [count(url) for url in pages] == once
