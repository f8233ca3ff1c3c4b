"""A listing is reported, hidden with reasons, and shown again when another person judges the appeal: in a browser."""

from playwright.sync_api import Page, expect

from tests.browser import Open
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import FLOOR, FRANS, HERE, MODERATOR, fill, listing_path, nl, press, sees

LEADER = "imke.derksen@oogstkring.example"
JUICE = "Appelsap van hoogstamfruit, pak van 3 liter"


def test_report_measure_appeal(open_page: Open) -> None:
    path = listing_path(open_page, JUICE, FLOOR)
    report(open_page, path, FLOOR)
    decide(open_page)
    is_gone(open_page, path, FLOOR)
    sees(open_page(f"{HERE}moderation/mine/", FLOOR), JUICE, nl("Hidden from others"))
    page = open_page(path, FRANS)
    sees(page, nl("A moderator hid this listing. Nobody else sees it."))
    press(page, "Read why, and how to appeal")
    sees(page, "Er staat niet bij wat erin zit.", nl("Broken rule"), nl("What you can do"))
    everybody_can_use(page)
    fill(page, {"text": "Het staat op het etiket, en nu ook in de tekst."})
    press(page, "Send the appeal")
    sees(page, nl("Waits for a judgement"))
    judge(open_page)
    sees(open_page(path, FLOOR), JUICE)
    expect(open_page(f"{HERE}listings/?q=appelsap", FLOOR).get_by_role("main")).to_contain_text(JUICE)
    sees(open_page(f"{HERE}moderation/", FLOOR), nl("undone"), nl("Undone on appeal"))


def test_a_visitor_reports_and_follows_it_by_its_address(open_page: Open) -> None:
    path = listing_path(open_page, JUICE, FLOOR)
    page = open_page(path)
    press(page, "Report this listing")
    page.locator("main select[name=rule]").select_option(value="law:fraud")
    fill(page, {"text": "Dit is geen sap.", "name": "Kees Buiten", "email": "kees@buiten.example"})
    page.locator("main [name=in_good_faith]").check()
    press(page, "Send the report")
    sees(page, nl("We received your report. This page is your receipt."), "Dit is geen sap.")
    everybody_can_use(page)


def report(open_page: Open, path: str, by: str) -> None:
    page = open_page(path, by)
    press(page, "Report this listing")
    everybody_can_use(page)
    page.locator("main select[name=rule]").select_option(label="Zeg wat erin zit")
    fill(page, {"text": "Er staat niet of er suiker bij zit."})
    page.locator("main [name=in_good_faith]").check()
    press(page, "Send the report")
    sees(page, nl("We received your report. This page is your receipt."))
    everybody_can_use(page)


def decide(open_page: Open) -> None:
    page = open_page(f"{HERE}moderation/queue/", MODERATOR)
    everybody_can_use(page)
    follow(page)
    everybody_can_use(page)
    sees(page, nl("As it was when it was reported"), "Er staat niet of er suiker bij zit.")
    page.locator("main [name=kind][value=hide]").check()
    fill(page, {"facts": "Er staat niet bij wat erin zit."})
    press(page, "Decide")
    sees(page, nl("Hidden from others"), "Er staat niet bij wat erin zit.")


def judge(open_page: Open) -> None:
    page = open_page(f"{HERE}moderation/queue/?show=appeals", MODERATOR)
    expect(page.get_by_role("main")).not_to_contain_text(JUICE)
    page = open_page(f"{HERE}moderation/queue/?show=appeals", LEADER)
    follow(page)
    everybody_can_use(page)
    page.locator("main [name=is_reversed][value=yes]").check()
    fill(page, {"judgement": "Het staat er nu bij."})
    press(page, "Judge")
    sees(page, nl("The decision was undone"))


def is_gone(open_page: Open, path: str, by: str) -> None:
    """From the search, from the map, and by its own address."""
    page = open_page(f"{HERE}listings/?q=appelsap", by)
    expect(page.get_by_role("main")).not_to_contain_text(JUICE)
    assert JUICE not in page.request.get(f"{HERE}listings/points/").text()
    assert page.request.get(path).status == 404


def follow(page: Page) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("main").get_by_role("link", name=JUICE).first.click()
