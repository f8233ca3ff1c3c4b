"""Payout accounts of who provides: opened and kept on Stripe's own pages."""

from typing import Any

from billing.gateways.orders import AccountOrder, Handle, ProviderAccountState, ProviderRefused
from billing.gateways.stripe.client import asking
from billing.gateways.stripe.reading import dig, marks

# The platform pays Stripe's fees and bears losses; Stripe itself asks and checks who it is.
CONTROLLER = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}
GONE = ("account_invalid", "resource_missing")


def open_account(order: AccountOrder) -> ProviderAccountState:
    """The account, made at the first time, and a link for what Stripe still asks: a link holds once and for minutes."""
    reference = order.reference or _create(order)
    found = fetch(Handle(order.community_id, reference))
    if found.is_gone or (found.charges_enabled and found.payouts_enabled and not found.requirements):
        return found
    about: Any = {
        "account": reference,
        "refresh_url": order.return_url,
        "return_url": f"{order.return_url}?back=1",
        "type": "account_onboarding",
    }
    with asking() as v1:
        link = v1.account_links.create(about)
    return ProviderAccountState(
        found.handle, found.charges_enabled, found.payouts_enabled, found.requirements, link.url
    )


def fetch(handle: Handle) -> ProviderAccountState:
    try:
        with asking() as v1:
            account = v1.accounts.retrieve(handle.reference)
    except ProviderRefused as refusal:
        if refusal.code in GONE:
            return ProviderAccountState(handle, is_gone=True)
        raise
    return ProviderAccountState(
        handle,
        charges_enabled=bool(account.charges_enabled),
        payouts_enabled=bool(account.payouts_enabled),
        requirements=tuple(dig(account, "requirements", "currently_due") or ()),
    )


def _create(order: AccountOrder) -> str:
    about: Any = {
        "controller": CONTROLLER,
        "country": order.country,
        "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
        "metadata": marks(order.community_id, order.subject),
    }
    if order.payer.email:
        about["email"] = order.payer.email
    with asking() as v1:
        return str(v1.accounts.create(about, {"idempotency_key": order.key}).id)
