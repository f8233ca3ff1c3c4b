"""Accounts to which who provides is paid out: opened at the provider, never with us."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.payments.methods import payer_now
from billing.addresses import page_of_account
from billing.gateways import gateway, gateway_named
from billing.gateways.orders import AccountOrder, ProviderAccountState
from billing.models import Party, ProviderAccount
from communities.interface import billing_identity
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.ids import uuid7
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import scope


@transaction.atomic
def connect_account(*, party: Party, by: Actor) -> ProviderAccount:
    """Begin, or go on with, opening a payout account; the provider's page asks what it must know. Raises NotAllowed."""
    if not rules.may_pay_for(party, by=by):
        raise NotAllowed(_("Only who does the finances connects a payout account."))
    account, _new = ProviderAccount.objects.get_or_create(
        party=party, gateway=gateway().name, defaults={"setup_key": f"account:{uuid7()}"}
    )
    if account.disconnected_at is not None:
        # The old one is gone at the provider: the next has a key of its own.
        account.setup_key, account.reference, account.disconnected_at = f"account:{uuid7()}", "", None
    account.asked_at, account.action_url = timezone.now(), ""
    account.save()
    look_at_account(account)
    return account


def look_at_account(account: ProviderAccount) -> None:
    """See how it stands at the provider, after the commit."""
    key = f"{account.pk}:{timezone.now().isoformat()}"
    enqueue("billing.look_at_account", key=key, payload={"account_id": account.pk})


def ask_about_account(community_id: int, account_id: int) -> None:
    """The call itself, between two transactions. Raises ProviderTrouble."""
    with scope(community_id):
        account = ProviderAccount.objects.select_related("party", "community").get(pk=account_id)
        order = _order_of(account)
    found = gateway_named(account.gateway).open_account(order)
    with scope(community_id):
        record_account(account=account, found=found, at=timezone.now())


@transaction.atomic
def record_account(*, account: ProviderAccount, found: ProviderAccountState, at: datetime) -> ProviderAccount:
    """Write what the account may do. One that was closed at the provider receives nothing any more."""
    account = ProviderAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    account.reference = found.handle.reference
    account.charges_enabled, account.payouts_enabled = found.charges_enabled, found.payouts_enabled
    account.requirements, account.action_url = list(found.requirements), found.action_url
    account.checked_at = at
    if found.is_gone and account.disconnected_at is None:
        account.disconnected_at = at
    account.save()
    return account


def _order_of(account: ProviderAccount) -> AccountOrder:
    return AccountOrder(
        key=account.setup_key,
        subject=str(account.public_id),
        payer=payer_now(account.party, account.gateway),
        country=billing_identity(account.party.ref).country or "NL",
        return_url=page_of_account(account),
        reference=account.reference,
    )
