"""Where pages about payments are, for the provider that sends people back and for letters."""

from django.conf import settings
from django.urls import reverse

from billing.models import Invoice, PaymentAttempt, PaymentMethod, ProviderAccount, TradePayment


def page_of_attempt(attempt: PaymentAttempt) -> str:
    return _page("payment", attempt)


def page_of_method(method: PaymentMethod) -> str:
    return _page("method", method)


def page_of_account(account: ProviderAccount) -> str:
    return _page("payout_account", account)


def page_of_trade(payment: TradePayment) -> str:
    return _page("trade_payment", payment)


def page_of_invoice(invoice: Invoice) -> str:
    return _page("invoice", invoice)


def _page(name: str, row: object) -> str:
    slug, public_id = row.community.slug, row.public_id  # type: ignore[attr-defined]
    return settings.SITE_URL + reverse(f"billing:{name}", args=[slug, public_id])
