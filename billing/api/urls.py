"""Below /api/v1/communities/<slug>/."""

from django.urls import path

from billing.api import views

urlpatterns = [
    path("invoices/", views.InvoiceList.as_view(), name="invoices"),
    path("invoices/<uuid:public_id>/", views.InvoiceDetail.as_view(), name="invoice"),
    path("invoices/<uuid:public_id>/pdf/", views.InvoicePdf.as_view(), name="invoice_pdf"),
]
