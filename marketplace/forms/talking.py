"""What people type to each other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weconomics.web.forms import Form

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
STARS = [
    (5, _("5 stars: very good")),
    (4, _("4 stars: good")),
    (3, _("3 stars: all right")),
    (2, _("2 stars: poor")),
    (1, _("1 star: bad")),
]


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, perhaps none. What is in them is judged by the verb."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(upload, initial) for upload in uploads]


class MessageForm(Form):
    """Words, files, or both."""

    text = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    files = FilesField(  # type: ignore[assignment]  # fields do not stay on the class
        label=_("Pictures or PDF"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPTED, "multiple": True}),
        help_text=_("At most five, of at most 10 MB each."),
    )

    def clean(self) -> dict[str, Any]:
        """A file says enough by itself."""
        values = super().clean() or {}
        if values.get("files") and self.has_error("text", "required"):
            del self.errors["text"]
            values["text"] = ""
        return values


class ReviewForm(Form):
    stars = forms.TypedChoiceField(
        label=_("How was it?"), choices=STARS, coerce=int, widget=forms.RadioSelect, empty_value=None
    )
    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What went well, and what could be better? Others read this."),
    )


class AnswerForm(Form):
    text = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ThanksForm(Form):
    text = forms.CharField(label=_("What for?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
