"""A request posted on a phone: how much is asked, how long it takes, and who can help at the end of it."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser import PHONE, Open, log_in
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import FLOOR, HERE, nl

MOST_INTERACTIONS = 8
MOST_SECONDS = 120
NEW = f"{HERE}listings/new/request/"


class Thumb:
    """Does what a person does with a phone, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, 0

    def presses(self, button: str) -> None:
        self.done += 1
        self.page.get_by_role("main").get_by_role("button", name=nl(button), exact=True).click()

    def types(self, field: str, words: str) -> None:
        self.done += 1
        self.page.locator(f"main [name={field}]").fill(words)

    def taps(self, field: str, value: str) -> None:
        self.done += 1
        self.page.locator(f"main label:has(input[name={field}][value={value}])").click()

    def taps_words(self, words: str) -> None:
        self.done += 1
        self.page.locator("main fieldset label").filter(has_text=words).first.click()

    def picks(self, field: str, words: str) -> None:
        self.done += 1
        self.page.locator(f"main select[name={field}]").select_option(label=words)


def on_a_phone(open_page: Open, path: str) -> Page:
    page = open_page("/accounts/login/", viewport=PHONE, has_touch=True, is_mobile=True)
    log_in(page, FLOOR)
    page.goto(path)
    return page


def fits_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_request_in_at_most_eight_taps_with_who_can_help_and_why(open_page: Open) -> None:
    page = on_a_phone(open_page, f"{HERE}listings/")
    began, thumb = time.monotonic(), Thumb(page)
    page.get_by_role("main").get_by_role("link", name=nl("I need something"), exact=True).first.click()
    thumb.done += 1
    expect(page).to_have_url(re.compile(f"{NEW}$"))
    assert fits_the_screen(page)
    thumb.types("title", "Eieren voor ons zondagse ontbijt")
    thumb.taps_words("Spullen")
    thumb.picks("category", "Brood, kaas en eieren")
    thumb.types("quantity", "3")
    thumb.taps("price_type", "negotiable")
    expect(page.locator("main [name=unit]")).to_have_value("piece")  # goods are counted: nobody was asked
    thumb.presses("Publish")
    expect(page).to_have_url(re.compile("/posted/$"))
    helpers = page.locator("[data-matches] > li")
    expect(helpers.filter(has_text="Vrije-uitloopeieren")).to_be_visible(timeout=30_000)
    assert thumb.done <= MOST_INTERACTIONS
    assert time.monotonic() - began < MOST_SECONDS
    first = helpers.filter(has_text="Vrije-uitloopeieren")
    expect(first.get_by_role("list", name=nl("Why this match")).get_by_role("listitem")).not_to_have_count(0)
    everybody_can_use(page)
    first.get_by_role("link", name=nl("Propose a deal")).click()
    expect(page).to_have_url(re.compile(r"/propose/\?with="))


def test_only_what_follows_is_asked_and_nothing_typed_is_lost(open_page: Open) -> None:
    page = on_a_phone(open_page, NEW)
    amount, until = page.locator("[name=price_minor]"), page.locator("[name=price_until_minor]")
    expect(amount).to_be_hidden()
    thumb = Thumb(page)
    thumb.taps("price_type", "from_to")
    expect(amount).to_be_visible()
    expect(until).to_be_visible()
    thumb.taps("price_type", "fixed")
    expect(until).to_be_hidden()
    thumb.types("title", "Hulp met de heg")
    thumb.types("text", "Twee uur, op een droge dag.")
    thumb.presses("Publish")
    expect(page.locator("main .wc-alert-error")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Hulp met de heg")
    expect(page.locator("[name=category][aria-invalid=true]")).to_be_visible()
    thumb.presses("I offer something")
    expect(page).to_have_url(re.compile("/new/offer/$"))
    expect(page.locator("[name=title]")).to_have_value("Hulp met de heg")
    expect(page.locator("[name=text]")).to_have_value("Twee uur, op een droge dag.")
    expect(page.locator("[name=quantity_per]").first).to_be_hidden()


def test_a_draft_is_kept_and_gone_on_with(open_page: Open) -> None:
    page = on_a_phone(open_page, NEW)
    thumb = Thumb(page)
    thumb.types("title", "Iemand die mijn fiets nakijkt")
    thumb.picks("category", "Brood, kaas en eieren")
    thumb.presses("Keep as a draft")
    expect(page.get_by_role("main")).to_contain_text(nl("Draft"))
    page.goto(f"{HERE}listings/mine/")
    page.get_by_role("link", name="Iemand die mijn fiets nakijkt").click()
    page.get_by_role("main").get_by_role("link", name=nl("Change")).click()
    thumb.types("text", "De ketting loopt eraf.")
    thumb.presses("Publish")
    expect(page).to_have_url(re.compile("/posted/$"))
    expect(page.get_by_role("main")).to_contain_text("Iemand die mijn fiets nakijkt")
