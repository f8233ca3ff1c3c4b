"""Organisations: applying, checking, advising, colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities import queries
from communities.enums import Advice, ColleagueRole, LegalForm
from communities.forms.fields import PictureField
from communities.models import LocalGroup, Membership
from communities.models.partner import ORGANISATION_VAT
from weconomics.web.forms import Form


class OrganisationForm(Form):
    """An organisation as it describes itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm)
    vat_status = forms.ChoiceField(label=_("VAT"), choices=ORGANISATION_VAT)
    vat_id = forms.CharField(label=_("VAT number (btw-id)"), max_length=30, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    country = forms.RegexField(label=_("Country (two letters)"), regex=r"^[A-Z]{2}$", initial="NL")
    email = forms.EmailField(label=_("E-mail address for invoices"))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    description = forms.CharField(
        label=_("What it does"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000, required=False
    )
    photo = PictureField(label=_("Picture"))


class ApplicationForm(OrganisationForm):
    """The same, with the KvK number, the local group and why."""

    local_group = forms.ModelChoiceField(
        LocalGroup.objects.none(),
        label=_("Local group"),
        help_text=_("An organisation joins through a local group, which advises the community."),
        error_messages={"required": _("An organisation joins through a local group. Choose one.")},
    )
    kvk = forms.CharField(label=_("KvK number"), max_length=20, help_text=_("8 digits"))
    motivation = forms.CharField(
        label=_("Why do you want to join?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000
    )
    photo = None  # type: ignore[assignment]

    field_order = (
        "local_group",
        "name",
        "legal_form",
        "kvk",
        "vat_status",
        "vat_id",
        "motivation",
        "description",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["local_group"].queryset = queries.open_local_groups()  # type: ignore[attr-defined]


class CheckForm(Form):
    note = forms.CharField(
        label=_("What did you check?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=3000,
        help_text=_("The entry in the KvK register, and who may sign."),
    )


class AdviceForm(Form):
    advice = forms.ChoiceField(label=_("Advice"), choices=Advice, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 4}), max_length=3000)


class ColleagueForm(Form):
    """A member of the community who acts for the organisation."""

    membership = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Member"), to_field_name="public_id", empty_label=None
    )
    role = forms.ChoiceField(label=_("May do"), choices=ColleagueRole, initial=ColleagueRole.TRADER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = queries.active_members()  # type: ignore[attr-defined]
