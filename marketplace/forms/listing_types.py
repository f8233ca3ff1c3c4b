"""What a community says of a type of listings."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CategoryIcon, Kind, PriceType, Side, Unit
from marketplace.forms.categories import IconChoice
from marketplace.forms.listing_parts import USUAL_UNIT
from marketplace.listing_types.queries import types_for
from marketplace.models import ListingType
from weconomics.web.forms import Form


def _some(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more
    )


class ListingTypeForm(Form):
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Kind,
        help_text=_("What it counts as: for searching, for fees and for the law."),
    )
    sides = _some(_("For"), Side, initial=list(Side.values))
    units = _some(_("Counted in"), Unit, initial=[Unit.PIECE])
    price_types = _some(_("Prices"), PriceType, initial=list(PriceType.values))
    lives_days = forms.IntegerField(
        label=_("Days that a listing lives"),
        required=False,
        min_value=1,
        max_value=730,
        help_text=_("Empty: as long as the terms of the market say."),
    )
    asks_availability = forms.BooleanField(label=_("Ask on which days and hours"), required=False)
    icon = forms.ChoiceField(
        label=_("Icon"), choices=CategoryIcon, initial=CategoryIcon.SHAPES, widget=IconChoice
    )


def offer_types(form: Any) -> None:
    """The community's types instead of the bare kinds, where it has types for this side. One query.

    Sets `form.types_as_json` for the page's script: what each type leaves to choose.
    """
    chosen, kind = form.initial.get("type"), form.initial.get("kind")
    types = list(types_for(form.side, now=chosen if isinstance(chosen, ListingType) else None))
    form.types_as_json = json.dumps({str(one.pk): _narrowing(one) for one in types})
    if not types:
        del form.fields["type"]
        return
    del form.fields["kind"]
    form.fields["type"].choices = [(one.pk, str(one)) for one in types]
    form.fields["type"].queryset = ListingType.objects.filter(pk__in=[one.pk for one in types])
    if not chosen:
        form.initial["type"] = next((one for one in types if one.kind == kind), types[0])


def _narrowing(one: ListingType) -> dict[str, Any]:
    usual = USUAL_UNIT[one.kind]
    return {
        "units": one.units,
        "prices": one.price_types,
        "unit": usual if usual in one.units else one.units[0],
    }
