"""Every form of the product, those of the libraries too, is drawn by templates/forms/."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class DrawnField(BoundField):
    """A field that knows how it is drawn: `kind` is checkbox, choices, file or text."""

    @property
    def kind(self) -> str:
        widget = self.field.widget
        kinds = {"checkbox": "checkbox", "radioselect": "choices", "checkboxselectmultiple": "choices"}
        return kinds.get(self.widget_type, "file" if widget.needs_multipart_form else "text")


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class: Any = DrawnField
