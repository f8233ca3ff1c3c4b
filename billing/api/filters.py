from django_filters import rest_framework as filters

from billing.enums import InvoiceState
from billing.models import Invoice


class InvoiceFilter(filters.FilterSet):
    """Which documents: by state, and issued from a day on."""

    state = filters.ChoiceFilter(choices=InvoiceState)
    issued_from = filters.DateFilter(field_name="issued_on", lookup_expr="gte")
    issued_before = filters.DateFilter(field_name="issued_on", lookup_expr="lt")

    class Meta:
        model = Invoice
        fields: list[str] = []
