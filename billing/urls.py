"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from billing.views import desk, fees, invoices

app_name = "billing"
urlpatterns = [
    path("fees/", fees.fees, name="fees"),
    path("fees/new/", fees.revenue_model_new, name="revenue_model_new"),
    path("fees/<uuid:public_id>/", fees.revenue_model, name="revenue_model"),
    path("fees/<uuid:public_id>/edit/", fees.revenue_model_edit, name="revenue_model_edit"),
    path("fees/<uuid:public_id>/discard/", fees.revenue_model_discard, name="revenue_model_discard"),
    path("invoices/", invoices.my_invoices, name="my_invoices"),
    path("invoices/<uuid:public_id>/", invoices.invoice, name="invoice"),
    path("invoices/<uuid:public_id>/pdf/", invoices.invoice_as_pdf, name="invoice_pdf"),
    path("invoices/<uuid:public_id>/pay/", invoices.pay, name="pay"),
    path("invoices/<uuid:public_id>/bank/", desk.bank_payment, name="bank_payment"),
    path("invoices/<uuid:public_id>/credit/", desk.credit, name="credit"),
    path("payments/<uuid:public_id>/sandbox/", invoices.sandbox, name="sandbox"),
    path("desk/", desk.desk, name="desk"),
    path("desk/invoices/", desk.desk_invoices, name="desk_invoices"),
    path("desk/close/", desk.close_month, name="close_month"),
    path("desk/route/", desk.test_route, name="test_route"),
]
