"""Searching as people do: a word that nobody wrote so, the line that says so, and a search that is kept."""

import re

from playwright.sync_api import expect

from tests.browser import Open

COMMUNITY = "/c/oogstkring/"
MEMBER = "floor.vanharen@oogstkring.example"


def test_what_was_forgiven_is_said_and_the_search_is_kept(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/?q=onvindbaarwoord&side=offer", as_=MEMBER)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(f"main a[href*='{COMMUNITY}searches/new/']").last.click()
    page.locator("input[name=name]").fill("Nergens te vinden")
    page.locator("input[name=alert][value=mail]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/searches/$"))
    row = page.get_by_role("listitem").filter(has_text="Nergens te vinden")
    expect(row).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    row.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"\?q=onvindbaarwoord&side=offer$"))
    page.get_by_role("searchbox", name="Woorden").fill("boerekaas")
    page.keyboard.press("Enter")
    expect(page.locator("[data-forgiven]")).to_contain_text("boer + kaas")
    expect(page.locator("article").first).to_contain_text("boerenkaas", ignore_case=True)
    page.locator("[data-forgiven] a").click()
    expect(page.locator("article")).to_have_count(0)
    page.goto(f"{COMMUNITY}searches/")
    page.get_by_role("listitem").filter(has_text="Nergens te vinden").get_by_role("link").last.click()
    page.locator("form[action$='/delete/'] button").click()
    expect(page.get_by_text("Nergens te vinden")).to_have_count(0)
