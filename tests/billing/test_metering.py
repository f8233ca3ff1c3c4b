"""What members and partners owe for taking part is counted per month: by when they joined, and each of them once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.actions.closing import period_of
from billing.actions.metering import meter_period
from billing.interface import reverse_charges
from billing.models import Charge
from communities.models import Membership, PartnerColleague
from tests.billing.conftest import World
from tests.billing.factories import (
    PER_MONTH,
    PER_PERSON,
    last_month,
    make_draft,
    make_model,
    make_rated_deal,
    put_in_force,
)
from tests.factories import make_member

PER_COLLEAGUE = {"text": "Per gebruiker", "payer": "partner", "basis": "per_user", "amount_minor": 250,
                 "interval": "month"}  # fmt: skip
OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)


def metered(moment: datetime) -> list[tuple[str, int]]:
    meter_period(period_of(moment))
    return list(Charge.objects.order_by("party__name", "id").values_list("party__name", "amount_minor"))


def test_members_pay_for_the_month_they_take_part(inside: World) -> None:
    make_model(inside.community, {**PER_MONTH, "payer": "member"}, at=OCTOBER - timedelta(days=60))
    community = inside.community
    for person in (
        inside.leader,
        inside.treasurer,
        inside.member,
        inside.other,
        inside.colleague,
        inside.trader,
    ):
        person.periods.update(from_at=OCTOBER + timedelta(days=60))  # not yet here
    stayed = make_member(community, name="Bep Bleef", joined_at=OCTOBER - timedelta(days=90))
    left = make_member(community, name="Gea Ging", joined_at=OCTOBER - timedelta(days=90))
    left.periods.update(to_at=OCTOBER - timedelta(days=20))
    make_member(community, name="Kees Kwam", joined_at=OCTOBER)
    assert metered(OCTOBER) == [(stayed.display_name, 750), ("Kees Kwam", 750)]
    assert metered(OCTOBER) == [(stayed.display_name, 750), ("Kees Kwam", 750)]


def test_the_yearly_fee_comes_in_the_month_of_joining(inside: World) -> None:
    make_model(inside.community, PER_PERSON, at=datetime(2025, 1, 1, tzinfo=UTC))
    inside.member.periods.update(from_at=datetime(2025, 10, 31, 22, 59, tzinfo=UTC))  # October, there
    inside.other.periods.update(from_at=datetime(2025, 10, 31, 23, 1, tzinfo=UTC))  # November, there
    for person in (inside.leader, inside.treasurer, inside.colleague, inside.trader):
        person.periods.update(from_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert metered(OCTOBER) == [("Mies Maker", 2400)]
    charge = Charge.objects.get()
    assert charge.text == "Lidmaatschap, 2026"
    assert metered(OCTOBER + timedelta(days=31)) == [("Mies Maker", 2400), ("Otto Ander", 2400)]


def test_a_household_pays_no_more_than_its_cap(inside: World) -> None:
    make_model(
        inside.community, {**PER_PERSON, "household_cap_minor": 3600}, at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    people = [inside.member, inside.other, inside.trader, inside.leader]
    for person in people:
        person.periods.update(from_at=datetime(2025, 10, 3, tzinfo=UTC))
        street = "Berkelkade 4" if person != inside.leader else "Berkelkade 6"
        type(person).objects.filter(pk=person.pk).update(street=street, postcode="7201 JE")
    for person in (inside.treasurer, inside.colleague):
        person.periods.update(from_at=datetime(2027, 1, 1, tzinfo=UTC))
    found = dict(metered(OCTOBER))
    assert found.pop("Dina Domein") == 2400
    assert sorted(found.values()) == [1200, 2400]  # the third owes nothing more


def test_only_in_months_with_a_deal_and_after_the_free_ones(inside: World) -> None:
    make_model(inside.community, {**PER_MONTH, "only_with_trade": True, "grace_months": 3},
               at=datetime(2025, 1, 1, tzinfo=UTC))  # fmt: skip
    for person in (inside.leader, inside.treasurer, inside.colleague, inside.other):
        person.periods.update(from_at=datetime(2027, 1, 1, tzinfo=UTC))
    inside.member.periods.update(from_at=datetime(2026, 7, 20, tzinfo=UTC))
    inside.trader.periods.update(from_at=datetime(2026, 8, 20, tzinfo=UTC))
    for number, person in enumerate((inside.member, inside.trader)):
        make_rated_deal(person, inside.other, number, at=OCTOBER)
    assert [row for row in metered(OCTOBER) if row[1] == 750] == [("Mies Maker", 750)]
    assert [row for row in metered(OCTOBER + timedelta(days=31)) if row[1] == 750] == [("Mies Maker", 750)]


def test_a_fee_per_user_counts_each_colleague_once(inside: World) -> None:
    make_model(inside.community, PER_COLLEAGUE, at=last_month() - timedelta(days=60))
    for member in (inside.member, inside.other):
        PartnerColleague.objects.create(organisation=inside.partner, membership=member, role="trader")
    inside.partner.partnerships.update(active_at=last_month() - timedelta(days=60))
    PartnerColleague.objects.update(added_at=last_month() - timedelta(days=60))
    twice = PartnerColleague.objects.get(membership=inside.other)
    PartnerColleague.objects.filter(pk=twice.pk).update(removed_at=last_month())
    PartnerColleague.objects.create(organisation=inside.partner, membership=inside.other, role="finance")
    PartnerColleague.objects.filter(removed_at=None).update(added_at=last_month())
    assert metered(last_month()) == [("Bakkerij Korst", 750)]


def test_without_a_model_at_the_end_of_the_month_nobody_is_counted(inside: World) -> None:
    make_model(inside.community, {**PER_MONTH, "payer": "member"}, at=timezone.now())
    assert metered(last_month()) == []


def only(world: World, *present: Any, since: datetime = OCTOBER - timedelta(days=400)) -> None:
    """These take part since then, the others not yet."""
    for name in ("leader", "treasurer", "member", "other", "colleague", "trader"):
        person = getattr(world, name)
        person.periods.update(from_at=since if person in present else OCTOBER + timedelta(days=90))
    world.partner.partnerships.all().update(active_at=OCTOBER + timedelta(days=90))


def test_a_fee_starts_with_the_version_not_before_it(inside: World) -> None:
    """Decided on the 15th: seventeen of the thirty-one days of October."""
    make_model(
        inside.community,
        {**PER_MONTH, "payer": "member", "amount_minor": 3100},
        at=OCTOBER + timedelta(days=1),
    )
    only(inside, inside.member)
    assert metered(OCTOBER) == [("Mies Maker", 1700)]
    assert "17" in Charge.objects.get().text
    assert metered(OCTOBER + timedelta(days=31)) == [("Mies Maker", 1700), ("Mies Maker", 3100)]


def test_two_versions_in_one_month_share_its_days(inside: World) -> None:
    rule = {**PER_MONTH, "payer": "member", "amount_minor": 3100}
    make_model(inside.community, rule, at=OCTOBER - timedelta(days=90))
    put_in_force(make_draft(inside.community, {**rule, "amount_minor": 6200}), OCTOBER + timedelta(days=1))
    only(inside, inside.member)
    assert metered(OCTOBER) == [("Mies Maker", 1400), ("Mies Maker", 3400)]
    assert metered(OCTOBER) == [("Mies Maker", 1400), ("Mies Maker", 3400)]


def test_by_days_only_those_count_on_which_somebody_took_part(inside: World) -> None:
    """From the 14th, back after a pause: their days are added before the one rounding."""
    rule = {**PER_MONTH, "payer": "member", "amount_minor": 3100, "prorate": True}
    make_model(inside.community, rule, at=OCTOBER - timedelta(days=90))
    only(inside, inside.member, since=OCTOBER)
    inside.member.periods.update(to_at=OCTOBER + timedelta(days=2))  # 14, 15 and 16 October
    inside.member.periods.create(from_at=OCTOBER + timedelta(days=10))  # and from the 24th
    assert metered(OCTOBER) == [("Mies Maker", 1100)]


def test_a_monthly_fee_with_a_deal_needs_no_fee_per_deal(inside: World) -> None:
    make_model(inside.community, {**PER_MONTH, "only_with_trade": True}, at=OCTOBER - timedelta(days=90))
    only(inside, inside.member, inside.other, inside.trader)
    make_rated_deal(inside.member, inside.other, at=OCTOBER)
    make_rated_deal(inside.trader, inside.other, 77, at=OCTOBER)
    make_rated_deal(inside.other, inside.member, at=OCTOBER, exchange_type="barter", price_minor=0)
    reverse_charges(deal_id=77, at=OCTOBER + timedelta(days=1))
    assert metered(OCTOBER) == [("Mies Maker", 750)]


def test_a_cap_of_the_year_goes_on_through_versions(inside: World) -> None:
    rule = {**PER_MONTH, "payer": "member", "household_cap_minor": 2000}
    make_model(inside.community, rule, at=datetime(2026, 1, 1, tzinfo=UTC))
    put_in_force(make_draft(inside.community, rule), datetime(2026, 8, 31, 22, tzinfo=UTC))
    only(inside, inside.member)
    for month in (7, 8, 9, 10):
        metered(datetime(2026, month, 14, tzinfo=UTC))
    assert list(Charge.objects.order_by("occurred_at").values_list("amount_minor", flat=True)) == [
        750,
        750,
        500,
    ]


def test_an_organisation_pays_no_more_than_its_cap(inside: World) -> None:
    rule = {"text": "Partner", "payer": "partner", "basis": "per_period", "amount_minor": 2000,
            "organisation_cap_minor": 3000}  # fmt: skip
    make_model(inside.community, rule, at=OCTOBER - timedelta(days=200))
    inside.partner.partnerships.update(active_at=OCTOBER - timedelta(days=200))
    metered(OCTOBER - timedelta(days=31))
    assert metered(OCTOBER) == [("Bakkerij Korst", 2000), ("Bakkerij Korst", 1000)]


def test_of_a_ladder_the_rule_for_who_it_is_counts(inside: World) -> None:
    general = {**PER_MONTH, "payer": "member", "ladder": "lid"}
    make_model(
        inside.community,
        {**general, "text": "Handelaar", "amount_minor": 1500, "member_type": "trader"},
        general,
        at=OCTOBER - timedelta(days=90),
    )
    only(inside, inside.member, inside.other)
    Membership.objects.filter(pk=inside.other.pk).update(trader_status="trader", kvk="12345678")
    assert metered(OCTOBER) == [("Mies Maker", 750), ("Otto Ander", 1500)]


def test_users_are_those_of_the_month(inside: World) -> None:
    make_model(inside.community, PER_COLLEAGUE, at=OCTOBER - timedelta(days=200))
    inside.partner.partnerships.update(active_at=OCTOBER - timedelta(days=200))
    PartnerColleague.objects.update(added_at=OCTOBER - timedelta(days=200))
    gone = PartnerColleague.objects.create(
        organisation=inside.partner, membership=inside.other, role="trader"
    )
    PartnerColleague.objects.filter(pk=gone.pk).update(
        added_at=OCTOBER - timedelta(days=200), removed_at=OCTOBER - timedelta(days=60)
    )
    assert metered(OCTOBER) == [("Bakkerij Korst", 250)]


def test_more_people_take_no_more_queries(inside: World) -> None:
    """Each batch costs the same few, however many are in it."""
    rule = {**PER_MONTH, "payer": "member", "household_cap_minor": 9000, "only_with_trade": False}
    make_model(inside.community, rule, at=OCTOBER - timedelta(days=200))
    only(inside, inside.member)
    counts = []
    for more in (0, 12):
        for number in range(more):
            make_member(inside.community, name=f"Lid {number}", joined_at=OCTOBER - timedelta(days=90))
        moment = OCTOBER + timedelta(days=31 * len(counts))
        period = period_of(moment)
        with CaptureQueriesContext(connection) as asked:
            meter_period(period)
        counts.append(len(asked))
    assert Charge.objects.count() == 14
    assert counts[0] <= 20
    assert counts[1] - counts[0] <= 2  # the rows of who is new, and their names
