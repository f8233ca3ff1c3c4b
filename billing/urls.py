"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from billing.views import desk, fees, invoices, methods, payments, payouts, sandbox

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
    path("invoices/<uuid:public_id>/pay/", payments.pay, name="pay"),
    path("invoices/<uuid:public_id>/bank/", desk.bank_payment, name="bank_payment"),
    path("invoices/<uuid:public_id>/credit/", desk.credit, name="credit"),
    path("payments/<uuid:public_id>/", payments.payment, name="payment"),
    path("payments/<uuid:public_id>/confirm/", payments.confirm, name="confirm_payment"),
    path("payments/<uuid:public_id>/stop/", payments.stop, name="stop_payment"),
    path("payments/<uuid:public_id>/refund/", payments.refund, name="refund_payment"),
    path("payments/<uuid:public_id>/sandbox/", sandbox.payment, name="sandbox"),
    path("methods/", methods.methods, name="methods"),
    path("methods/<uuid:public_id>/", methods.method, name="method"),
    path("methods/<uuid:public_id>/default/", methods.default, name="default_method"),
    path("methods/<uuid:public_id>/remove/", methods.remove, name="remove_method"),
    path("methods/<uuid:public_id>/sandbox/", sandbox.method, name="sandbox_method"),
    path("payouts/", payouts.payouts, name="payouts"),
    path("payouts/<uuid:public_id>/", payouts.payout_account, name="payout_account"),
    path("payouts/<uuid:public_id>/sandbox/", sandbox.account, name="sandbox_account"),
    path("trade/<uuid:public_id>/", payouts.trade_payment, name="trade_payment"),
    path("desk/", desk.desk, name="desk"),
    path("desk/invoices/", desk.desk_invoices, name="desk_invoices"),
    path("desk/close/", desk.close_month, name="close_month"),
    path("desk/route/", desk.test_route, name="test_route"),
]
