"""Invoices and credit notes of whoever asks."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from billing import queries
from billing.api.filters import InvoiceFilter
from billing.api.serializers import InvoiceDetailSerializer, InvoiceSerializer
from billing.documents import invoice_pdf
from billing.models import Invoice
from weconomics.actor import Actor
from weconomics.api.renderers import PdfRenderer
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


class InvoicePdf(OwnInvoices):
    """The document as PDF/A."""

    renderer_classes = [PdfRenderer, JSONRenderer]

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, public_id: UUID) -> Response:
        invoice = self.find(self.get_queryset().select_related("corrects"), public_id)
        named = {"Content-Disposition": f'attachment; filename="{invoice.label}.pdf"'}
        return Response(invoice_pdf(invoice), headers=named, content_type=PdfRenderer.media_type)
