"""Cards and bank accounts that a payer lets the provider keep."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.addresses import page_of_method
from billing.enums import MethodKind, MethodState
from billing.errors import MethodNotUsable
from billing.gateways import gateway, gateway_named
from billing.gateways.orders import Handle, KeptMethod, Payer, ProviderSetup, SetupOrder
from billing.models import Party, PaymentMethod, ProviderCustomer
from communities.interface import billing_identity
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.ids import uuid7
from weconomics.jobs import enqueue
from weconomics.tenancy.scope import scope

# After these there is no use in trying the same card or account again.
WORN_OUT = {
    "expired_card", "lost_card", "stolen_card", "pickup_card", "invalid_account", "debit_not_authorized",
    "mandate_canceled", "AC01", "AC04", "MD01", "MD06",
}  # fmt: skip
KEEPABLE = (MethodKind.CARD, MethodKind.SEPA_DEBIT)


@transaction.atomic
def add_method(*, party: Party, kind: str, by: Actor) -> PaymentMethod:
    """Begin to keep a card or account: the provider's page asks for it. Raises NotAllowed, MethodNotUsable."""
    _may(party, by)
    if kind not in KEEPABLE:
        raise MethodNotUsable
    method = PaymentMethod.objects.create(
        party=party,
        gateway=gateway().name,
        kind=kind,
        setup_key=f"setup:{uuid7()}",
        added_by_id=by.membership_id,
    )
    look_at_method(method)
    return method


@transaction.atomic
def make_default(*, method: PaymentMethod, by: Actor) -> PaymentMethod:
    """Use this one for what is collected by itself. Raises NotAllowed, MethodNotUsable."""
    _may(method.party, by)
    Party.objects.select_for_update().get(pk=method.party_id)
    method = PaymentMethod.objects.select_for_update(of=("self",)).get(pk=method.pk)
    if not method.is_usable:
        raise MethodNotUsable
    PaymentMethod.objects.filter(party_id=method.party_id, is_default=True).update(is_default=False)
    method.is_default = True
    method.save(update_fields=["is_default"])
    return method


@transaction.atomic
def remove_method(*, method: PaymentMethod, by: Actor) -> PaymentMethod:
    """Withdraw a card, or the mandate of an account; the next one in use becomes the default. Raises NotAllowed."""
    _may(method.party, by)
    method = PaymentMethod.objects.select_for_update(of=("self",)).get(pk=method.pk)
    if method.state in (MethodState.ACTIVE, MethodState.PENDING):
        _end(method, MethodState.REVOKED, timezone.now())
        enqueue("billing.forget_method", key=str(method.pk), payload={"method_id": method.pk})
    return method


def look_at_method(method: PaymentMethod) -> None:
    """See how it stands at the provider, after the commit."""
    key = f"{method.pk}:{timezone.now().isoformat()}"
    enqueue("billing.look_at_method", key=key, payload={"method_id": method.pk})


def ask_about_method(community_id: int, method_id: int) -> None:
    """The call itself, between two transactions: begin the setup, or see what became of it. Raises ProviderTrouble."""
    with scope(community_id):
        method = PaymentMethod.objects.select_related("party", "community").get(pk=method_id)
        if method.state != MethodState.PENDING:
            return
        order = _order_of(method)
    provider = gateway_named(method.gateway)
    handle = Handle(community_id, method.setup_reference)
    found = provider.setup(handle) if method.setup_reference else provider.start_setup(order)
    with scope(community_id):
        record_setup(method=method, found=found)


@transaction.atomic
def record_setup(*, method: PaymentMethod, found: ProviderSetup) -> PaymentMethod:
    """Write what became of a setup. A method that was removed meanwhile stays removed."""
    Party.objects.select_for_update().get(pk=method.party_id)
    method = PaymentMethod.objects.select_for_update(of=("self",)).get(pk=method.pk)
    if found.customer:
        remember_customer(method.party, method.gateway, found.customer, bool(found.livemode))
    if method.state != MethodState.PENDING:
        return method
    method.setup_reference = found.handle.reference
    method.customer_reference, method.action_url = found.customer, found.action_url
    method.save()
    if found.state == MethodState.FAILED:
        _end(method, MethodState.FAILED, timezone.now())
    elif found.state == MethodState.ACTIVE and found.method:
        _fill(method, found.method)
    return method


@transaction.atomic
def keep_method(party: Party, name: str, customer: str, kept: KeptMethod, *, key: str) -> PaymentMethod:
    """A payment left its card or account behind for later, as its payer asked. Once per payment."""
    Party.objects.select_for_update().get(pk=party.pk)
    known = PaymentMethod.objects.filter(gateway=name, method_reference=kept.reference).first()
    if known is not None:
        return known
    method, is_new = PaymentMethod.objects.get_or_create(
        setup_key=key,
        defaults={"party": party, "gateway": name, "kind": kept.kind, "customer_reference": customer},
    )
    return _fill(method, kept) if is_new else method


def use_up(method_id: int, code: str, at: datetime) -> None:
    """A card that expired, an account that was closed, a mandate that was withdrawn: nobody tries it again."""
    if code in WORN_OUT:
        method = PaymentMethod.objects.select_for_update(of=("self",)).get(pk=method_id)
        if method.is_usable:
            _end(method, MethodState.FAILED, at)


def remember_customer(party: Party, name: str, reference: str, livemode: bool) -> None:
    about = {"reference": reference, "livemode": livemode}
    ProviderCustomer.objects.get_or_create(party=party, gateway=name, defaults=about)


def _may(party: Party, by: Actor) -> None:
    if not rules.may_pay_for(party, by=by):
        raise NotAllowed(_("These payment methods belong to somebody else."))


def _fill(method: PaymentMethod, kept: KeptMethod) -> PaymentMethod:
    method.kind, method.method_reference = kept.kind, kept.reference
    method.brand, method.last4 = kept.brand[:40], kept.last4[:4]
    if kept.mandate:
        method.mandate_reference, method.mandate_signed_at = kept.mandate, kept.signed_at or timezone.now()
    method.state, method.action_url = MethodState.ACTIVE, ""
    others = PaymentMethod.objects.filter(party_id=method.party_id, is_default=True)
    method.is_default = not others.exists()
    method.save()
    return method


def _end(method: PaymentMethod, state: MethodState, at: datetime) -> None:
    was_default = method.is_default
    method.state, method.is_default, method.ended_at, method.action_url = state, False, at, ""
    method.save(update_fields=["state", "is_default", "ended_at", "action_url"])
    heirs = PaymentMethod.objects.filter(party_id=method.party_id, state=MethodState.ACTIVE)
    if was_default and (heir := heirs.order_by("-last_used_at", "-pk").first()):
        heir.is_default = True
        heir.save(update_fields=["is_default"])


def _order_of(method: PaymentMethod) -> SetupOrder:
    return SetupOrder(
        key=method.setup_key,
        subject=str(method.public_id),
        kind=method.kind,
        payer=payer_now(method.party, method.gateway),
        return_url=page_of_method(method),
    )


def payer_now(party: Party, gateway_name: str) -> Payer:
    """As the payer is called today."""
    identity = billing_identity(party.ref)
    known = ProviderCustomer.objects.filter(party=party, gateway=gateway_name).first()
    return Payer(
        community_id=party.community_id,
        party_id=party.pk,
        name=identity.name,
        email=identity.email,
        language=identity.language,
        reference=known.reference if known else "",
    )
