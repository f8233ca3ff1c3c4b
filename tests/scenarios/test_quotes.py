"""A request, three quotes, one answered with another price, compared side by side and awarded in parts."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import Open
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import BRAM, FLOOR, FRANS, HERE, LOTTE, fill, listing_path, nl, press, sees

REQUEST = "Twintig pakken sap voor het straatfeest"


def test_three_quotes_compared_and_awarded_in_parts(open_page: Open) -> None:
    request = listing_path(open_page, REQUEST, FLOOR)
    quote(open_page, request, FRANS, "20", "160,00", least="5")
    quote(open_page, request, BRAM, "10", "75,00", least="")
    quote(open_page, request, LOTTE, "12", "84,00", least="6")
    answer_with_another_price(open_page, request, "80,00")
    frans = open_page(f"{HERE}deals/", FRANS)
    frans.get_by_role("link", name=REQUEST).first.click()
    press(frans, "Propose something else")
    fill(frans, {"price_minor": "150,00", "least_quantity": "5"})
    press(frans, "Send the proposal")
    page = open_page(request + "quotes/", FLOOR)
    sees(page, "€ 150,00", "€ 75,00", "€ 84,00", nl("lowest price"))
    everybody_can_use(page)
    press(page, "Fill in the lowest prices")
    expect(take_of(page, "Lotte Verhoeven")).to_have_value("12")
    expect(take_of(page, "Frans Arntz")).to_have_value("8")
    take_of(page, "Frans Arntz").fill("9")
    expect(page.locator("#award-sum")).to_contain_text(re.compile("21"))
    press(page, "Award")
    sees(page, "21")
    take_of(page, "Frans Arntz").fill("8")
    press(page, "Award")
    sees(page, nl("the need is met"), nl("Awarded"), nl("Ended"))
    lotte = open_page(f"{HERE}deals/", LOTTE)
    lotte.get_by_role("link", name=REQUEST).first.click()
    sees(lotte, "€ 84,00")
    bram = open_page(f"{HERE}deals/?show=ended", BRAM)
    bram.get_by_role("link", name=REQUEST).first.click()
    sees(bram, nl("Others already give all that was needed. Thank you for your quote."))


def quote(open_page: Open, request: str, by: str, quantity: str, price: str, *, least: str) -> None:
    page = open_page(request + "propose/", by)
    if page.locator("main select[name=party]").count():
        page.locator("main select[name=party]").select_option(index=0)
    fill(page, {"quantity": quantity, "price_minor": price, "conditions": "Vrijdag gebracht."})
    fill(page, {"least_quantity": least} if least else {})
    press(page, "Send the proposal")


def answer_with_another_price(open_page: Open, request: str, price: str) -> None:
    """To the first of them; then it is their turn."""
    page = open_page(request + "quotes/", FLOOR)
    row = page.get_by_role("row").filter(has_text="Frans Arntz")
    with page.expect_navigation(wait_until="domcontentloaded"):
        row.get_by_role("link", name=nl("Ask something, or propose something else")).click()
    press(page, "Propose something else")
    fill(page, {"price_minor": price})
    press(page, "Send the proposal")
    page.goto(request + "quotes/")
    sees(page, nl("You answered, now it is their turn"))


def take_of(page: Page, name: str) -> Locator:
    return page.get_by_label(nl("How much do you take of %(name)s?", name=name))
