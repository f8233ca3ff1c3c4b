"""The provider's own books beside ours, payment by payment and to the cent."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from billing.enums import Account, AttemptState
from billing.gateways.orders import Movement
from billing.models import PaymentAttempt, Posting, TradePayment


@dataclass(frozen=True, slots=True)
class Difference:
    """One payment of which the provider's books and ours say something else. Minor units, as our balance there changed."""

    payment: str
    label: str
    provider_minor: int
    ours_minor: int


def differences(movements: list[Movement], *, gateway_name: str, since: datetime) -> list[Difference]:
    """What does not agree, of payments that began since then. Runs in the scope of one community."""
    theirs: dict[str, int] = defaultdict(int)
    for movement in movements:
        theirs[movement.payment] += movement.net_minor
    ours = _ours(gateway_name, since)
    names = {payment for payment in theirs if payment in ours} | set(ours)
    rows = [
        Difference(payment, ours[payment][0], theirs.get(payment, 0), ours[payment][1])
        for payment in sorted(names)
        if theirs.get(payment, 0) != ours[payment][1]
    ]
    strangers = sorted(payment for payment in theirs if payment not in ours and theirs[payment])
    return rows + [Difference(payment, "", theirs[payment], 0) for payment in strangers]


def _ours(gateway_name: str, since: datetime) -> dict[str, tuple[str, int]]:
    """By the provider's reference: what it is for, and what we booked on the account of the provider."""
    found = {}
    attempts = PaymentAttempt.objects.filter(gateway=gateway_name, created_at__gte=since)
    for attempt in attempts.exclude(provider_reference="").select_related("invoice"):
        found[attempt.provider_reference] = (attempt.invoice.label, _cleared_of_attempt(attempt))
    trades = TradePayment.objects.filter(gateway=gateway_name, created_at__gte=since)
    for trade in trades.exclude(provider_reference=""):
        found[trade.provider_reference] = (
            trade.text,
            _cleared(Q(transaction__key__regex=rf"^trade:{trade.pk}(:|$)")),
        )
    return found


def _cleared_of_attempt(attempt: PaymentAttempt) -> int:
    if attempt.state in (AttemptState.CREATED, AttemptState.SENT) and not attempt.captured_minor:
        return 0
    keys = Q(transaction__key__regex=rf"^(pay|fee|back|won):attempt:{attempt.pk}(:|$)")
    for refund in attempt.refunds.all():
        keys |= Q(transaction__key__startswith=f"refund:{refund.pk}:")
    return _cleared(keys)


def _cleared(keys: Q) -> int:
    rows = Posting.objects.filter(keys, account=Account.CLEARING)
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0
