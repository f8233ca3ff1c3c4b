"""Whether everybody can use a page: axe in both lights at both widths, and nothing wider than the screen."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# By night the page is the same but for its colours.
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def everybody_can_use(page: Page) -> None:
    """Leaves the page at the width and in the light it had."""
    size = page.viewport_size
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    found = {}
    for width in (DESK, PHONE):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        for light, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
            found[f"{width['width']} {light}"] = violations(page, rules)
        assert overflow(page) <= 0, f"wider than the screen at {width['width']}"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size or DESK)  # type: ignore[arg-type]
    assert {where: what for where, what in found.items() if what} == {}


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
