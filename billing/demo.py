"""The demo's revenue models, its payment route, and one closed month of which some invoices are paid."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from billing.actions.closing import close_period, next_period_to_close, start_closing
from billing.actions.payments import end_payment, record_bank_payment, start_payment, test_payment_route
from billing.actions.revenue_models import draft_revenue_model
from billing.enums import PeriodState
from billing.models import BillingPeriod, Charge, Invoice
from communities.interface import colleague_membership_ids
from weconomics.actor import Actor, Role
from weconomics.demo.loading import Spec
from weconomics.demo.moments import ZONE
from weconomics.registry import demo
from weconomics.tenancy.scope import scope

EUROS = {
    "amount": "amount_minor",
    "floor": "floor_minor",
    "cap": "cap_minor",
    "household_cap": "household_cap_minor",
}
PLAIN = (
    "text", "payer", "basis", "rate_bp", "split_bp", "vat_mode", "vat_rate_bp", "interval", "exchange_types",
    "party_kind", "only_with_trade", "free_per_year", "grace_months",
)  # fmt: skip
ISSUED_AT = time(9, 0)
PAID_AFTER = timedelta(days=3)
LEFT_OPEN_EACH = 3


def draft_models(spec: Spec) -> None:
    """The versions that a decision will put in force."""
    for model in spec["revenue_models"]:
        draft_revenue_model(
            name=model["name"],
            explanation=model["explanation"],
            fee_rules=[_rule(values) for values in model["rules"]],
            by=_treasurer(spec),
        )


def open_the_till(spec: Spec) -> None:
    test_payment_route(by=_treasurer(spec))


def close_past_months(spec: Spec) -> None:
    """Every month with charges that is over, each dated in the days after it; two of three invoices are paid."""
    while Charge.objects.exists() and (period := next_period_to_close()).to_at <= spec["now"]:
        issued_at = min(spec["now"], datetime.combine(period.to_at.astimezone(ZONE).date(), ISSUED_AT, ZONE))
        _close(spec, period, issued_at)
        _let_people_pay(spec, period, min(spec["now"], issued_at + PAID_AFTER))


def _rule(values: dict[str, Any]) -> dict[str, Any]:
    rule = {name: values[name] for name in PLAIN if name in values}
    return rule | {
        column: int(Decimal(values[name]) * 100) for name, column in EUROS.items() if name in values
    }


def _treasurer(spec: Spec) -> Actor:
    key = next(person["key"] for person in spec["people"] if Role.TREASURER in person.get("roles", []))
    actor: Actor = spec["actor"](key)
    return actor


def _close(spec: Spec, period: BillingPeriod, issued_at: datetime) -> None:
    start_closing(period=period, by=_treasurer(spec), as_of=spec["now"])
    close_period(
        period_id=period.pk,
        step=lambda: scope(period.community_id),
        tell=lambda percent, text: None,
        issued_at=issued_at,
    )
    BillingPeriod.objects.filter(pk=period.pk, state=PeriodState.CLOSED).update(closed_at=issued_at)


def _let_people_pay(spec: Spec, period: BillingPeriod, paid_at: datetime) -> None:
    """One by the payment provider, the next by bank, the third not yet."""
    for place, invoice in enumerate(Invoice.objects.filter(period=period).order_by("number")):
        if place % LEFT_OPEN_EACH == 0:
            attempt = start_payment(invoice=invoice, by=_payer(spec, invoice))
            end_payment(attempt=attempt, succeeded=True, at=paid_at)
        elif place % LEFT_OPEN_EACH == 1:
            record_bank_payment(invoice=invoice, by=_treasurer(spec), at=paid_at)


def _payer(spec: Spec, invoice: Invoice) -> Actor:
    """Who pays it: the member, or the first colleague of the organisation."""
    ref = invoice.party.ref
    membership_id = ref.id if ref.kind == "member" else colleague_membership_ids(ref.id)[0]
    actors: list[Actor] = [spec["actor"](key) for key in spec["present"]]
    return next(actor for actor in actors if actor.membership_id == membership_id)


demo.register(22, draft_models)
demo.register(37, open_the_till)
demo.register(50, close_past_months)
