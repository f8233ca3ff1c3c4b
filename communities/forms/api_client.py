"""Programs that use the API."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities import queries
from communities.models import PartnerOrganisation
from weconomics.actor import Actor
from weconomics.api.scopes import Scope
from weconomics.web.forms import Form


class ApiClientForm(Form):
    """For whom the program acts, and what it may do. Only a leader's program can act for a person."""

    name = forms.CharField(
        label=_("Name of the program"),
        max_length=100,
        help_text=_("For instance: our planning, our web shop."),
    )
    organisation = forms.ModelChoiceField(
        PartnerOrganisation.objects.none(), label=_("Acts for"), to_field_name="public_id", required=False
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than it needs."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = queries.organisations_administered_by(actor)  # type: ignore[attr-defined]
        field.required = not (actor.leads and actor.is_member)
        field.empty_label = None if field.required else _("Me")  # type: ignore[attr-defined]
