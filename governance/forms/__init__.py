"""Doors in: what people type, in the shape that the verbs take."""

from governance.forms.context import ContextItemForm, RatingForm
from governance.forms.factor import FactorForm
from governance.forms.proposal import AnswerForm, JudgeForm, ProposalForm, ReviseForm, WithdrawForm

__all__ = [
    "AnswerForm",
    "ContextItemForm",
    "FactorForm",
    "JudgeForm",
    "ProposalForm",
    "RatingForm",
    "ReviseForm",
    "WithdrawForm",
]
