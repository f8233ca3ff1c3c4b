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


LENT = {"latitude": 51.87123, "longitude": 5.90987}


def test_near_where_i_am_tells_no_front_door(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/", geolocation=LENT, permissions=["geolocation"])
    page.get_by_text("Meer filters").click()
    page.get_by_role("button", name="Waar ik ben").click()
    expect(page).to_have_url(re.compile(r"near=point&at=51\.87%2C5\.91"))
    expect(page.get_by_role("link", name="Een eigen punt, binnen 10 km")).to_be_visible()
    assert page.locator("article").count() > 0


def test_who_says_no_to_the_browser_reads_what_else_there_is(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/", permissions=[])
    page.get_by_text("Meer filters").click()
    page.get_by_role("button", name="Waar ik ben").click()
    expect(page.get_by_text("Je browser zegt niet waar je bent.")).to_be_visible()


def test_a_point_on_the_map_by_hand_and_by_keyboard(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/?view=map&side=offer")
    chart = page.locator("[data-map] [data-ready]")
    chart.click(position={"x": 20, "y": 200})
    page.get_by_role("link", name="Hieromheen zoeken").click()
    expect(page).to_have_url(re.compile(r"view=map&side=offer&near=point&at=-?\d+\.\d\d%2C-?\d+\.\d\d$"))
    first = page.url
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Zoek rond het midden van de kaart").press("Enter")
    expect(page).not_to_have_url(first)
    expect(page.locator(".wc-circle")).to_have_count(1)
