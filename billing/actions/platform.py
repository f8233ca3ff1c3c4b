"""What the network leader bills the community for the software: once a month, with numbers that run on over all of them."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.enums import VatCategory
from billing.errors import NoOperator
from billing.models import (
    PlatformInvoice,
    PlatformIssuer,
    PlatformNumber,
    PlatformSeries,
    PlatformSubscription,
)
from billing.months import label_of, month_of, name_of, next_month
from billing.tax_rates import rates_on
from communities.interface import operator
from weconomics.money import share
from weconomics.tenancy.community import community_in_scope

DAYS_TO_PAY = 30
LONGEST_BACK = timedelta(days=730)


def subscription_on(day: date) -> PlatformSubscription | None:
    """What the community pays from this day on, or None while it pays nothing."""
    begun = PlatformSubscription.objects.filter(starts_on__lte=day)
    return begun.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day)).first()


def months_due(at: datetime) -> list[datetime]:
    """The months that are over, since the first subscription and at most two years back, that were not billed yet."""
    first = PlatformSubscription.objects.order_by("starts_on").first()
    if first is None:
        return []
    zone = community_in_scope().time_zone
    billed = set(PlatformInvoice.objects.values_list("month", flat=True))
    month, _end = month_of(max(_midnight(first.starts_on, zone), at - LONGEST_BACK), zone)
    months = []
    while next_month(month) <= at:
        months.append(month)
        month = next_month(month)
    return [month for month in months if label_of(month) not in billed]


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


@transaction.atomic
def issue_platform_invoice(*, month: datetime, at: datetime) -> PlatformInvoice | None:
    """The invoice for the month that starts at this instant, made once however often it is asked.

    None where nothing is due: no subscription, an issuer that is not filled in, or a network leader that is itself the
    operator here. Raises NoOperator.
    """
    community, label = community_in_scope(), label_of(month)
    subscription = subscription_on(month.date())
    issuer = PlatformIssuer.objects.filter(network_leader_id=community.network_leader_id).first()
    payer = operator()
    if subscription is None or issuer is None or not subscription.monthly_minor:
        return None
    if payer is None:
        raise NoOperator
    if payer.kvk == issuer.kvk:
        return None
    series = _lock_series(community.network_leader_id, at)
    # Asked under the lock: who came at the same moment has made it by now.
    found = PlatformInvoice.objects.filter(month=label, platform_number__network_leader=issuer.network_leader)
    return found.first() or _write(series, issuer, asdict(payer), subscription, month, at)


def _lock_series(network_leader_id: int, at: datetime) -> PlatformSeries:
    """The UPDATE holds the row until the transaction ends, over all communities of the leader: no gap and no number twice."""
    code = f"P{at.astimezone(ZoneInfo(community_in_scope().time_zone)).year}"
    own: dict[str, Any] = {"network_leader_id": network_leader_id, "code": code}
    PlatformSeries.objects.get_or_create(**own)
    PlatformSeries.objects.filter(**own).update(last=F("last"))
    return PlatformSeries.objects.get(**own)


def _write(
    series: PlatformSeries,
    issuer: PlatformIssuer,
    payer: dict[str, Any],
    subscription: PlatformSubscription,
    month: datetime,
    at: datetime,
) -> PlatformInvoice:
    community, label = community_in_scope(), label_of(month)
    series.last += 1
    series.save(update_fields=["last"])
    number = PlatformNumber.objects.create(
        series=series, number=series.last, network_leader_id=series.network_leader_id, community=community,
        month=label,
    )  # fmt: skip
    today = at.astimezone(ZoneInfo(community.time_zone)).date()
    with override(community.default_language):
        return PlatformInvoice.objects.create(
            platform_number=number, label=f"{series.code}-{series.last:04d}", month=label, starts_on=month.date(),
            ends_on=next_month(month).date() - timedelta(days=1), currency=subscription.currency,
            text=_("Software and support, %(month)s") % {"month": name_of(label)}, issued_at=at, issued_on=today,
            due_on=today + timedelta(days=DAYS_TO_PAY), language=community.default_language,
            issuer=_frozen(issuer), payer=payer, **_amounts(issuer, subscription.monthly_minor, month.date()),
        )  # fmt: skip


def _amounts(issuer: PlatformIssuer, net_minor: int, supplied_on: date) -> dict[str, Any]:
    """At the highest rate of the day, unless the network leader charges no VAT itself."""
    mentions = {
        "kor": _("Exempt from VAT under the small-business scheme (art. 25 Wet OB)."),
        "exempt": _("Exempt from VAT."),
    }
    mention = mentions.get(issuer.vat_status, "")
    rate = rates_on(supplied_on, issuer.country).first()
    vat_bp = 0 if mention or rate is None else rate.rate_bp
    vat = share(net_minor, vat_bp)
    return {
        "category": VatCategory.EXEMPT if mention else VatCategory.STANDARD,
        "vat_bp": vat_bp,
        "net_minor": net_minor,
        "vat_minor": vat,
        "gross_minor": net_minor + vat,
        "mention": mention,
    }


def _frozen(issuer: PlatformIssuer) -> dict[str, Any]:
    names = (
        "legal_name", "kvk", "vat_id", "vat_status", "iban", "street", "postcode", "city", "country", "email",
    )  # fmt: skip
    return {name: getattr(issuer, name) for name in names}
