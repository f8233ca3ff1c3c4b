"""The parts of a match in words, in the language of who reads."""

from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SPEAKS_FOR_IT = 0.6  # of what a part can give: from here on it is one of the reasons
LABELS: dict[str, Promise] = {
    "words": gettext_lazy("Words"),
    "category": gettext_lazy("Category"),
    "distance": gettext_lazy("Distance"),
    "price": gettext_lazy("Price"),
    "time": gettext_lazy("Time"),
    "quantity": gettext_lazy("Quantity"),
    "fairness": gettext_lazy("Fair share"),
    "group": gettext_lazy("Local group"),
}
# What each part looks at, and why: the page about the ranking shows these beside the weights.
MEANINGS: dict[str, Promise] = {
    "words": gettext_lazy(
        "The same words in both texts, also in another form, in a compound, as a synonym or with a slip of the finger. The "
        "title counts for more than the description."
    ),
    "category": gettext_lazy(
        "The same category, or one that is related; and the same kind, such as goods or a loan."
    ),
    "distance": gettext_lazy(
        "As the crow flies. Next door counts in full, from 25 km on it counts for nothing."
    ),
    "price": gettext_lazy(
        "What is asked for it lies within what somebody gives for it. Without money always fits."
    ),
    "time": gettext_lazy("The days and the hours that both can, with the dates on which it is otherwise."),
    "quantity": gettext_lazy("As much is left as is asked, in the same unit."),
    "fairness": gettext_lazy(
        "Who was chosen less often in the last half year gets a little more, so that not always the same people are asked. "
        "Who is new counts in full."
    ),
    "group": gettext_lazy("Both belong to the same local group."),
}


def sentence_of(reason: dict[str, Any]) -> str:
    """Why this part counts as much as it does. A reason of an older kind has no `how`; then its name says it."""
    known = _sentences(reason)
    return known.get((reason.get("code", ""), reason.get("how", ""))) or label_of(reason.get("code", ""))


def speaking(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts that speak for it, strongest first; "no word in common" is none."""
    return [reason for reason in reasons if reason["points"] and reason.get("fit", 1) >= SPEAKS_FOR_IT]


def label_of(code: str) -> str:
    return str(LABELS.get(code, code))


def _sentences(reason: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Each part in each of its ways."""
    words = ", ".join(reason.get("words", ()))
    km, percent = localize(reason.get("km", 0)), reason.get("percent", 0)
    return {
        ("words", "shared"): _("both say: %s") % words,
        ("words", "none"): _("no word in common"),
        ("category", "same_all"): _("same category"),
        ("category", "same"): _("same category"),
        ("category", "related"): _("related category"),
        ("category", "kind"): _("another category, same kind"),
        ("category", "other"): _("another category"),
        ("distance", "apart"): _("%s km apart") % km,
        ("distance", "unknown"): _("one of the two has no place"),
        ("price", "free"): _("without money"),
        ("price", "within"): _("price fits"),
        ("price", "above"): _("asked is %s%% more than is given") % percent,
        ("price", "unknown"): _("price to be agreed"),
        ("time", "period"): _period(reason),
        ("time", "hours"): _("both can on %s") % _weekdays(reason),
        ("time", "dates"): _("both can on %s") % ", ".join(_day(day) for day in reason.get("dates", ())),
        ("time", "other_hours"): _("no hours in common: agree on a time"),
        ("time", "unknown"): _("time to be agreed"),
        ("quantity", "enough"): _("enough is left"),
        ("quantity", "some"): _("%s%% of what is asked is left") % percent,
        ("quantity", "least"): _("less is asked than goes at a time"),
        ("quantity", "units"): _("other units: agree on how much"),
        ("quantity", "unknown"): _("quantity to be agreed"),
        ("fairness", "rarely"): _("new, or not often chosen yet"),
        ("fairness", "often"): _("often chosen already"),
        ("group", "same"): _("same local group"),
        ("group", "other"): _("another local group"),
    }


def _period(reason: dict[str, Any]) -> str:
    starts, ends = (_day(reason.get(name)) for name in ("from", "until"))
    if starts and ends:
        return _("both can from %(from)s until %(until)s") % {"from": starts, "until": ends}
    if starts:
        return _("both can from %s on") % starts
    return _("both can until %s") % ends if ends else _("period fits")


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else ""


def _weekdays(reason: dict[str, Any]) -> str:
    return ", ".join(str(WEEKDAYS[number]) for number in reason.get("weekdays", ()))
