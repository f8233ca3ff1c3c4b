"""Somebody at a browser: goes to pages, fills in by label, presses by name, reads what stands there."""

import re
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from tests.scenarios.product import Product, until

HOME = "/c/oogstkring/"
PASSWORD = "zonder-reden-fietsen"
PATIENCE_MS = 15_000
CODE = re.compile(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b")
LINK = re.compile(r"http://localhost:\d+(/\S+)")


class Person:
    """One person with a browser of their own."""

    def __init__(self, browser: Browser, product: Product, name: str, **arguments: Any) -> None:
        self.name = name
        self.email = f"{name.split()[0].lower()}@voorbeeld.example"
        self._product = product
        context = browser.new_context(base_url=product.letters.url, reduced_motion="reduce", **arguments)
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.complaints: list[
            str
        ] = []  # what a browser says that nobody sees: errors, and breaches of the policy
        self.page.on("console", self._hears)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._gets)

    def goes_to(self, path: str) -> "Person":
        answer = self.page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, f"{self.name} at {path}: {answer.status}"
        return self

    def opens(self, place: str, *further: str) -> "Person":
        """A place of the menu, beside which may stand a count; from there by links in the page."""
        menu = self.page.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{place}( \d+)?$"))
        if not menu.count():  # elsewhere, or here since before a role was given
            self.goes_to(HOME)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            menu.first.click()
        for name in further:
            self.presses(name)
        return self

    def opens_account(self, place: str) -> "Person":
        if HOME not in self.page.url:
            self.goes_to(HOME)
        self.page.get_by_label("Mijn account").first.click()
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.get_by_role("link", name=re.compile(rf"^{place}( \d+)?$")).first.click()
        return self

    def writes(self, fields: dict[str, str], inside: Locator | None = None) -> "Person":
        """Fill in by label; a choice is chosen, a circle is ticked."""
        for label, value in fields.items():
            field = self._field(label, inside)
            kind = field.evaluate("node => node.tagName + ' ' + (node.type || '')")
            if kind.startswith("SELECT"):
                field.select_option(label=value)
            else:
                field.fill(value)
        return self

    def unfolds(self, name: str) -> "Person":
        self.page.get_by_role("main").locator("summary").filter(has_text=name).click()
        return self

    def ticks(self, *labels: str) -> "Person":
        """By the keyboard: a picture may stand where the circle is."""
        for label in labels:
            self.page.get_by_role("main").get_by_label(label, exact=True).press("Space")
        return self

    def presses(self, name: str, inside: Locator | None = None) -> "Person":
        """A button or a link of this name in the page, not in the menu; or a card that has it as its title."""
        here = inside or self.page.get_by_role("main")
        found = here.get_by_role("button", name=name, exact=True)
        found = found.or_(here.get_by_role("link", name=name, exact=True))
        found = found.or_(here.get_by_role("link").filter(has=self.page.get_by_text(name, exact=True)))
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            found.first.click()
        return self

    def submits(self) -> "Person":
        """By the keyboard, where the cursor stands."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.keyboard.press("Enter")
        return self

    def sees(self, *words: str) -> "Person":
        for word in words:
            expect(self.page.get_by_role("main")).to_contain_text(
                word, use_inner_text=True, timeout=PATIENCE_MS
            )
        return self

    def letter_with(self, words: str) -> str:
        """The text of the newest letter to this person in which these words stand; waits for the worker."""

        def find() -> str | None:
            texts = [_plain(letter) for letter in self._product.letters.letters_to(self.email)]
            return next((text for text in reversed(texts) if words in text), None)

        return str(until(find))

    def link_in(self, words: str) -> str:
        found = LINK.search(self.letter_with(words))
        assert found is not None
        return found[1]

    def code(self) -> str:
        """The code in the newest letter that has one."""
        found = CODE.search(self.letter_with("code"))
        assert found is not None
        return found.group()

    def logs_in(self) -> "Person":
        """Who still is, is led on at once."""
        if "/accounts/login/" not in self.goes_to("/accounts/login/").page.url:
            return self
        self.writes({"E-mailadres": self.email, "Wachtwoord": PASSWORD})
        self.presses("Inloggen")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _gets(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.url}: {answer.status}")

    def _field(self, label: str, inside: Locator | None) -> Locator:
        here = inside or self.page.get_by_role("main")
        return here.get_by_label(re.compile(rf"^{re.escape(label)}( mag leeg blijven)?$")).first


def _plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
