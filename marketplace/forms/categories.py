"""What coordinators say of a category."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.enums import CategoryIcon
from weconomics.web.forms import Form


class IconChoice(forms.RadioSelect):
    """Pictures with a word below each."""

    template_name = "marketplace/_icon_choice.html"


class CategoryForm(Form):
    name_nl = forms.CharField(label=_("Name in Dutch"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=80)
    icon = forms.ChoiceField(
        label=_("Icon"), choices=CategoryIcon, initial=CategoryIcon.SHAPES, widget=IconChoice
    )
    course_line = forms.CharField(label=_("Course line of the vision"), required=False, max_length=200)
