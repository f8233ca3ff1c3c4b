"""Fields that several forms share."""

import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weconomics.pictures import PictureRefused, clean_picture

slug_is_plain = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and hyphens: de-ijsselburen.")
)
colour_is_hex = RegexValidator(r"^#[0-9a-f]{6}$", _("Choose a colour like #0f766e."))


class PictureField(forms.FileField):
    """A picture that is decoded and written anew; the value is a clean WebP file or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text", _("JPEG, PNG or WebP of at most 10 MB. Place and time of the photo are removed.")
        )
        super().__init__(**kwargs)
        self.widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> ContentFile | None:
        upload = super().clean(data, None)
        if not upload:
            return None
        try:
            return clean_picture(upload)
        except PictureRefused as error:
            raise ValidationError(str(error), code=error.code) from error


class CoordinateField(forms.FloatField):
    """Degrees with a point, as maps copy them, or with a comma, as the Dutch write them. Never thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs make it a whole number
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class AddressesField(forms.CharField):
    """Many e-mail addresses, separated by commas, semicolons or lines; `Name <a@b.nl>` is understood."""

    widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        parts = [part.strip() for part in re.split(r"[,;\n\r]+", text) if part.strip()]
        return [_address(part) for part in parts]

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        wrong = [address for address in value if not _is_address(address)]
        if wrong:
            raise ValidationError(
                gettext("These are not e-mail addresses: %(wrong)s") % {"wrong": ", ".join(wrong)},
                code="wrong_address",
            )

    def run_validators(self, value: Any) -> None:
        """Those of a text would count the list's items as letters."""


def _address(part: str) -> str:
    return (parseaddr(part)[1] if "<" in part else part).lower()


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
