"""What members and partners owe for taking part, counted when a month is closed.

Everything that is asked about people is asked once for all of them, and what they owe is written in batches: how many
queries a month takes depends on its rules and batches, not on its people.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing.actions.parties import parties_for
from billing.enums import Basis, Interval, PartyKind, Payer
from billing.member_types import ORGANISATION, types_of
from billing.models import BillingPeriod, Charge, FeeRule, Party, RevenueModel
from billing.months import anniversary, days_touched, year_of
from billing.pricing import FeeTerms, days_within, fee_of_period, under_cap
from billing.pricing.ladder import specificity
from billing.queries import charged_by_party, households, models_within, traded_within
from communities.interface import PartyRef, membership_spans, partner_spans
from weconomics.tenancy.community import community_in_scope

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
BATCH = 2_000
Days = tuple[date, date]
OF_A_PERIOD = (Basis.PER_PERIOD, Basis.PER_USER)


@dataclass(slots=True)
class Taker:
    """Who takes part: since which day, on which days of the month, with how many users at most."""

    ref: PartyRef
    since: date
    days: list[Days] = field(default_factory=list)
    users: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """The month that is metered, with its days in the community's own zone."""

    period: BillingPeriod
    zone: tzinfo
    first: date
    end: date
    currency: str

    @property
    def length(self) -> int:
        return (self.end - self.first).days


@dataclass(frozen=True, slots=True)
class Window:
    """The days of the month in which one version was in force: a day belongs to the version that is in force at its end."""

    first: date
    end: date

    @property
    def length(self) -> int:
        return (self.end - self.first).days

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end


def meter_period(period: BillingPeriod) -> int:
    """Record the fees per period and per user of a month, each version's for the days it was in force.

    A repeated call changes nothing. Returns how many charges are new.
    """
    month = _month_of(period)
    takers = _takers(month)
    return sum(
        len(charges)
        for model in models_within(period.from_at, period.to_at)
        for charges in _meter_model(model, _window_of(model, month), takers, month)
    )


def meter_as_if(model: RevenueModel, period: BillingPeriod) -> list[Charge]:
    """What a month would have been under this model. Writes as metering does: for a transaction that is rolled back."""
    month = _month_of(period)
    whole = Window(month.first, month.end)
    return list(chain.from_iterable(_meter_model(model, whole, _takers(month), month)))


def _meter_model(
    model: RevenueModel, window: Window, takers: list[Taker], month: Month
) -> Iterator[list[Charge]]:
    rules = [rule for rule in model.rules.all() if rule.basis in OF_A_PERIOD]
    for rule in rules if window.length > 0 else []:
        yield from _meter_rule(rule, rules, window, takers, month)


def _month_of(period: BillingPeriod) -> Month:
    community = community_in_scope()
    zone = ZoneInfo(community.time_zone)
    first, end = days_touched(period.from_at, period.to_at, zone)
    return Month(period, zone, first, end, community.currency)


def _window_of(model: RevenueModel, month: Month) -> Window:
    from_at = (model.active_from or month.period.from_at).astimezone(month.zone).date()
    to_at = model.active_to.astimezone(month.zone).date() if model.active_to else month.end
    return Window(max(from_at, month.first), min(to_at, month.end))


def _takers(month: Month) -> list[Taker]:
    """Everybody of whom a span reaches into the month, in a stable order."""
    found: dict[PartyRef, Taker] = {}
    for ref, from_at, to_at in _spans(month.period.to_at):
        first, end = days_touched(from_at, to_at, month.zone)
        taker = found.setdefault(ref, Taker(ref, first))
        taker.since = min(taker.since, first)
        if to_at > month.period.from_at:
            taker.days.append((first, end))
    for span in partner_spans(month.period.from_at, month.period.to_at):
        found[PartyRef("organisation", span.organisation_id)].users = span.user_count
    return [found[ref] for ref in sorted(found) if found[ref].days]


def _spans(upto: datetime) -> Iterator[tuple[PartyRef, datetime, datetime]]:
    for member in membership_spans(BEGINNING, upto):
        yield PartyRef("member", member.membership_id), member.from_at, member.to_at
    for partner in partner_spans(BEGINNING, upto):
        yield PartyRef("organisation", partner.organisation_id), partner.from_at, partner.to_at


def _meter_rule(
    rule: FeeRule, rules: list[FeeRule], window: Window, takers: list[Taker], month: Month
) -> Iterator[list[Charge]]:
    known = _known_keys(rule, month)
    due = [
        taker
        for taker in _for_whom(rule, rules, takers)
        if f"period:{rule.pk}:{taker.ref}:{month.period.label}" not in known
        and _is_due(rule, taker, window, month)
    ]
    batches = [due[at : at + BATCH] for at in range(0, len(due), BATCH)]
    # Everybody has a row before households are looked up: who is new may share an address.
    parties = [parties_for(taker.ref for taker in batch) for batch in batches]
    rest, trading = _Caps(rule, month), _trading(rule, month)
    for batch, known_as in zip(batches, parties, strict=True):
        charges = _charges(rule, batch, known_as, window, month, rest, trading)
        yield Charge.objects.bulk_create(charges)


def _known_keys(rule: FeeRule, month: Month) -> set[str]:
    own = Charge.objects.filter(rule=rule, deal_id=None, occurred_at=month.period.from_at)
    return set(own.values_list("source_key", flat=True))


def _for_whom(rule: FeeRule, rules: list[FeeRule], takers: list[Taker]) -> list[Taker]:
    """Those the rule is for, less those for whom a more specific one on the same ladder is."""
    above = [other for other in rules if _is_above(other, rule)]
    needs_types = any(other.member_type for other in [rule, *above])
    types = types_of(taker.ref for taker in takers) if needs_types else {}
    return [
        taker
        for taker in takers
        if _is_for(rule, taker.ref, types) and not any(_is_for(other, taker.ref, types) for other in above)
    ]


def _is_above(other: FeeRule, rule: FeeRule) -> bool:
    if not rule.ladder or other.ladder != rule.ladder or other.pk == rule.pk:
        return False
    theirs, own = specificity(other.terms()), specificity(rule.terms())
    return theirs > own or (theirs == own and (other.position, other.pk) < (rule.position, rule.pk))


def _is_for(rule: FeeRule, ref: PartyRef, types: dict[PartyRef, str]) -> bool:
    """A provider is whoever may be one."""
    is_member = ref.kind == "member"
    if rule.payer == (Payer.PARTNER if is_member else Payer.MEMBER):
        return False
    if rule.party_kind == (PartyKind.ORGANISATION if is_member else PartyKind.MEMBER):
        return False
    if rule.organisation_id is not None and (is_member or rule.organisation_id != ref.id):
        return False
    return not rule.member_type or types.get(ref, ORGANISATION) == rule.member_type


def _is_due(rule: FeeRule, taker: Taker, window: Window, month: Month) -> bool:
    """Monthly: after the free months at the start. Yearly: on the day of joining, each year, if it falls in these days."""
    months = (month.first.year - taker.since.year) * 12 + month.first.month - taker.since.month
    if months < rule.grace_months:
        return False
    if rule.interval == Interval.MONTH:
        return True
    return months % 12 == rule.grace_months % 12 and window.holds(anniversary(taker.since, months))


class _Caps:
    """What the year already took, so that the next charge asks no more than what is left."""

    def __init__(self, rule: FeeRule, month: Month) -> None:
        self.household, self.organisation = rule.household_cap_minor, rule.organisation_cap_minor
        self.home_of: dict[int, str] = {}
        self.spent: dict[str, int] = defaultdict(int)
        if self.household is None and self.organisation is None:
            return
        self.home_of = households() if self.household is not None else {}
        year = year_of(month.period.from_at, str(month.zone))
        for party_id, amount in charged_by_party(rule.line_id or rule.pk, *year).items():
            self.spent[self.home(party_id)] += amount

    def home(self, party_id: int) -> str:
        """Who lives at one address is one; who has none, and an organisation, is one alone."""
        return self.home_of.get(party_id, str(party_id))

    def take(self, party: Party, amount: int) -> int:
        """What of the amount may still be asked of this party, counted from then on."""
        cap = self.organisation if party.organisation_id else self.household
        home = self.home(party.pk)
        asked = under_cap(amount, cap, self.spent[home])
        self.spent[home] += asked
        return asked


def _charges(
    rule: FeeRule,
    takers: list[Taker],
    parties: dict[PartyRef, Party],
    window: Window,
    month: Month,
    rest: _Caps,
    trading: set[int] | None,
) -> list[Charge]:
    terms = rule.terms()
    found = []
    for taker in takers:
        party = parties[taker.ref]
        if trading is not None and party.pk not in trading:
            continue
        days = _days_that_count(rule, taker, window)
        amount = rest.take(party, _amount(rule, terms, taker, days, month))
        if amount:
            found.append(_charge(rule, party, taker.ref, amount, days, month))
    return found


def _trading(rule: FeeRule, month: Month) -> set[int] | None:
    """The parties with a paid deal in the month: as provider where providers pay, else on either side. None asks nothing."""
    if not rule.only_with_trade:
        return None
    within = month.period.from_at, month.period.to_at
    sold = traded_within(*within, "provider")
    return sold if rule.payer == Payer.PROVIDER else sold | traded_within(*within, "requester")


def _days_that_count(rule: FeeRule, taker: Taker, window: Window) -> int:
    """By days: those on which they took part. Else all days of the version, once they took part on one."""
    days = days_within(taker.days, window.first, window.end)
    return days if rule.prorate or days == 0 else window.length


def _amount(rule: FeeRule, terms: FeeTerms, taker: Taker, days: int, month: Month) -> int:
    if rule.interval == Interval.YEAR:
        return fee_of_period(terms, taker.users, 1, 1)
    return fee_of_period(terms, taker.users, days, month.length)


def _charge(rule: FeeRule, party: Party, ref: PartyRef, amount: int, days: int, month: Month) -> Charge:
    return Charge(
        party=party,
        rule=rule,
        source_key=f"period:{rule.pk}:{ref}:{month.period.label}",
        text=_("%(fee)s, %(period)s") % {"fee": rule.text, "period": _span_in_words(rule, days, month)},
        amount_minor=amount,
        currency=month.currency,
        vat_mode=rule.vat_mode,
        vat_bp=rule.vat_rate_bp,
        occurred_at=month.period.from_at,
    )


def _span_in_words(rule: FeeRule, days: int, month: Month) -> str:
    if rule.interval == Interval.YEAR:
        return str(month.first.year)
    if days == month.length:
        return month.period.name
    parts = {"month": month.period.name, "days": days, "of": month.length}
    return _("%(month)s (%(days)s of %(of)s days)") % parts
