"""What a report, a decision, an appeal and a judgement ask."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.actions.moderation import Decision
from marketplace.enums import MeasureKind
from marketplace.models import Notice
from marketplace.moderation.rulebook import Rule, agreements, laws, rule_of
from weconomics.web.forms import Form

LASTS_DAYS = {
    "7": _("a week"),
    "30": _("a month"),
    "91": _("three months"),
    "": _("until a moderator ends it"),
}
LONGEST = 5000


def rule_choices() -> list[Any]:
    """The community's own agreements first, then the law."""
    own = [(rule.code, rule.ground) for rule in agreements()]
    law = (_("The law"), [(rule.code, rule.ground) for rule in laws()])
    groups = [(_("Our agreements"), own), law] if own else [law]
    return [("", _("Choose a rule")), *groups]


class RuleField(forms.ChoiceField):
    """Cleans to a Rule."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=rule_choices, **options)

    def clean(self, value: Any) -> Rule | None:
        return rule_of(super().clean(value))


class ReportForm(Form):
    """Which rule, what is wrong, and that it is meant well (art. 16(2))."""

    rule = RuleField(label=_("Which rule does it break?"))
    text = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what you see and why it breaks the rule. The owner does not see your name."),
    )
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_(
            "We write to you what came of it. To report sexual abuse of children, you need to give neither name nor address."
        ),
    )
    in_good_faith = forms.BooleanField(
        label=_("What I write is correct and complete, as far as I know."), required=False
    )

    def __init__(self, *args: Any, is_visitor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_visitor:
            del self.fields["name"], self.fields["email"]


class MeasureForm(Form):
    """What is done, for how long, on which ground and why: whom it concerns reads all of it (art. 17)."""

    kind = forms.ChoiceField(label=_("What is done?"), choices=MeasureKind, widget=forms.RadioSelect)
    lasts = forms.ChoiceField(
        label=_("For how long?"),
        choices=list(LASTS_DAYS.items()),
        required=False,
        help_text=_("For hiding, limiting and suspending. A limit always has an end."),
    )
    rule = RuleField(label=_("Which rule was broken?"), required=False)
    facts = forms.CharField(
        label=_("Facts and reasons"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Write what you found and why it does or does not break the rule. The person it is about and the people who"
            " reported it read this with your decision, so do not name anybody who reported it."
        ),
    )
    at_once = forms.BooleanField(
        label=_("Suspend at once, though deals still run"),
        required=False,
        help_text=_(
            "Only in danger. Else the member first finishes what was agreed, and begins nothing new."
        ),
    )

    def __init__(self, *args: Any, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if notice is not None:
            self.fields["rule"].initial = _code_of(notice)

    def decision(self, now: datetime) -> Decision:
        given = self.cleaned_data
        days = int(given["lasts"] or 0)
        return Decision(
            kind=given["kind"],
            facts=given["facts"],
            rule=given["rule"],
            until=now + timedelta(days=days) if days else None,
            at_once=given["at_once"],
        )


class AppealForm(Form):
    text = forms.CharField(
        label=_("Why should it be otherwise?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Another person reads this and looks at everything again. You appeal once."),
    )


class JudgementForm(Form):
    """Whether the decision stands, and why."""

    is_reversed = forms.TypedChoiceField(
        label=_("What is your judgement?"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("The decision stands")), ("yes", _("The decision is undone"))],
        widget=forms.RadioSelect,
    )
    judgement = forms.CharField(
        label=_("Your reasons"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The person who appealed reads this, and so does the person who decided first."),
    )


class RefusalJudgementForm(JudgementForm, MeasureForm):
    """When a reporter appeals: undoing the refusal means doing something after all."""

    field_order = ("is_reversed", "judgement", "kind", "lasts", "rule", "facts", "at_once")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_reversed"].choices = [  # type: ignore[attr-defined]
            ("no", _("The decision stands: nothing is done")),
            ("yes", _("Something must be done")),
        ]
        self.fields["kind"].choices = [one for one in MeasureKind.choices if one[0] != MeasureKind.NONE]  # type: ignore[attr-defined]
        for name in ("kind", "facts"):
            self.fields[name].required = False


def _code_of(notice: Notice) -> str:
    """The rule that was reported, as the form names it; empty for an agreement that is no longer there."""
    if notice.law:
        return f"law:{notice.law}"
    return next((rule.code for rule in agreements() if rule.ground == notice.ground), "")
