"""A matching round in a browser: from its plan, mended by a coordinator, to deals that both sides agreed."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import Open
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import HERE, nl, press, sees

THEO = "theo.kersten@oogstkring.example"


def test_a_round_from_plan_to_sent_proposals(open_page: Open) -> None:
    page = open_page(f"{HERE}rounds/", THEO)
    press(page, "Make a plan")
    expect(lines(page).nth(1)).to_be_visible()
    everybody_can_use(page)
    kept, dropped = (request_of(lines(page).nth(place)) for place in (0, 1))
    act(page, kept, "Pin")
    act(page, dropped, "Take out")
    press(page, "Plan again")
    expect(button(page, kept, "Unpin")).to_be_visible()
    expect(button(page, dropped, "Put back")).to_be_visible()
    leave_the_rest_out(page, kept)
    press(page, "Send these proposals")
    path = re.sub(r"^https?://[^/]+", "", page.url)
    page = open_page(path, THEO)
    sees(page, nl("What became of it"))


def leave_the_rest_out(page: Page, kept: str) -> None:
    """What others tell in this demo goes on: only one line is sent."""
    rest = lines(page).filter(has_not_text=kept).get_by_role("button", name=nl("Take out"))
    while rest.count():
        with page.expect_navigation(wait_until="domcontentloaded"):
            rest.first.click()


def lines(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.locator("form"))


def line(page: Page, title: str) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=title).first


def request_of(found: Locator) -> str:
    return found.get_by_role("link").first.inner_text()


def button(page: Page, title: str, words: str) -> Locator:
    return line(page, title).get_by_role("button", name=nl(words))


def act(page: Page, title: str, words: str) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        button(page, title, words).click()
