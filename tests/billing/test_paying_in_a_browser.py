"""A member pays by card at the practice bank, which asks first (3-D Secure), in a browser. By address and value, not by
words: what the buttons are called may change with the language.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Open
from tests.looking import everybody_can_use

COMMUNITY = "/c/oogstkring/"
PAYERS = ("floor.vanharen", "frans.arntz", "puck.jansen", "theo.kersten", "imke.derksen", "wilma.peters")
CHOICE = "button[name=outcome][value={}]"


@pytest.fixture
def payer(open_page: Open) -> Page:
    """At an open invoice of one's own."""
    for name in PAYERS:
        page = open_page(f"{COMMUNITY}invoices/", as_=f"{name}@oogstkring.example")
        for address in _invoices(page):
            page.goto(address)
            if page.locator("form[action$='/pay/']").count():
                return page
    raise AssertionError("nobody of the demo has an open invoice")


def _invoices(page: Page) -> list[str]:
    links = page.locator("main a[href*='/invoices/']")
    found = links.evaluate_all("rows => rows.map(row => row.getAttribute('href'))")
    return [address for address in found if re.search(r"/invoices/[0-9a-f-]{36}/$", address)]


def start(page: Page, way: str) -> None:
    page.locator(f"input[name=way][value={way}]").check()
    page.locator("form[action$='/pay/'] button").click()
    page.wait_for_url("**/sandbox/")


def test_a_member_pays_by_card_and_the_bank_asks_first(payer: Page) -> None:
    invoice = payer.url
    everybody_can_use(payer)
    start(payer, "ideal")
    payer.goto(invoice)
    payer.locator("main a[href*='/payments/']").click()
    everybody_can_use(payer)
    payer.locator("form[action$='/stop/'] button").click()
    payer.wait_for_url(invoice)
    start(payer, "card")
    everybody_can_use(payer)
    payer.locator(CHOICE.format("three_d_secure")).click()
    payer.wait_for_load_state()
    expect(payer.locator("input[name=again]")).to_have_count(1)
    everybody_can_use(payer)
    payer.locator(CHOICE.format("three_d_secure")).click()
    payer.wait_for_url(invoice)
    expect(payer.locator(".wc-alert-success").first).to_be_visible()
    assert payer.locator("form[action$='/pay/']").count() == 0


def test_a_card_that_is_added_and_removed(open_page: Open) -> None:
    payer = open_page(f"{COMMUNITY}methods/", as_=f"{PAYERS[0]}@oogstkring.example")
    everybody_can_use(payer)
    payer.locator("input[name=kind][value=card]").check()
    payer.locator("main form:has(input[name=kind]) button").click()
    payer.wait_for_url("**/sandbox/")
    everybody_can_use(payer)
    payer.locator(CHOICE.format("pays")).click()
    payer.wait_for_url(f"**{COMMUNITY}methods/")
    expect(payer.get_by_text("•••• 4242").first).to_be_visible()
    everybody_can_use(payer)
    payer.locator("form[action$='/remove/'] button").first.click()
    payer.wait_for_load_state()
    expect(payer.get_by_text("•••• 4242")).to_have_count(0)


def test_a_payout_account_is_connected(open_page: Open) -> None:
    payer = open_page(f"{COMMUNITY}payouts/", as_=f"{PAYERS[0]}@oogstkring.example")
    everybody_can_use(payer)
    payer.locator("button[name=payer]").first.click()
    payer.wait_for_url("**/sandbox/")
    everybody_can_use(payer)
    payer.locator(CHOICE.format("approved")).click()
    payer.wait_for_url("**/payouts/*/?back=1")
    expect(payer.locator("#payout-state .wc-alert-success")).to_be_visible()
    everybody_can_use(payer)
