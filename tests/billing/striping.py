"""Paying through the stand-in of Stripe: collecting, delivering its messages, and comparing both books."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from billing.actions.payments import collect_invoice
from billing.actions.payments.reconciling import differences
from billing.gateways import gateway
from billing.models import Invoice, Party, PaymentAttempt, PaymentMethod, ProviderCustomer
from tests.billing.conftest import WEBHOOK_SECRET
from tests.billing.paying import attempt_of, books, work
from tests.stripe_stand_in import StandIn
from weconomics.tenancy.scope import scope


def keep_card(stand_in: StandIn, party: Party, behaviour: str = "pays", kind: str = "card") -> PaymentMethod:
    """A card or account that the payer let Stripe keep."""
    with scope(party.community_id):
        customer = stand_in.account.make("cus", "customer", name=party.name, livemode=False, metadata={})
        kept = stand_in.account.make_method(kind, behaviour, customer["id"])
        ProviderCustomer.objects.get_or_create(
            party=party, gateway="stripe", defaults={"reference": customer["id"], "livemode": False}
        )
        known = ProviderCustomer.objects.get(party=party).reference
        kept["customer"] = known
        mandate = {"mandate_reference": "mandate_1", "mandate_signed_at": timezone.now()}
        return PaymentMethod.objects.create(
            party=party, gateway="stripe", kind=kind, state="active", setup_key=f"setup:{kept['id']}",
            customer_reference=known, method_reference=kept["id"], last4="4242",
            **(mandate if kind == "sepa_debit" else {}),
        )  # fmt: skip


def collect(
    stand_in: StandIn, invoice: Invoice, behaviour: str = "pays", kind: str = "card"
) -> PaymentAttempt:
    """Take the invoice from a kept card or account; a debit at once, as if it was announced before."""
    method = keep_card(stand_in, invoice.party, behaviour, kind)
    announced = timezone.now() - timedelta(days=4)
    with scope(invoice.community_id):
        collect_invoice(invoice=invoice, method=method, at=announced)
    work(invoice.community)
    return attempt_of(invoice)


def deliver(stand_in: StandIn, event: dict[str, Any], **about: Any) -> int:
    """Send one message as Stripe does; the status of our answer."""
    body, signature = stand_in.signed(event, about.pop("secret", WEBHOOK_SECRET), **about)
    return post_webhook(body, signature)


def post_webhook(body: bytes, signature: str) -> int:
    headers = {"Stripe-Signature": signature}
    answer = Client().post("/webhooks/stripe/", body, content_type="application/json", headers=headers)
    return answer.status_code


def books_differ(stand_in: StandIn, community: Any) -> list[Any]:
    """Ours beside the stand-in's, payment by payment, and in all."""
    since = timezone.now() - timedelta(days=60)
    movements = gateway().movements(community.pk, since)
    with scope(community):
        found: list[Any] = differences(movements, gateway_name="stripe", since=since)
        ours = books().get("provider_clearing", 0)
    theirs = stand_in.account.balance_minor()
    return found + ([("in all", theirs, ours)] if theirs != ours else [])
