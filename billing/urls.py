"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from billing.views import books, credit_notes, desk, fees, invoices, platform, references, year_files

app_name = "billing"
urlpatterns = [
    path("fees/", fees.fees, name="fees"),
    path("fees/new/", fees.revenue_model_new, name="revenue_model_new"),
    path("fees/<uuid:public_id>/", fees.revenue_model, name="revenue_model"),
    path("fees/<uuid:public_id>/edit/", fees.revenue_model_edit, name="revenue_model_edit"),
    path("fees/<uuid:public_id>/simulation/", fees.revenue_model_simulation, name="revenue_model_simulation"),
    path("fees/<uuid:public_id>/discard/", fees.revenue_model_discard, name="revenue_model_discard"),
    path("invoices/", invoices.my_invoices, name="my_invoices"),
    path("invoices/statement/", books.account_statement, name="account_statement"),
    path("invoices/references/", references.references, name="references"),
    path("invoices/references/<uuid:public_id>/", references.reference_edit, name="reference_edit"),
    path("invoices/settlements/<uuid:public_id>/", invoices.settlement_note, name="settlement_note"),
    path("invoices/<uuid:public_id>/", invoices.invoice, name="invoice"),
    path("invoices/<uuid:public_id>/pdf/", invoices.invoice_as_pdf, name="invoice_pdf"),
    path("invoices/<uuid:public_id>/ubl/", invoices.invoice_as_ubl, name="invoice_ubl"),
    path("invoices/<uuid:public_id>/pay/", invoices.pay, name="pay"),
    path("invoices/<uuid:public_id>/bank/", desk.bank_payment, name="bank_payment"),
    path("invoices/<uuid:public_id>/credit/", credit_notes.credit, name="credit"),
    path("invoices/<uuid:public_id>/credit/part/", credit_notes.credit_in_part, name="credit_part"),
    path("payments/<uuid:public_id>/sandbox/", invoices.sandbox, name="sandbox"),
    path("desk/", desk.desk, name="desk"),
    path("desk/invoices/", desk.desk_invoices, name="desk_invoices"),
    path("desk/years/", year_files.year_files, name="year_files"),
    path("desk/years/<uuid:public_id>/", year_files.year_file, name="year_file"),
    path("desk/platform/", platform.platform, name="platform"),
    path("desk/platform/<uuid:public_id>/pdf/", platform.platform_as_pdf, name="platform_pdf"),
    path("desk/platform/<uuid:public_id>/ubl/", platform.platform_as_ubl, name="platform_ubl"),
    path("desk/close/", desk.close_month, name="close_month"),
    path("desk/close/preview/", books.preview_close, name="preview_close"),
    path("desk/close/<str:label>/retry/", books.retry, name="retry_parked"),
    path("desk/ledger/", books.desk_ledger, name="desk_ledger"),
    path("desk/route/", desk.test_route, name="test_route"),
]
