"""Revenue models, charges and invoices of any community, made by the verbs themselves."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from billing.actions.closing import close_period, period_of
from billing.actions.invoices import issue_invoice
from billing.actions.parties import party_for
from billing.actions.revenue_models import activate_revenue_model, draft_revenue_model
from billing.enums import VatMode
from billing.interface import DealFacts
from billing.models import BillingPeriod, Charge, FeeRule, Invoice, RevenueModel
from billing.months import month_of
from communities.interface import PartyRef
from communities.models import Community, Membership, PartnerOrganisation
from tests.factories import actor_of, make_actor
from weconomics.actor import Role
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.scope import scope

_numbers = count(1)
PER_DEAL = {"text": "Per afspraak", "payer": "requester", "basis": "per_transaction", "amount_minor": 150,
            "vat_mode": "incl"}  # fmt: skip
SIX_PERCENT = {"text": "Deel van de prijs", "payer": "provider", "basis": "percent_of_price", "rate_bp": 600,
               "floor_minor": 25, "cap_minor": 1500}  # fmt: skip
PER_MONTH = {"text": "Maandbedrag", "payer": "provider", "basis": "per_period", "amount_minor": 750}
PER_PERSON = {"text": "Lidmaatschap", "payer": "member", "basis": "per_user", "amount_minor": 2400,
              "interval": "year", "vat_mode": "incl", "party_kind": "member"}  # fmt: skip


def last_month() -> datetime:
    """A moment in the middle of the month that is over."""
    start, _end = month_of(timezone.now(), "Europe/Amsterdam")
    return start - timedelta(days=15)


def make_draft(community: Community, *rules: dict[str, Any], name: str = "Samen betalen") -> RevenueModel:
    with scope(community):
        treasurer = Membership.objects.filter(roles__role=Role.TREASURER).first()
        by = actor_of(treasurer) if treasurer else make_actor(community, Role.TREASURER)
        return draft_revenue_model(name=name, explanation="Zo doen we het.", fee_rules=rules, by=by)


def put_in_force(model: RevenueModel, at: datetime | None = None) -> RevenueModel:
    """As if a decision did so; the way through a decision has tests of its own."""
    number = next(_numbers)
    at = at or timezone.now() - timedelta(days=200)
    with scope(model.community_id):
        activate_revenue_model(model.pk, DecisionRef(number, f"B-2026-{number:03d}", at, "Bijdragen"))
        model.refresh_from_db()
    return model


def make_model(community: Community, *rules: dict[str, Any], at: datetime | None = None) -> RevenueModel:
    """A revenue model with these rules, in force."""
    return put_in_force(make_draft(community, *rules), at)


def url(world: Any, name: str, *args: Any) -> str:
    """The address of a page of this community's money."""
    return reverse(f"billing:{name}", args=[world.community.slug, *args])


def ref_of(payer: Membership | PartnerOrganisation) -> PartyRef:
    return PartyRef("member" if isinstance(payer, Membership) else "organisation", payer.pk)


def facts(
    provider: Any, requester: Any, price_minor: int = 4800, vat_bp: int = 900, **fields: Any
) -> DealFacts:
    plain = {"currency": "EUR", "exchange_type": "paid", "category_id": None, "agreed_at": last_month()}
    return DealFacts(
        price_minor=price_minor,
        vat_bp=vat_bp,
        provider=ref_of(provider),
        requester=ref_of(requester),
        quantity=Decimal(1),
        **{**plain, **fields},
    )


def make_charge(
    payer: Membership | PartnerOrganisation,
    amount_minor: int = 1000,
    *,
    at: datetime | None = None,
    vat_mode: str = VatMode.EXCL,
    vat_bp: int = 2100,
    **fields: Any,
) -> Charge:
    """What this payer owes under some rule of the community; made without a deal."""
    with scope(payer.community_id):
        rule = FeeRule.objects.first() or _some_rule(payer.community)
        return Charge.objects.create(
            party=party_for(ref_of(payer)),
            rule=rule,
            source_key=f"test:{next(_numbers)}",
            text=fields.pop("text", "Bijdrage"),
            amount_minor=amount_minor,
            currency="EUR",
            vat_mode=vat_mode,
            vat_bp=vat_bp,
            occurred_at=at or last_month(),
            **fields,
        )


def _some_rule(community: Community) -> FeeRule:
    return make_draft(community, SIX_PERCENT).rules.get()


def make_invoice(
    payer: Membership | PartnerOrganisation, *amounts: int, at: datetime | None = None, **fields: Any
) -> Invoice:
    """An invoice of last month, or the month of `at`, with a charge for each amount."""
    charges = [make_charge(payer, amount, at=at, **fields) for amount in amounts or (1000,)]
    with scope(payer.community_id):
        period = period_of(at or last_month())
        issued_at = min(period.to_at + timedelta(hours=9), timezone.now())
        return issue_invoice(period=period, party=charges[0].party, charges=charges, issued_at=issued_at)


def close_month(community: Community, moment: datetime | None = None) -> BillingPeriod:
    """Close the month of this moment, last month if absent, as the job does."""
    with scope(community):
        period = period_of(moment or last_month())
    close_period(period_id=period.pk, step=lambda: scope(community), tell=lambda percent, text: None)
    with scope(community):
        period.refresh_from_db()
    return period
