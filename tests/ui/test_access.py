"""The main pages: axe finds nothing in both lights at both widths, and the browser refuses nothing."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Open

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# By night the page is the same but for its colours.
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
COMMUNITY = "/c/oogstkring/"
UUID = "[0-9a-f-]{36}"
TREASURER = "wilma.peters@oogstkring.example"
LEADER = "imke.derksen@oogstkring.example"
MEMBER = "floor.vanharen@oogstkring.example"
NETWORK = "hanneke.vos@samenkring.example"
COORDINATOR = "theo.kersten@oogstkring.example"


@dataclass(frozen=True)
class Place:
    """A page; with `link`, the first address on it that looks so."""

    path: str
    by: str = ""
    link: str = ""


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
    "matches": Place(f"{COMMUNITY}matches/", MEMBER),
    "deals": Place(f"{COMMUNITY}deals/", MEMBER),
    "deal": Place(f"{COMMUNITY}deals/", MEMBER, f"{COMMUNITY}deals/{UUID}/"),
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
        page.goto(first_link(page, place.link))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    found = {}
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for light, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=light)
            found[f"{size['width']} {light}"] = violations(page, rules)
        assert overflow(page) <= 0, f"wider than the screen at {size['width']}"
    assert {where: what for where, what in found.items() if what} == {}


def first_link(page: Page, pattern: str) -> str:
    addresses = page.locator("main a[href]").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return next(address for address in addresses if re.fullmatch(pattern, address))


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
