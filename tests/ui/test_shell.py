"""What stands around every page: light, language, search, menus, and the way through them by keyboard."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser import DESK, PHONE, Open, log_in

COMMUNITY = "/c/oogstkring/"
MEMBER = "floor.vanharen@oogstkring.example"


def ground(page: Page) -> str:
    return page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")


def test_the_light_follows_the_device_until_a_person_chooses(open_page: Open) -> None:
    page = open_page("/", viewport=DESK, color_scheme="light")
    by_day = ground(page)
    page.emulate_media(color_scheme="dark")
    by_night = ground(page)
    assert by_day != by_night
    page.get_by_label("Taal en licht").click()
    page.get_by_role("button", name="Dag").click()
    assert ground(page) == by_day
    page.goto(f"{COMMUNITY}")
    assert ground(page) == by_day  # kept, also on the next page
    page.get_by_label("Taal en licht").click()
    expect(page.get_by_role("button", name="Dag")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Als apparaat").click()
    assert ground(page) == by_night


def test_the_language_changes_on_the_same_page(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/?q=honing", viewport=PHONE)
    page.get_by_label("Taal en licht").click()
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(r"/listings/\?q=honing$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_a_slash_opens_the_search_and_the_keys_walk_through_it(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}fees/", as_=MEMBER)
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="Zoeken")
    field = dialog.get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("appel")
    first = dialog.locator("[data-search-hit]").first
    expect(first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(first.get_attribute("id")))
    expect(field).to_be_focused()  # a combobox: one goes on typing
    page.keyboard.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")  # the first hit, without a mouse
    expect(page).not_to_have_url(re.compile("/fees/$"))


@pytest.mark.parametrize(
    ("words", "group", "hit", "leads_to"),
    [
        ("wilma", "Leden", "Wilma Peters", "/members/"),
        ("groesbeek", "Lokale groepen", "Groesbeek", "/local-groups/"),
        ("korst", "Partners", "Bakkerij Korst", "/partners/"),
        ("B-2026", "Besluiten", "", "/decisions/"),
    ],
)
def test_the_keys_find_people_groups_partners_and_decisions(
    open_page: Open, words: str, group: str, hit: str, leads_to: str
) -> None:
    page = open_page(f"{COMMUNITY}fees/", as_=MEMBER)
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="Zoeken")
    dialog.get_by_role("combobox").press_sequentially(words)
    found = dialog.get_by_role("group", name=group).get_by_role("option", name=hit).first
    expect(found).to_be_visible()
    while found.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(leads_to))


def test_a_slash_in_a_field_is_a_slash(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}listings/new/offer/", as_=MEMBER)
    title = page.get_by_label("In één regel")
    title.press_sequentially("1/2")
    expect(title).to_have_value("1/2")
    expect(page.get_by_role("dialog", name="Zoeken")).to_be_hidden()
    page.on("dialog", lambda dialog: dialog.accept())  # the form asks before it lets this go


def test_the_first_tab_leads_past_the_menu(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}", as_=MEMBER)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}", as_=MEMBER)
    menu = page.locator("summary[aria-label='Mijn account']")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Veilig inloggen")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Veilig inloggen")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_dock_of_the_phone_opens_the_whole_menu(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}", viewport=PHONE)
    log_in(page, MEMBER)
    page.goto(f"{COMMUNITY}")
    page.get_by_role("button", name="Meer").click()
    sheet = page.get_by_role("dialog", name="Menu")
    expect(sheet).to_be_visible()
    sheet.get_by_role("link", name="Wat ons verbindt").click()
    expect(page).to_have_url(re.compile("/factors/$"))


def test_a_form_asks_before_what_was_typed_is_lost(open_page: Open) -> None:
    page = open_page(f"{COMMUNITY}profile/", as_=MEMBER)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.get_by_label("Over mij").press_sequentially("Nog iets")
    page.goto(COMMUNITY)
    assert asked == ["beforeunload"]
