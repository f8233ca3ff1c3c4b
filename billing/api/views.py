"""Invoices and credit notes of whoever asks."""

from typing import Any

from django.db.models import QuerySet

from billing import queries
from billing.api.filters import InvoiceFilter
from billing.api.serializers import InvoiceDetailSerializer, InvoiceSerializer
from billing.models import Invoice
from weconomics.actor import Actor
from weconomics.api.scopes import Scope
from weconomics.api.views import ApiView, DetailView, ListView


def invoices_of(actor: Actor) -> QuerySet[Invoice]:
    """An organisation's program sees the organisation's own, never those of the person who made it."""
    rows = queries.invoices_of_actor(actor)
    if actor.acts_only_for_organisation:
        rows = rows.filter(party__organisation_id__in=actor.organisation_ids)
    return rows


class OwnInvoices(ApiView):
    scopes = {"GET": Scope.INVOICES_READ}
    queryset = Invoice.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        return invoices_of(self.actor)


class InvoiceList(OwnInvoices, ListView):
    """The documents that this program's party pays, newest first."""

    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter


class InvoiceDetail(OwnInvoices, DetailView):
    """One document with its lines and VAT."""

    serializer_class = InvoiceDetailSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("corrects").prefetch_related("lines", "taxes")
