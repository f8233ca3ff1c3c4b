"""What members and partners owe for taking part, counted when a month is closed."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing.actions.parties import party_for
from billing.enums import Basis, Interval, Payer
from billing.models import BillingPeriod, Charge, FeeRule, Party
from billing.months import months_between, year_of
from billing.queries import charged_to_household, model_at
from communities.interface import (
    PartyRef,
    billing_identity,
    membership_spans,
    partner_spans,
)
from weconomics.tenancy.community import community_in_scope

BEGINNING = datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC"))
Taker = tuple[PartyRef, datetime, int]  # who takes part, since when, with how many users


def meter_period(period: BillingPeriod) -> int:
    """Record the fees per period and per user of a month under the model in force at its end. Repeats change nothing.

    Returns how many charges are new.
    """
    model = model_at(period.to_at)
    if model is None:
        return 0
    community = community_in_scope()
    start = period.from_at.astimezone(ZoneInfo(community.time_zone))
    rules = model.rules.filter(basis__in=[Basis.PER_PERIOD, Basis.PER_USER])
    return sum(_meter_rule(rule, period, start, community.currency) for rule in rules)


def _meter_rule(rule: FeeRule, period: BillingPeriod, start: datetime, currency: str) -> int:
    known = set(
        Charge.objects.filter(rule=rule, source_key__endswith=f":{period.label}").values_list(
            "source_key", flat=True
        )
    )
    new = 0
    for ref, since, users in _takers(rule, period):
        key = f"period:{rule.pk}:{ref}:{period.label}"
        if key in known or not _is_due(rule, since.astimezone(start.tzinfo), start):
            continue
        party = party_for(ref)
        amount = _amount(rule, party, users, period)
        if amount and (not rule.only_with_trade or _has_trade(party, period)):
            _record(rule, party, key, amount, period, start, currency)
            new += 1
    return new


def _takers(rule: FeeRule, period: BillingPeriod) -> Iterator[Taker]:
    """Who took part in the month, by kind of payer; a provider is whoever may be one."""
    if rule.payer in (Payer.MEMBER, Payer.PROVIDER) and rule.party_kind != "organisation":
        yield from _earliest(
            (PartyRef("member", span.membership_id), span.from_at, 1, span.to_at)
            for span in membership_spans(BEGINNING, period.to_at)
        )(period)
    if rule.payer in (Payer.PARTNER, Payer.PROVIDER) and rule.party_kind != "member":
        yield from _earliest(
            (PartyRef("organisation", span.organisation_id), span.from_at, span.user_count, span.to_at)
            for span in partner_spans(BEGINNING, period.to_at)
        )(period)


def _earliest(
    spans: Iterator[tuple[PartyRef, datetime, int, datetime]],
) -> Callable[[BillingPeriod], Iterator[Taker]]:
    """Since the first span, for those of whom a span reaches into the month."""
    since: dict[PartyRef, datetime] = {}
    last: dict[PartyRef, tuple[datetime, int]] = {}
    for ref, from_at, users, to_at in spans:
        since[ref] = min(from_at, since.get(ref, from_at))
        last[ref] = max((to_at, users), last.get(ref, (to_at, users)))

    def of(period: BillingPeriod) -> Iterator[Taker]:
        for ref in sorted(since, key=str):
            to_at, users = last[ref]
            if to_at > period.from_at:
                yield ref, since[ref], users

    return of


def _is_due(rule: FeeRule, since: datetime, start: datetime) -> bool:
    """Monthly: after the free months at the start. Yearly: in the month of joining, each year."""
    months = months_between(since, start)
    if months < rule.grace_months:
        return False
    return rule.interval == Interval.MONTH or months % 12 == rule.grace_months % 12


def _amount(rule: FeeRule, party: Party, users: int, period: BillingPeriod) -> int:
    amount = rule.amount_minor * (users if rule.basis == Basis.PER_USER else 1)
    if rule.household_cap_minor is None or party.membership_id is None:
        return amount
    zone = community_in_scope().time_zone
    spent = charged_to_household(rule.pk, _household(party), *year_of(period.from_at, zone))
    return max(0, min(amount, rule.household_cap_minor - spent))


def _household(party: Party) -> list[int]:
    """The parties at the same address; without an address a member is a household alone."""
    own = billing_identity(party.ref)
    if not (own.street and own.postcode):
        return [party.pk]
    others = Party.objects.filter(
        membership__street__iexact=own.street, membership__postcode__iexact=own.postcode
    )
    return [party.pk, *others.exclude(pk=party.pk).values_list("pk", flat=True)]


def _has_trade(party: Party, period: BillingPeriod) -> bool:
    sold = Charge.objects.filter(party=party, deal_id__isnull=False, reverses=None, reversals=None)
    return sold.filter(occurred_at__gte=period.from_at, occurred_at__lt=period.to_at).exists()


def _record(
    rule: FeeRule, party: Party, key: str, amount: int, period: BillingPeriod, start: datetime, currency: str
) -> None:
    span = str(start.year) if rule.interval == Interval.YEAR else period.name
    Charge.objects.create(
        party=party,
        rule=rule,
        source_key=key,
        text=_("%(fee)s, %(period)s") % {"fee": rule.text, "period": span},
        amount_minor=amount,
        currency=currency,
        vat_mode=rule.vat_mode,
        vat_bp=rule.vat_rate_bp,
        occurred_at=period.from_at,
    )
