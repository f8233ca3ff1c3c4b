"""The main pages: axe finds nothing in both lights at both widths, and the browser refuses nothing."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser import Open
from tests.looking import everybody_can_use

COMMUNITY = "/c/oogstkring/"
UUID = "[0-9a-f-]{36}"
TREASURER = "wilma.peters@oogstkring.example"
LEADER = "imke.derksen@oogstkring.example"
MEMBER = "floor.vanharen@oogstkring.example"
NETWORK = "hanneke.vos@samenkring.example"
COORDINATOR = "theo.kersten@oogstkring.example"
FRANS = "frans.arntz@oogstkring.example"
PUCK = "puck.jansen@oogstkring.example"
MODERATOR = "ali.boukhari@oogstkring.example"


@dataclass(frozen=True)
class Place:
    """A page; with `link`, the first address on it that looks so, and `then` what is under that one."""

    path: str
    by: str = ""
    link: str = ""
    then: str = ""


PLACES = {
    "directory": Place("/"),
    "login": Place("/accounts/login/"),
    "signup": Place("/accounts/signup/"),
    "personas": Place("/demo/"),
    "visitor_home": Place(COMMUNITY),
    "founding": Place("/communities/new/", NETWORK),
    "home": Place(COMMUNITY, MEMBER),
    "listings": Place(f"{COMMUNITY}listings/", MEMBER),
    "listing": Place(f"{COMMUNITY}listings/", MEMBER, f"{COMMUNITY}listings/{UUID}/"),
    "listing_form": Place(f"{COMMUNITY}listings/new/offer/", MEMBER),
    "listings_near_a_point": Place(f"{COMMUNITY}listings/?near=point&at=51.87,5.91&km=5", MEMBER),
    "listings_on_the_map": Place(f"{COMMUNITY}listings/?view=map", MEMBER),
    "own_listing": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/"),
    "my_listings": Place(f"{COMMUNITY}listings/mine/", MEMBER),
    "import": Place(f"{COMMUNITY}listings/import/", MEMBER),
    "posted": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "posted/"),
    "edit": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "edit/"),
    "photos": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "photos/"),
    "hours": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "hours/"),
    "translation": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "in/en/"),
    "quotes": Place(f"{COMMUNITY}listings/mine/", MEMBER, f"{COMMUNITY}listings/{UUID}/", "quotes/"),
    "ask": Place(f"{COMMUNITY}listings/?side=offer", FRANS, f"{COMMUNITY}listings/{UUID}/", "ask/"),
    "standing_form": Place(
        f"{COMMUNITY}listings/?side=offer", FRANS, f"{COMMUNITY}listings/{UUID}/", "standing/"
    ),
    "group_order_form": Place(
        f"{COMMUNITY}listings/mine/", FRANS, f"{COMMUNITY}listings/{UUID}/", "group-order/"
    ),
    "ranking": Place(f"{COMMUNITY}matches/ranking/", MEMBER),
    "categories": Place(f"{COMMUNITY}categories/", COORDINATOR),
    "category": Place(f"{COMMUNITY}categories/", COORDINATOR, f"{COMMUNITY}categories/{UUID}/"),
    "questions": Place(
        f"{COMMUNITY}categories/", COORDINATOR, f"{COMMUNITY}categories/{UUID}/", "questions/"
    ),
    "listing_types": Place(f"{COMMUNITY}market/types/", COORDINATOR),
    "listing_type": Place(f"{COMMUNITY}market/types/", COORDINATOR, f"{COMMUNITY}market/types/{UUID}/"),
    "listing_type_form": Place(f"{COMMUNITY}market/types/new/", COORDINATOR),
    "market_terms": Place(f"{COMMUNITY}market/terms/", COORDINATOR),
    "approval": Place(f"{COMMUNITY}market/approval/", COORDINATOR),
    "moderation": Place(f"{COMMUNITY}moderation/", MEMBER),
    "moderation_mine": Place(f"{COMMUNITY}moderation/mine/", MEMBER),
    "moderation_queue": Place(f"{COMMUNITY}moderation/queue/", MODERATOR),
    "saved_search_form": Place(f"{COMMUNITY}searches/new/?q=fiets&least=2", MEMBER),
    "matches": Place(f"{COMMUNITY}matches/", MEMBER),
    "ranking_new": Place(f"{COMMUNITY}matches/ranking/new/", COORDINATOR),
    "deals": Place(f"{COMMUNITY}deals/", MEMBER),
    "deal": Place(f"{COMMUNITY}deals/", MEMBER, f"{COMMUNITY}deals/{UUID}/"),
    "propose": Place(f"{COMMUNITY}listings/?side=offer", FRANS, f"{COMMUNITY}listings/{UUID}/", "propose/"),
    "threads": Place(f"{COMMUNITY}messages/", MEMBER),
    "thread": Place(f"{COMMUNITY}messages/", MEMBER, f"{COMMUNITY}messages/{UUID}/"),
    "reviews": Place(f"{COMMUNITY}reviews/", MEMBER),
    "blocks": Place(f"{COMMUNITY}blocks/", MEMBER),
    "group_orders": Place(f"{COMMUNITY}group-orders/", MEMBER),
    "group_order": Place(f"{COMMUNITY}group-orders/", MEMBER, f"{COMMUNITY}group-orders/{UUID}/"),
    "standing_deals": Place(f"{COMMUNITY}standing/", PUCK),
    "standing_deal": Place(f"{COMMUNITY}standing/", PUCK, f"{COMMUNITY}standing/{UUID}/"),
    "searches": Place(f"{COMMUNITY}searches/", MEMBER),
    "rounds": Place(f"{COMMUNITY}rounds/", COORDINATOR),
    "disputes": Place(f"{COMMUNITY}disputes/", MODERATOR),
    "figures": Place(f"{COMMUNITY}figures/", MEMBER),
    "figures_of_a_leader": Place(f"{COMMUNITY}figures/", LEADER),
    "figure": Place(f"{COMMUNITY}figures/nn_index/", MEMBER),
    "ambition": Place(f"{COMMUNITY}factors/ambition/", MEMBER),
    "synonyms": Place(f"{COMMUNITY}synonyms/", COORDINATOR),
    "factors": Place(f"{COMMUNITY}factors/", MEMBER),
    "factor": Place(f"{COMMUNITY}factors/vision/", MEMBER),
    "context": Place(f"{COMMUNITY}context/", MEMBER),
    "proposals": Place(f"{COMMUNITY}proposals/", MEMBER),
    "proposal": Place(f"{COMMUNITY}proposals/", MEMBER, f"{COMMUNITY}proposals/{UUID}/"),
    "decisions": Place(f"{COMMUNITY}decisions/", MEMBER),
    "readiness": Place(f"{COMMUNITY}readiness/", LEADER),
    "fees": Place(f"{COMMUNITY}fees/", MEMBER),
    "desk": Place(f"{COMMUNITY}desk/", TREASURER),
    "desk_invoices": Place(f"{COMMUNITY}desk/invoices/", TREASURER),
    "invoice": Place(f"{COMMUNITY}desk/invoices/", TREASURER, f"{COMMUNITY}invoices/{UUID}/"),
    "members": Place(f"{COMMUNITY}members/", MEMBER),
    "member": Place(f"{COMMUNITY}members/", LEADER, f"{COMMUNITY}members/{UUID}/"),
    "partner": Place(f"{COMMUNITY}partners/", COORDINATOR, f"{COMMUNITY}partners/{UUID}/"),
    "local_group": Place(f"{COMMUNITY}local-groups/", MEMBER, f"{COMMUNITY}local-groups/{UUID}/"),
    "profile": Place(f"{COMMUNITY}profile/", MEMBER),
    "settings": Place(f"{COMMUNITY}settings/", LEADER),
    "account": Place("/account/", MEMBER),
    "safe_login": Place("/accounts/2fa/", MEMBER),
    "addresses": Place("/accounts/email/", MEMBER),
    "devices": Place("/accounts/sessions/", MEMBER),
    "not_found": Place(f"{COMMUNITY}nowhere/", MEMBER),
}


@pytest.mark.parametrize("name", PLACES)
def test_everybody_can_use_the_page(name: str, open_page: Open) -> None:
    place = PLACES[name]
    page = open_page(place.path, as_=place.by)
    if place.link:
        page.goto(first_link(page, place.link) + place.then)
    everybody_can_use(page)


def first_link(page: Page, pattern: str) -> str:
    addresses = page.locator("main a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return next(address for address in addresses if re.fullmatch(pattern, address))
