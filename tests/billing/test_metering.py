"""What members and partners owe for taking part is counted per month: by when they joined, and each of them once."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from billing.actions.closing import period_of
from billing.actions.metering import meter_period
from billing.models import Charge
from communities.models import PartnerColleague
from tests.billing.conftest import World
from tests.billing.factories import PER_MONTH, PER_PERSON, last_month, make_charge, make_model
from tests.factories import make_member

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
    for person in (inside.member, inside.trader):
        make_charge(person, 100, at=OCTOBER, deal_id=person.pk)
    assert [row for row in metered(OCTOBER) if row[1] == 750] == [("Mies Maker", 750)]
    assert [row for row in metered(OCTOBER + timedelta(days=31)) if row[1] == 750] == [("Mies Maker", 750)]


def test_a_fee_per_user_counts_each_colleague_once(inside: World) -> None:
    make_model(inside.community, {"text": "Per gebruiker", "payer": "partner", "basis": "per_user",
                                  "amount_minor": 250, "interval": "month"}, at=last_month())  # fmt: skip
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
