"""The three steps of founding a community."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.enums import JoinMode, Language, Visibility
from communities.forms.fields import AddressesField, colour_is_hex, slug_is_plain
from communities.models import Community, Domain, NetworkLeader
from weconomics.web.forms import Form


class DomainForm(Form):
    """Step 1: for which purpose and for whom. An existing domain, or a new one."""

    network_leader = forms.ModelChoiceField(NetworkLeader.objects.none(), label=_("Network leader"))
    domain = forms.ModelChoiceField(
        Domain.objects.none(), label=_("Domain"), required=False, empty_label=_("A new domain")
    )
    domain_name = forms.CharField(label=_("Name of the new domain"), max_length=120, required=False)
    domain_slug = forms.CharField(
        label=_("Web address of the new domain"), max_length=60, required=False, validators=[slug_is_plain]
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("What does this domain want to make possible?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    target_group = forms.CharField(
        label=_("Target group"),
        help_text=_("For whom, and where?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, network_leaders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network_leader"].queryset = network_leaders  # type: ignore[attr-defined]
        self.fields["domain"].queryset = Domain.objects.filter(  # type: ignore[attr-defined]
            network_leader__in=network_leaders
        ).order_by("name")
        if len(network_leaders) == 1:
            self.fields["network_leader"].initial = network_leaders[0].pk
            self.fields["network_leader"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("domain"):
            for name in ("domain_name", "domain_slug", "purpose", "target_group"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, forms.ValidationError(_("Fill this in for a new domain."), code="required")
                    )
        return cleaned


class IdentityForm(Form):
    """Step 2: name, address, looks, languages, who sees it and how people join."""

    name = forms.CharField(label=_("Name of the community"), max_length=120)
    slug = forms.CharField(
        label=_("Web address"),
        max_length=60,
        validators=[slug_is_plain],
        help_text=_("The part after /c/. It cannot be changed later."),
    )
    tagline = forms.CharField(label=_("In one sentence"), max_length=160)
    description = forms.CharField(
        label=_("What it is for"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000, required=False
    )
    colour = forms.CharField(
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        validators=[colour_is_hex],
        initial="#0f766e",
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language, widget=forms.CheckboxSelectMultiple, initial=Language.values
    )
    default_language = forms.ChoiceField(label=_("First language"), choices=Language, initial=Language.NL)
    visibility = forms.ChoiceField(
        label=_("Who sees it"), choices=Visibility, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )
    join_mode = forms.ChoiceField(
        label=_("How people join"), choices=JoinMode, widget=forms.RadioSelect, initial=JoinMode.REQUEST
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Community.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("This web address is already in use. Choose another one."), code="slug_taken"
            )
        return slug


class PeopleForm(Form):
    """Step 3: who leads it, and with whom it starts."""

    leader_email = forms.EmailField(
        label=_("E-mail address of the domain leader"),
        required=False,
        help_text=_("Leave empty when you lead the community yourself."),
    )
    emails = AddressesField(
        label=_("Invite the people you start with"),
        required=False,
        help_text=_("Ten to twenty is a good start. One address a line, or separated by commas."),
    )
    message = forms.CharField(
        label=_("Personal message"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )
