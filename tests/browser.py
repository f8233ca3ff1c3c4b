"""One running product and one browser per worker; who has logged in stays so for all tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.ui.site import PASSWORD, Site, running_site

# A refusal of the content security policy is silent to a person; here it is a mistake like any other.
SAY_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1360, "height": 900}
expect.set_options(timeout=10_000)  # a machine that does much else is slow, not wrong


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """The product with the demo communities, in a process of its own."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with running_site(tmp_path_factory.mktemp("site"), shared) as started:
        yield started


class People:
    """Browser contexts by person: each logs in once, through the page."""

    def __init__(self, browser: Browser, site: Site, arguments: dict[str, Any]) -> None:
        self._browser, self._site, self._arguments = browser, site, arguments
        self._contexts: dict[str, BrowserContext] = {}

    def context(self, email: str = "") -> BrowserContext:
        """The context of this person; of a visitor when no address is given."""
        if email not in self._contexts:
            self._contexts[email] = self.new_context()
            if email:
                log_in(self._contexts[email].new_page(), email)
        return self._contexts[email]

    def new_context(self, **arguments: Any) -> BrowserContext:
        context = self._browser.new_context(**{**self._arguments, **arguments})
        context.set_default_timeout(30_000)
        context.add_init_script(SAY_VIOLATIONS)
        return context

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


@pytest.fixture(scope="session")
def people(browser: Browser, site: Site, browser_context_args: dict[str, Any]) -> Iterator[People]:
    opened = People(browser, site, {**browser_context_args, "base_url": site.url, "reduced_motion": "reduce"})
    yield opened
    opened.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(people: People) -> Iterator[Open]:
    """`open_page(path, as_=email, ...)`: a page that fails the test on any complaint of the browser."""
    opened: list[tuple[Page, list[str], list[BrowserContext]]] = []

    def open_(path: str, as_: str = "", **arguments: Any) -> Page:
        own = [people.new_context(**arguments)] if arguments else []
        page = (own[0] if own else people.context(as_)).new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if complains(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append((page, complaints, own))
        page.goto(path)
        return page

    yield open_
    heard = [f"{page.url}: {words}" for page, complaints, _own in opened for words in complaints]
    for page, _complaints, own in opened:
        page.close()
        for context in own:
            context.close()
    assert heard == []


# What a page asked for and no longer waits for, as when a newer answer is asked or the person goes on: no fault.
LET_GO = ("htmx:afterRequest, [object", "htmx:sendAbort, [object")


def complains(said: ConsoleMessage) -> bool:
    """Chromium also reports a page that does not exist: that is an answer like any other."""
    is_answer = "status of 404" in said.text or said.text.startswith(LET_GO)
    return said.type in {"error", "warning"} and not is_answer
