"""Tags and filters of the pages: money, moments, members' text, addresses."""

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weconomics import money as amounts
from weconomics.ui import markdown

register = template.Library()

# In this order: Edge also says that it is Chrome, and Chrome that it is Safari.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def _locale() -> str:
    return (get_language() or "nl").replace("-", "_")


@register.filter
def money(minor: int | None, currency: str = "EUR") -> str:
    """`{{ 1250|money:"EUR" }}` → € 12,50. Nothing for None."""
    return "" if minor is None else amounts.format_money(minor, currency)


@register.filter
def rate(basis_points: int) -> str:
    """`{{ 250|rate }}` → 2,5%."""
    return amounts.format_rate(basis_points)


@register.filter
def day(when: date | datetime | None) -> str:
    """3 november 2026, in the time zone of the page."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = timezone.localtime(when).date()
    return format_date(when, "d MMMM y", locale=_locale())


@register.filter
def moment(when: datetime | None) -> str:
    """3 nov. 2026 14:05, in the time zone of the page."""
    if when is None:
        return ""
    return format_datetime(timezone.localtime(when), "d MMM y HH:mm", locale=_locale())


@register.filter
def prose(text: str | None) -> SafeString | str:
    """Members' Markdown as clean HTML."""
    return markdown.prose(text) if text else ""


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a name."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


@register.filter
def tint(name: str) -> int:
    """1 to 6: the same name always has the same ground."""
    return sum(map(ord, str(name))) % 6 + 1


@register.filter
def device(user_agent: str) -> str:
    """“Firefox · Android”: what a browser says of itself, in two words a person knows."""
    browser = next((shown for sign, shown in BROWSERS if sign in user_agent), _("Unknown browser"))
    system = next((shown for sign, shown in SYSTEMS if sign in user_agent), "")
    return f"{browser} · {system}" if system else browser


@register.filter
def device_icon(user_agent: str) -> str:
    return "smartphone" if "Mobile" in user_agent or "Android" in user_agent else "monitor"


@register.simple_tag(takes_context=True)
def query_with(context: Any, **changes: Any) -> str:
    """The query of this page with some values changed; None or an empty value takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("components/_pages.html", takes_context=True)
def paginate(context: Any, page_obj: Page) -> dict[str, Any]:
    """Links to the other pages of a list, keeping its filters."""
    return {"request": context["request"], "page_obj": page_obj}
