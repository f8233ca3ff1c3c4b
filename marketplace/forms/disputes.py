"""What the two sides of a dispute write, what they show, and what is decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.cancelling import owed_minor
from marketplace.enums import DisputeReason, Proposer
from marketplace.forms.talking import ACCEPTED
from marketplace.models import Deal
from weconomics.money import format_money, share
from weconomics.web.forms import Form

QUARTERS_BP = (0, 2_500, 5_000, 7_500, 10_000)
BP_A_PERCENT = 100
NAMES = {
    0: _("Nothing: the price stands"),
    2_500: _("A quarter"),
    5_000: _("Half"),
    7_500: _("Three quarters"),
    10_000: _("All of it"),
}


class DisputeForm(Form):
    """What is wrong, in words, and what one wants."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=DisputeReason, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Tell it step by step, with dates. You can add pictures and papers afterwards."),
    )
    wanted_bp = forms.TypedChoiceField(
        label=_("How much of the price should go back?"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, deal: Deal, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not deal.price_minor:
            del self.fields["wanted_bp"]
            return
        self.fields["wanted_bp"].choices = [(bp, _shown(deal, bp)) for bp in QUARTERS_BP]  # type: ignore[attr-defined]
        self.fields["wanted_bp"].initial = 0 if side == Proposer.PROVIDER else QUARTERS_BP[-1]

    def values(self) -> dict[str, Any]:
        return {"wanted_bp": 0, **self.cleaned_data}


class DisputeAnswerForm(Form):
    text = forms.CharField(
        label=_("Your side of it"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("You answer once. Pictures and papers you can add until it is decided."),
    )


class EvidenceForm(Form):
    """Words, a file, or both."""

    text = forms.CharField(
        label=_("What does it show?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    upload = forms.FileField(
        label=_("Picture or PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("At most 10 MB. Where a picture was taken is left out."),
    )


class DecisionForm(Form):
    """Which share goes back, and why. Of a deal without money: whether it stands."""

    refund_percent = forms.IntegerField(
        label=_("Goes back, in percent of the price"), min_value=0, max_value=100
    )
    reasons = forms.CharField(
        label=_("Decision and reasons"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Both read this: what you found, on what it rests, and what follows from it."),
    )

    def __init__(self, *args: Any, deal: Deal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deal.price_minor:
            half = format_money(owed_minor(deal.price_minor, 5_000), deal.currency)
            whole = format_money(deal.price_minor, deal.currency)
            text = _(
                "0: the price of %(whole)s stands. 50: %(half)s is left to pay. 100: the deal is undone."
            )
            self.fields["refund_percent"].help_text = text % {"whole": whole, "half": half}
            return
        choices = [(0, _("The deal stands")), (100, _("The deal is undone"))]
        self.fields["refund_percent"] = forms.TypedChoiceField(
            label=_("What happens with the deal?"), choices=choices, coerce=int, widget=forms.RadioSelect
        )

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"refund_bp": given["refund_percent"] * BP_A_PERCENT, "reasons": given["reasons"]}


class WithdrawalForm(Form):
    """No reason is needed; who wants to can give one."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("You need not say why."),
    )


def _shown(deal: Deal, basis_points: int) -> str:
    amount = format_money(share(deal.price_minor, basis_points), deal.currency)
    return f"{NAMES[basis_points]} ({amount})" if basis_points else str(NAMES[0])
