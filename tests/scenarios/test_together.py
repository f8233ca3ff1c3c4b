"""A group order that confirms, one that lapses, and a standing deal with a time left out: on the pages, in a browser."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser import PHONE, Open, log_in
from tests.scenarios.product import until
from tests.scenarios.quarrels import BRAM, FLOOR, FRANS, HERE, LOTTE, fill, listing_path, nl, press, sees
from tests.ui.site import Site
from tests.working import worker_with_a_clock

JUICE = "Appelsap van hoogstamfruit, pak van 3 liter"
BREAD = "Volkoren zuurdesem, 800 g, dag van tevoren bestellen"
PUCK = "puck.jansen@oogstkring.example"
SANDER = "sander.korst@oogstkring.example"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_group_order_that_fills_up_is_a_deal_for_everybody(open_page: Open) -> None:
    order = open_order(open_page, least="6", most="10", closes=datetime.now(AMSTERDAM) + timedelta(days=3))
    join(open_page, order, FLOOR, "4")
    page = open_page(order, FLOOR)
    sees(page, nl("Your part"), "€ 36,00")
    join(open_page, order, BRAM, "6")
    page = open_page(order, FRANS)
    sees(page, "Bram Cornelissen", nl("It is full."))
    press(page, "It is full: confirm it now")
    sees(page, "€ 8,00", "Floor van Haren")
    page = open_page(order, FLOOR)
    sees(page, "€ 32,00")
    press(page, "To my deal")
    sees(page, nl("Agreed"), JUICE_FETCH)


def test_one_that_stays_below_its_least_lapses_by_itself_and_binds_nobody(
    open_page: Open, site: Site, tmp_path: Path
) -> None:
    soon = datetime.now(AMSTERDAM) + timedelta(seconds=30)
    order = open_order(open_page, least="40", most="", closes=soon)
    join(open_page, order, FLOOR, "4")
    page = open_page(order, FRANS)
    sees(page, nl("Open"))
    with worker_with_a_clock(site.environment, tmp_path):
        until(lambda: has_lapsed(page))
    assert datetime.now(AMSTERDAM) >= soon
    sees(page, nl("Nobody owes anything."))
    page = open_page(order, FLOOR)
    expect(page.get_by_role("link", name=nl("To my deal"))).to_have_count(0)


def test_bread_for_every_week_and_once_not(open_page: Open) -> None:
    page = open_page(listing_path(open_page, BREAD, LOTTE), LOTTE)
    press(page, "Make it a standing deal")
    if page.locator("main select[name=party]").count():
        page.locator("main select[name=party]").select_option(index=0)
    starts = datetime.now(AMSTERDAM).date() + timedelta(days=2)
    fill(page, {"quantity": "1", "starts_on": starts.isoformat()})
    press(page, "Send the proposal")
    path = "/" + page.url.split("//", 1)[1].split("/", 1)[1]
    sander = open_page(path, SANDER)
    sees(sander, nl("Do you agree to this, each time?"))
    press(sander, "Agree")
    sees(sander, nl("To the deal"))
    page = open_page(path, LOTTE)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("main").get_by_text(nl("Skip"), exact=True).first.click()
    sees(page, nl("skipped"))
    expect(page.get_by_role("main").get_by_text(nl("After all"), exact=True)).to_have_count(1)


def test_a_neighbour_takes_part_on_a_phone(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    log_in(page, "theo.kersten@oogstkring.example")
    page.goto(f"{page.url.split('//')[0]}//{page.url.split('//')[1].split('/')[0]}{HERE}group-orders/")
    page.get_by_role("main").get_by_role("link", name="Samen honing voor de winter").click()
    fill(page, {"wanted": "4"})
    press(page, "Take part")
    sees(page, nl("There is enough: it goes on."), "€ 27,60")


def has_lapsed(page: Page) -> bool:
    """Nobody presses anything: the page is only looked at again."""
    page.reload()
    return nl("Lapsed") in page.get_by_role("main").inner_text()


JUICE_FETCH = "Zaterdag in de schuur."


def open_order(open_page: Open, *, least: str, most: str, closes: datetime) -> str:
    """On the juice of Frans: € 9,00, and € 8,00 from ten on. Returns the path of its page."""
    page = open_page(listing_path(open_page, JUICE, FRANS), FRANS)
    press(page, "Open a group order")
    fill(page, {"title": f"Samen sap, ten minste {least}", "least_quantity": least, "price_minor": "9,00"})
    fill(page, {"most_quantity": most, "from_1": "10", "price_1": "8,00", "pickup": JUICE_FETCH})
    page.locator("main [name=closes_on]").fill(closes.date().isoformat())
    page.locator("main [name=closes_time]").fill(f"{closes:%H:%M:%S}")
    press_last(page)
    return "/" + page.url.split("//", 1)[1].split("/", 1)[1]


def press_last(page: Page) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("main").get_by_role("button", name=nl("Open a group order"), exact=True).click()


def join(open_page: Open, order: str, by: str, wanted: str) -> None:
    page = open_page(order, by)
    if page.locator("main select[name=party]").count():
        page.locator("main select[name=party]").select_option(index=0)
    fill(page, {"wanted": wanted})
    press(page, "Take part")
    sees(page, nl("Your part"))
