"""Over what a matching round runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef
from weconomics.web.forms import Form


class RoundForm(Form):
    local_group_id = forms.TypedChoiceField(
        label=_("For"), required=False, coerce=int, empty_value=None, choices=[]
    )

    def __init__(self, *args: Any, groups: list[LocalGroupRef], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("The whole community")), *((group.id, group.name) for group in groups)]
        self.fields["local_group_id"].choices = choices  # type: ignore[attr-defined]
