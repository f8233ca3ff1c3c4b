"""What people look for, and what they keep of it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from communities.interface import LocalGroupRef, local_groups
from marketplace.enums import Alert, Kind, Side
from marketplace.finding.answers import Answer, Question, questions_of
from marketplace.forms.fields import PointField, date_input
from marketplace.models import Category, SavedSearch
from marketplace.queries import open_categories
from marketplace.searching import Filters, Near
from weconomics.web.forms import Form, MoneyField

SORTS = [
    ("", _("Best first")),
    ("newest", _("Newest first")),
    ("near", _("Nearest first")),
    ("price", _("Lowest price first")),
]
DISTANCES = [("", _("Any distance")), ("2", "2 km"), ("5", "5 km"), ("10", "10 km"), ("25", "25 km")]
DEFAULT_KM = 10.0
OWN_POINT = "point"
OWN = "f_"  # before the code of a category's own question, in the address bar


class SearchForm(Form):
    """Everything in it stands in the address bar. A chosen category brings its own questions."""

    is_search = True  # nothing in it must be filled in, so nothing says so

    q = forms.CharField(label=_("Words"), required=False, max_length=100, widget=forms.SearchInput())
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Both")), *Side.choices])
    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label=_("Category"),
        required=False,
        queryset=None,
        to_field_name="slug",
        empty_label=_("All categories"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    near = forms.TypedChoiceField(label=_("Near"), required=False, coerce=str, empty_value="")
    at = PointField(required=False)
    km = forms.TypedChoiceField(
        label=_("Within"), required=False, choices=DISTANCES, coerce=float, empty_value=None
    )
    least = MoneyField(label=_("Price from"), required=False)
    most = MoneyField(label=_("Price to"), required=False)
    free = forms.BooleanField(label=_("Without money"), required=False)
    exact = forms.BooleanField(label=_("Exactly these words"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=SORTS,
    )

    def __init__(
        self, *args: Any, groups: list[LocalGroupRef], questions: list[Question] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups, self.questions = groups, questions or []
        self.fields["category"].queryset = open_categories()  # type: ignore[attr-defined]
        self.fields["near"].choices = [  # type: ignore[attr-defined]
            ("", _("Everywhere")),
            (OWN_POINT, _("A point of my own")),
            *((str(g.public_id), g.name) for g in groups),
        ]
        for question in self.questions:
            self.fields.update(_fields_of(question))

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The category's own questions, for the page."""
        return [self[name] for name in self.fields if name.startswith(OWN)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("near") == OWN_POINT and not values.get("at") and "at" not in self.errors:
            self.add_error("near", _("Press “Where I am”, or choose a point on the map."))
        return values

    def around(self) -> Near | None:
        """Around a local group, or around the point in the address bar."""
        values = self.cleaned_data
        km = values.get("km") or DEFAULT_KM
        if values.get("near") == OWN_POINT:
            lat, lon = values.get("at") or (None, None)
            return None if lat is None or lon is None else Near(lat, lon, km)
        group = next((g for g in self.groups if str(g.public_id) == values.get("near")), None)
        return Near(group.lat, group.lon, km) if group else None

    def filters(self) -> Filters:
        """What is wrong in a filter counts as not filled in; the form says so beside the field."""
        self.is_valid()
        values = self.cleaned_data
        return Filters(
            words=values.get("q") or "",
            side=values.get("side") or "",
            category=values.get("category"),
            kind=values.get("kind") or "",
            near=self.around(),
            least_minor=values.get("least"),
            most_minor=values.get("most"),
            without_money=bool(values.get("free")),
            exactly=bool(values.get("exact")),
            answers=tuple(filter(None, (_answer(question, values) for question in self.questions))),
        )


def search_form(query: QueryDict) -> SearchForm:
    """The form of an address bar, with the questions of the category in it. Two queries."""
    return SearchForm(query, groups=local_groups(), questions=questions_of(query.get("category", "")))


class SavedSearchForm(Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=SavedSearch._meta.get_field("name").max_length,
        help_text=_("So that you know it again."),
    )
    alert = forms.ChoiceField(
        label=_("Tell me of new listings"), choices=Alert.choices, initial=Alert.APP, widget=forms.RadioSelect
    )


class SynonymForm(Form):
    words = forms.CharField(
        label=_("Words that mean the same here"),
        max_length=400,
        help_text=_(
            "With a comma between them: gras, gazon, grasveld. A phrase may be one of them: elektrische fiets."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_words(self) -> list[str]:
        found = [" ".join(word.split()) for word in self.cleaned_data["words"].split(",")]
        return list(dict.fromkeys(word for word in found if word))


def _fields_of(question: Question) -> dict[str, forms.Field]:
    name, label = f"{OWN}{question.code}", question.label
    with_unit = f"{label} ({question.unit})" if question.unit else label
    if question.kind in ("choice", "choices"):
        widget = forms.CheckboxSelectMultiple
        return {
            name: forms.MultipleChoiceField(
                label=label, required=False, choices=question.options, widget=widget
            )
        }
    if question.kind == "yes_no":
        return {name: forms.BooleanField(label=label, required=False)}
    if question.kind == "number":
        return {
            f"{name}_min": forms.FloatField(label=_("%s from") % with_unit, required=False, localize=True),
            f"{name}_max": forms.FloatField(label=_("%s to") % with_unit, required=False, localize=True),
        }
    if question.kind == "date":
        return {
            f"{name}_min": forms.DateField(label=_("%s from") % label, required=False, widget=date_input()),
            f"{name}_max": forms.DateField(label=_("%s to") % label, required=False, widget=date_input()),
        }
    return {name: forms.CharField(label=label, required=False, max_length=100)}


def _answer(question: Question, values: dict[str, Any]) -> Answer | None:
    name = f"{OWN}{question.code}"
    if question.kind in ("number", "date"):
        least, most = values.get(f"{name}_min"), values.get(f"{name}_max")
        if question.kind == "date":
            least, most = (day.isoformat() if day else None for day in (least, most))
        nothing = least is None and most is None
        return None if nothing else Answer(question.code, question.kind, least=least, most=most)
    given = values.get(name)
    if not given:
        return None
    return Answer(question.code, question.kind, tuple(given) if isinstance(given, list) else (given,))
