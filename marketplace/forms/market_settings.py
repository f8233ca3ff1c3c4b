"""The terms of a community's market, each with what it does."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CancellationPolicy
from marketplace.models.settings import RANGES
from weconomics.web.forms import Form

GROUPS = (
    (_("Listings"), "store", ("needs_approval", "listing_days", "remind_days", "machine_translation")),
    (
        _("Deals"),
        "handshake",
        ("proposal_days", "inquiry_days", "auto_confirm_days", "cancellation", "withdrawal_days"),
    ),
    (
        _("When it goes wrong, and afterwards"),
        "scale",
        ("dispute_answer_days", "dispute_decide_days", "review_days"),
    ),
)


def _days(name: str, label: Any, explained: Any) -> forms.IntegerField:
    """The limits stand in the words, so that the verb's sentence comes as no surprise."""
    least, most = RANGES[name]
    return forms.IntegerField(
        label=label,
        help_text=explained,
        widget=forms.NumberInput(attrs={"min": least, "max": most, "inputmode": "numeric"}),
    )


class MarketSettingsForm(Form):
    needs_approval = forms.BooleanField(
        label=_("A coordinator looks at listings before they are shown"),
        required=False,
        help_text=_(
            "Members wait for a yes. What is changed later stays in sight while you look at it again."
        ),
    )
    listing_days = _days(
        "listing_days",
        _("Days that a listing lives"),
        _(
            "1 to 730. After that it is out of sight until its owner renews it. A listing type can have a term of its own."
        ),
    )
    remind_days = _days(
        "remind_days",
        _("Reminder, days before the end"),
        _("0 to 60. One mail with a button that renews it. 0: no reminder."),
    )
    machine_translation = forms.BooleanField(
        label=_("Offer machine translations as drafts"),
        required=False,
        help_text=_("The owner reads such a draft and decides; it never shows by itself."),
    )
    proposal_days = _days(
        "proposal_days",
        _("Days that a proposal holds its quantity"),
        _("1 to 90. Without an answer it lapses, and what it held is free again."),
    )
    inquiry_days = _days(
        "inquiry_days", _("Days that a question waits for a proposal"), _("1 to 180. Then it lapses.")
    )
    auto_confirm_days = _days(
        "auto_confirm_days",
        _("Days until a delivery is confirmed by itself"),
        _("1 to 60. For who forgets to confirm; who disagrees opens a dispute before."),
    )
    cancellation = forms.ChoiceField(
        label=_("Terms of cancelling"),
        choices=CancellationPolicy,
        widget=forms.RadioSelect,
        help_text=_("For listings that do not choose their own."),
    )
    withdrawal_days = _days(
        "withdrawal_days",
        _("Right of withdrawal, in days"),
        _(
            "14 to 90. The law gives consumers 14 days when they buy from a business; you can give more, never less."
        ),
    )
    dispute_answer_days = _days(
        "dispute_answer_days",
        _("Days to answer a dispute"),
        _("2 to 60. Then it is decided without the answer."),
    )
    dispute_decide_days = _days(
        "dispute_decide_days",
        _("Days to decide a dispute"),
        _("2 to 90. Counted from the answer; after it the judge is reminded."),
    )
    review_days = _days("review_days", _("Days to write a review"), _(
        "1 to 60. Reviews show when both have written, or after these days."))  # fmt: skip

    @property
    def groups(self) -> list[tuple[Any, str, list[forms.BoundField]]]:
        return [(title, icon, [self[name] for name in names]) for title, icon, names in GROUPS]
