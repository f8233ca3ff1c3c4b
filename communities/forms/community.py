"""Settings of a community, its operator and its questions for joining."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import JoinMode, Language, LegalForm, Visibility
from communities.forms.fields import PictureField, colour_is_hex
from communities.models.operator import OPERATOR_VAT
from weconomics.web.forms import Form

CURRENCIES = [("EUR", "EUR €"), ("GBP", "GBP £"), ("USD", "USD $"), ("CHF", "CHF")]


class CommunityForm(Form):
    """How a community describes and shows itself."""

    name = forms.CharField(label=_("Name"), max_length=120)
    tagline = forms.CharField(label=_("In one sentence"), max_length=160, required=False)
    description = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        required=False,
        help_text=_("You can use headings, lists and **bold** (Markdown)."),
    )
    welcome_text = forms.CharField(
        label=_("Welcome to new members"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
    )
    colour = forms.CharField(
        label=_("Colour"), widget=forms.TextInput(attrs={"type": "color"}), validators=[colour_is_hex]
    )
    logo = PictureField(label=_("Logo"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language, widget=forms.CheckboxSelectMultiple
    )
    default_language = forms.ChoiceField(label=_("First language"), choices=Language)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(z, z) for z in sorted(available_timezones())]
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Visibility, widget=forms.RadioSelect)
    join_mode = forms.ChoiceField(label=_("How people join"), choices=JoinMode, widget=forms.RadioSelect)


class OperatorForm(Form):
    """The legal person that contracts, invoices and answers for the data."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm)
    kvk = forms.CharField(label=_("KvK number"), max_length=20, required=False, help_text=_("8 digits"))
    vat_status = forms.ChoiceField(label=_("VAT"), choices=OPERATOR_VAT)
    vat_id = forms.CharField(label=_("VAT number (btw-id)"), max_length=30, required=False)
    iban = forms.CharField(label=_("Bank account (IBAN)"), max_length=50, required=False)
    creditor_id = forms.CharField(
        label=_("Creditor identifier"), max_length=50, required=False, help_text=_("Only for direct debit.")
    )
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    country = forms.RegexField(label=_("Country (two letters)"), regex=r"^[A-Z]{2}$", initial="NL")
    email = forms.EmailField(label=_("E-mail address"), required=False)
    terms_version = forms.CharField(
        label=_("Version of the terms"), max_length=40, required=False, help_text=_("For example 2026-1.")
    )
    processing_agreement_signed_on = forms.DateField(
        label=_("Processing agreement signed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class QuestionsForm(Form):
    """The questions for joining: one a line; an asterisk at the end makes the answer required."""

    questions = forms.CharField(
        label=_("Questions"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("One question a line. Put * at the end when an answer is required."),
    )

    def clean_questions(self) -> list[tuple[str, bool]]:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("A question has at most 300 characters."), code="too_long")
        return [(line.rstrip("* "), line.endswith("*")) for line in lines]


def questions_as_text(questions: Any) -> str:
    """The other way round, for the form's first show."""
    return "\n".join(f"{row.text} *" if row.is_required else row.text for row in questions)
