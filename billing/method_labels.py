"""What ways to pay are called, from when: names of the trade change, and pages follow without a new release of words."""

from datetime import date

from django.utils.translation import gettext as _

from billing.enums import MethodKind

# In 2026 iDEAL became “iDEAL | Wero”; the names are brands and are not translated.
LABELS: dict[str, list[tuple[date, str]]] = {
    MethodKind.IDEAL: [(date(2005, 10, 1), "iDEAL"), (date(2026, 1, 29), "iDEAL | Wero")],
}


def label_of(kind: str, on: date) -> str:
    """The name of a way to pay on a day."""
    dated = [name for since, name in LABELS.get(kind, []) if since <= on]
    return dated[-1] if dated else str(MethodKind(kind).label)


def words_of(kind: str) -> str:
    """What happens when one chooses it."""
    return {
        MethodKind.CARD: _("Your bank may ask you to confirm."),
        MethodKind.IDEAL: _("You pay in the app of your bank."),
        MethodKind.SEPA_DEBIT: _("It takes some days, and you can take it back for eight weeks."),
    }[MethodKind(kind)]
