"""Title and text in another language, as the owner writes them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weconomics.web.forms import Form


class TranslationForm(Form):
    title = forms.CharField(label=_("In one line"), max_length=120)
    text = forms.CharField(
        label=_("Tell more"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
