"""How much each part of a match weighs, as people fill it in."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.matching.weights import MOST_WEIGHT, PARTS, TOLD_ABOVE, Weights
from marketplace.matching.wording import LABELS, MEANINGS
from marketplace.models import MatchingPolicy
from weconomics.web.forms import Form


def _number(label: Any, explained: Any, least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=explained,
        widget=forms.NumberInput(attrs={"min": least, "max": MOST_WEIGHT, "inputmode": "numeric"}),
    )


class MatchingPolicyForm(Form):
    """A number for each part; only how they compare counts."""

    fewest_points = _number(
        _("Suggested from so many points"),
        format_lazy(
            _(
                "From 1 to 100. What fits less well is not suggested; from {more} points more both sides are told."
            ),
            more=TOLD_ABOVE,
        ),
        1,
    )
    explanation = forms.CharField(
        label=_("Why these weights"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In plain words. Members decide by it, and it stands on the page about the ranking."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[part] = _number(LABELS[part], MEANINGS[part], 0)

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[part] for part in PARTS]

    def values(self) -> dict[str, Any]:
        """As the verbs take them."""
        given = self.cleaned_data
        return {
            "weights": {part: given[part] for part in PARTS},
            "fewest_points": given["fewest_points"],
            "explanation": given["explanation"],
        }


def initial_of(policy: MatchingPolicy | None, weights: Weights) -> dict[str, Any]:
    """A draft as it is; a new one begins with the weights that hold now."""
    start = {part: weights.by_part.get(part, 0) for part in PARTS}
    return {**start, "fewest_points": weights.fewest, "explanation": policy.explanation if policy else ""}
