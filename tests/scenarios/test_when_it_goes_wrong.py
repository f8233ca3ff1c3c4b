"""A dispute that somebody without a part in it decides, and a withdrawal in two steps: in a browser."""

import re

from playwright.sync_api import Page

from tests.browser import Open
from tests.looking import everybody_can_use
from tests.scenarios.quarrels import BRAM, FLOOR, FRANS, MODERATOR, buy, fill, nl, press, sees
from tests.ui.site import Site

JUICE = "Appelsap van hoogstamfruit, pak van 3 liter"


def test_a_dispute_from_its_opening_to_a_decision(open_page: Open) -> None:
    deal = buy(open_page, JUICE, "4", buyer=FLOOR, seller=FRANS)
    press(open_page(deal, FRANS), "It is delivered")
    page = open_page(deal, FLOOR)
    press(page, "Something is wrong")
    everybody_can_use(page)
    choose(page, "damaged")
    choose(page, "5000")
    fill(page, {"text": "Twee van de vier pakken lekten. Zaterdag gezien bij het ophalen."})
    press(page, "Open the dispute")
    sees(page, nl("What was said and shown"), "Twee van de vier pakken lekten.")
    dispute = path_of(page)
    attach(page, "De plas in de kofferbak.")
    judge = open_page(dispute, MODERATOR)
    sees(judge, nl("The other side can still answer. You can decide when it did, or when its time is over."))
    page = open_page(deal, FRANS)
    press(page, "Answer the dispute")
    fill(page, {"text": "Ik bracht ze heel; een pak stond scheef."})
    press(page, "Send the answer")
    judge.reload()
    sees(judge, "De plas in de kofferbak.", "Ik bracht ze heel; een pak stond scheef.")
    everybody_can_use(judge)
    fill(judge, {"refund_percent": "25", "reasons": "Een van de vier pakken was bij de overdracht al lek."})
    press(judge, "Decide")
    for party in (FLOOR, FRANS):
        page = open_page(dispute, party)
        sees(page, "Een van de vier pakken was bij de overdracht al lek.", "Ali Boukhari")
    sees(open_page(deal, FLOOR), nl("The dispute is decided"))


def test_who_has_a_part_in_it_does_not_judge(open_page: Open) -> None:
    deal = buy(open_page, JUICE, "1", buyer=MODERATOR, seller=FRANS)
    page = open_page(deal, MODERATOR)
    press(page, "Something is wrong")
    choose(page, "other")
    fill(page, {"text": "Er kwam niemand."})
    press(page, "Open the dispute")
    page = open_page(path_of(page), MODERATOR)
    assert page.locator("main [name=refund_percent]").count() == 0
    assert open_page(path_of(page), BRAM).get_by_role("main").get_by_text("Er kwam niemand.").count() == 0


def test_a_consumer_withdraws_in_two_steps_and_has_a_letter(open_page: Open, site: Site) -> None:
    deal = buy(open_page, JUICE, "2", buyer=FLOOR, seller=FRANS)
    page = open_page(deal, FLOOR)
    press(page, "Withdraw from the agreement here")
    sees(page, nl("Step 1 of 2: your statement"))
    everybody_can_use(page)
    fill(page, {"reason": "Toch te veel."})
    press(page, "Next")
    sees(page, nl("Step 2 of 2: confirm it"), "Toch te veel.")
    press(page, "Confirm the withdrawal")
    sees(page, nl("We received your withdrawal"), "€ 0,00", "Frans Arntz")
    bodies = [letter.get_body(("plain",)) for letter in site.letters_to(FLOOR)]
    texts = [body.get_content() for body in bodies if body is not None]
    assert any(JUICE in text and "Toch te veel." in text for text in texts)
    sees(open_page(deal, FRANS), nl("Withdrawn"))


def choose(page: Page, value: str) -> None:
    page.locator(f"main input[type=radio][value='{value}']").first.check()


def attach(page: Page, words: str) -> None:
    """Evidence has its own form below the story."""
    form = page.locator("main form").filter(has=page.locator("[name=upload]"))
    form.locator("[name=text]").fill(words)
    with page.expect_navigation(wait_until="domcontentloaded"):
        form.get_by_role("button", name=nl("Add it")).click()


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)
