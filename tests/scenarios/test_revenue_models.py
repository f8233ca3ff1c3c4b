"""A treasurer in a browser drafts the next version from the one in force, and sees what past months would have brought."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Open
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import HERE, nl, press, sees

WILMA = "wilma.peters@oogstkring.example"


def test_a_treasurer_simulates_a_new_version(open_page: Open) -> None:
    page = open_page(f"{HERE}fees/", WILMA)
    sees(page, nl("The same for other prices"))
    everybody_can_use(page)
    picture(page, "fees")
    page.get_by_role("link", name=nl("Draft a revenue model")).click()
    page.get_by_label(nl("Name"), exact=True).fill("Iets meer samen")
    page.get_by_label(nl("Percentage of the price")).first.fill("8")
    more = page.get_by_text(nl("Other ways to reckon, for whom, and where it goes"))
    more.nth(1).click()  # the first stands open: its rule begins at a price
    page.get_by_label(nl("Part for the solidarity fund, in percent")).first.fill("25")
    everybody_can_use(page)
    picture(page, "form")
    press(page, "Save the draft")
    sees(page, "8%", "25%")
    picture(page, "draft")
    page.get_by_role("link", name=nl("Simulate it on past months")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Iets meer samen")
    page.get_by_label(nl("Months that are over")).select_option("6")
    press(page, "Reckon again")
    sees(page, nl("Would pay more"))
    expect(page.locator("tbody tr")).to_have_count(6)
    everybody_can_use(page)
    picture(page, "simulation")


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        for width in (DESK, PHONE):
            for light in ("light", "dark"):
                page.set_viewport_size(width)
                page.emulate_media(color_scheme=light)
                page.screenshot(path=Path(folder) / f"{name}-{width['width']}-{light}.png", full_page=True)
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
