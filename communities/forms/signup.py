"""What a new account is asked besides its address and password."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.actions.profile import update_account
from communities.enums import Language
from communities.models import User
from weconomics.actor import Actor


class SignupForm(forms.Form):
    """allauth puts these fields before its own; the language of the page is the first choice."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language, initial=get_language)
    field_order = ("name", "email", "password1", "language")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is there."""
        chosen: dict[str, Any] = {name: self.cleaned_data[name] for name in ("name", "language")}
        update_account(user=user, by=Actor(user_id=user.pk), **chosen)
