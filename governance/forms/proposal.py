"""Proposals, answers, new texts and judgements."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from governance import queries
from governance.actions.effects import ADOPT_FACTOR
from governance.enums import ResponseKind
from governance.models import Objection, Proposal
from weconomics.registry import effects
from weconomics.web.forms import Form

Choices = list[tuple[Any, Any]]
NO_CHANGE = ("", _("Nothing else: the text is the decision"))
LONGEST_PERIOD = 60


def effect_choices() -> Choices:
    """What can be decided on now, per kind of change: [("", …), ("Adopt a factor", [("kind:1", "Vision, version 1")])]."""
    groups: Choices = [NO_CHANGE]
    for effect in effects.all_effects():
        options = [(f"{effect.kind}:{number}", label) for number, label in effect.candidates()]
        if options:
            groups.append((effect.label, options))
    return groups


class ProposalForm(Form):
    """A proposal as its writer sees it. `effect` is `kind:id`, or empty."""

    title = forms.CharField(label=_("Title"), max_length=160)
    driver = forms.CharField(
        label=_("Why is this needed?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What happens now, and what does it do to us?"),
    )
    text = forms.CharField(
        label=_("What do we decide?"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8})
    )
    effect = forms.ChoiceField(
        label=_("What changes when it is adopted?"),
        required=False,
        help_text=_("The adoption makes this change by itself. Nobody can make it otherwise."),
    )
    evaluation = forms.CharField(
        label=_("How do we see whether it works?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    review_on = forms.DateField(
        label=_("When do we look back?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    days = forms.IntegerField(
        label=_("How many days can members answer?"), min_value=1, max_value=LONGEST_PERIOD
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect"].choices = effect_choices()  # type: ignore[attr-defined]

    @property
    def drafted(self) -> dict[str, Any]:
        """What the verbs take."""
        given = dict(self.cleaned_data)
        kind, _colon, number = given.pop("effect").rpartition(":")
        return {**given, "effect_kind": kind, "effect_id": int(number) if number else None}


class AnswerForm(Form):
    """An answer to the text that stands on the page (`text_version`)."""

    kind = forms.ChoiceField(label=_("Your answer"), choices=ResponseKind, widget=forms.RadioSelect)
    argument = forms.CharField(
        label=_("Your argument"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a concern or an objection: what harm would this do, and to whom?"),
    )
    text_version = forms.IntegerField(widget=forms.HiddenInput)


class ReviseForm(Form):
    """A new text, with a field per open objection that says how the text meets it."""

    text = forms.CharField(
        label=_("The new text"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, proposal: Proposal, objections: list[Objection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objections = objections
        if better := _other_candidates(proposal):
            held = [(str(proposal.effect_id), proposal.effect_text)]
            self.fields["effect_id"] = forms.TypedChoiceField(
                label=_("What changes when it is adopted?"), choices=[*held, *better], coerce=int
            )
        for objection in objections:
            self.fields[f"resolution_{objection.pk}"] = forms.CharField(
                label=_("How does the new text meet the objection of %(name)s?")
                % {"name": objection.elector.membership.display_name},
                help_text=format_html("“{}”", objection.argument),  # help texts are not escaped
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def resolutions(self) -> dict[int, str]:
        return {
            objection.pk: self.cleaned_data[f"resolution_{objection.pk}"] for objection in self.objections
        }


class JudgeForm(Form):
    reason = forms.CharField(
        label=_("Why is this objection not valid?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "An objection is valid when the proposal would do harm, or when it can easily be better."
        ),
    )


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Why do you take it back?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _other_candidates(proposal: Proposal) -> list[tuple[str, str]]:
    """Another of the same kind that can be decided on instead, such as a better draft of the factor."""
    if not proposal.effect_kind:
        return []
    found = effects.get(proposal.effect_kind).candidates()
    others = [(number, label) for number, label in found if number != proposal.effect_id]
    if proposal.effect_kind == ADOPT_FACTOR and proposal.effect_id is not None:
        siblings = queries.sibling_versions(proposal.effect_id)
        others = [(number, label) for number, label in others if number in siblings]
    return [(str(number), label) for number, label in others]
