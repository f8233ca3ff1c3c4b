"""Invitations, joining, profiles, roles and local groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities import queries
from communities.enums import Language, MailPreference, TraderStatus
from communities.forms.fields import AddressesField, CoordinateField, PictureField
from communities.models import JoinQuestion, LocalGroup
from communities.models.membership import GRANTED_CHOICES
from weconomics.actor import Actor, Role
from weconomics.web.forms import Form


def group_field(label: Any = None) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        LocalGroup.objects.none(),
        label=label or _("Local group"),
        required=False,
        empty_label=_("No local group"),
    )


class InvitationForm(Form):
    """Many addresses at once; a coordinator invites members to their own groups only."""

    emails = AddressesField(
        label=_("E-mail addresses"),
        help_text=_("One a line, or separated by commas. Each gets a link of their own."),
    )
    role = forms.ChoiceField(label=_("As"), choices=Role, initial=Role.MEMBER)
    local_group = group_field()
    message = forms.CharField(
        label=_("Personal message"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = queries.open_local_groups()
        if not actor.leads:
            groups = groups.filter(pk__in=actor.coordinated_group_ids)
            self.fields["role"].choices = [(Role.MEMBER, Role.MEMBER.label)]  # type: ignore[attr-defined]
            self.fields["local_group"].required = True
        self.fields["local_group"].queryset = groups  # type: ignore[attr-defined]


class JoinForm(Form):
    """A local group of choice and, where the community asks, its questions."""

    local_group = group_field()

    def __init__(self, *args: Any, with_questions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["local_group"].queryset = queries.open_local_groups()  # type: ignore[attr-defined]
        if with_questions:
            for question in JoinQuestion.objects.all():
                self.fields[f"question_{question.pk}"] = forms.CharField(
                    label=question.text,
                    required=question.is_required,
                    max_length=2000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def answers(self) -> dict[int, str]:
        """By id of the question."""
        return {
            int(name.removeprefix("question_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("question_")
        }


class ReasonForm(Form):
    """A reason that the person concerned reads."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class RoleForm(Form):
    """A role, and the group when it is a coordinator."""

    role = forms.ChoiceField(label=_("Role"), choices=GRANTED_CHOICES)
    local_group = group_field(_("Local group (for a coordinator)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["local_group"].queryset = queries.open_local_groups()  # type: ignore[attr-defined]


class ProfileForm(Form):
    """What a member says in this community, and what stands on their invoices."""

    display_name = forms.CharField(label=_("Name in this community"), max_length=120)
    about = forms.CharField(
        label=_("About me"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    photo = PictureField(label=_("Photo"))
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    mail_preference = forms.ChoiceField(label=_("Mail"), choices=MailPreference, widget=forms.RadioSelect)
    trader_status = forms.ChoiceField(
        label=_("I take part as"), choices=TraderStatus, widget=forms.RadioSelect
    )
    kvk = forms.CharField(
        label=_("KvK number"), max_length=20, required=False, help_text=_("Only for traders.")
    )
    vat_id = forms.CharField(
        label=_("VAT number (btw-id)"), max_length=30, required=False, help_text=_("Only for traders.")
    )
    billing_name = forms.CharField(label=_("Name on invoices"), max_length=200, required=False)
    street = forms.CharField(
        label=_("Street and number"),
        max_length=120,
        required=False,
        help_text=_("For invoices only. Other members never see your address."),
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=80, required=False)
    country = forms.RegexField(label=_("Country (two letters)"), regex=r"^[A-Z]{2}$", initial="NL")


class AccountForm(Form):
    """What holds for a person in all communities."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        required=False,
        help_text=_("Nobody sees it without your doing."),
    )
    photo = PictureField(label=_("Photo"))


class LocalGroupForm(Form):
    """A place on the map and how far the group reaches."""

    name = forms.CharField(label=_("Name"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=120)
    lat = CoordinateField(
        label=_("Latitude"), min_value=-90, max_value=90, help_text=_("For example 52.146.")
    )
    lon = CoordinateField(
        label=_("Longitude"), min_value=-180, max_value=180, help_text=_("For example 6.208.")
    )
    radius_km = forms.IntegerField(label=_("Radius in km"), min_value=1, max_value=200, initial=5)
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
