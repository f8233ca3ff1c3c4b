"""Steps that stories about quotes, disputes and withdrawals share, on the pages of the demo's Oogstkring."""

from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from tests.browser import Open

HERE = "/c/oogstkring/"
FLOOR = "floor.vanharen@oogstkring.example"
FRANS = "frans.arntz@oogstkring.example"
BRAM = "bram.cornelissen@oogstkring.example"
LOTTE = "lotte.verhoeven@oogstkring.example"
MODERATOR = "ali.boukhari@oogstkring.example"


def nl(words: str, **values: object) -> str:
    """The words of the product as people here read them."""
    with override("nl"):
        found = gettext(words)
    return found % values if values else found


def press(page: Page, words: str) -> None:
    """A button or a link of this name in the page; waits for the next page."""
    main = page.get_by_role("main")
    found = main.get_by_role("button", name=nl(words), exact=True).or_(
        main.get_by_role("link", name=nl(words), exact=True)
    )
    with page.expect_navigation(wait_until="domcontentloaded"):
        found.first.click()


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]:not([type=hidden])").first.fill(value)


def sees(page: Page, *words: str) -> None:
    for text in words:
        expect(page.get_by_role("main")).to_contain_text(text, use_inner_text=True)


def listing_path(open_page: Open, title: str, by: str) -> str:
    """The address of a listing, found by its words."""
    page = open_page(f"{HERE}listings/?q={title.split()[-1]}", by)
    href = page.get_by_role("main").get_by_role("link", name=title).first.get_attribute("href")
    assert href is not None
    return href


def buy(open_page: Open, title: str, quantity: str, *, buyer: str, seller: str) -> str:
    """A deal on an offer, from proposal to agreement. Returns the path of its page."""
    page = open_page(listing_path(open_page, title, buyer) + "propose/", buyer)
    fill(page, {"quantity": quantity})
    press(page, "Send the proposal")
    path = page.url.split("//", 1)[1].split("/", 1)[1]
    press(open_page(f"/{path}", seller), "Agree")
    return f"/{path}"
