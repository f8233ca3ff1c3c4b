"""A draft on past months says what it would have brought and whom it would have cost more or less, and changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from billing.actions.closing import period_of
from billing.actions.metering import meter_period
from billing.interface import freeze, record_charges, reverse_charges
from billing.models import BillingPeriod, Charge, Party, RevenueModel
from billing.queries import income_by_beneficiary
from billing.simulating import simulate
from tests.billing.conftest import Login, World
from tests.billing.factories import (
    PER_DEAL,
    PER_MONTH,
    SIX_PERCENT,
    facts,
    last_month,
    make_draft,
    make_model,
    make_rated_deal,
    url,
)
from weconomics.tenancy.scope import scope


@pytest.fixture
def traded(world: World) -> World:
    """Last month Mies sold twice to Otto under six percent, one of which came to nothing, and Tim once."""
    make_model(world.community, {**SIX_PERCENT, "floor_minor": None, "cap_minor": None})
    with scope(world.community):
        for number, provider in enumerate((world.member, world.member, world.trader), start=1):
            deal = facts(provider, world.other, 10_000, 0)
            record_charges(
                deal_id=number,
                deal_label="Honing",
                facts=deal,
                frozen=freeze(deal),
                completed_at=last_month(),
            )
        reverse_charges(deal_id=2, at=last_month())
    return world


@pytest.fixture
def inside_traded(traded: World) -> Any:
    with scope(traded.community):
        yield traded


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Charge, Party, BillingPeriod, RevenueModel))


def test_says_who_pays_more_and_who_less(inside_traded: World) -> None:
    draft = make_draft(inside_traded.community, PER_DEAL)
    before = rows()
    found = simulate(draft, months=1, before=timezone.now())
    assert rows() == before
    [month] = found.months
    assert (month.was_minor, month.would_minor, found.deal_count) == (1200, 248, 2)
    assert [(pair.name, pair.was_minor, pair.would_minor) for pair in found.pays_more] == [
        ("Otto Ander", 0, 248)
    ]
    assert {(pair.name, pair.more_minor) for pair in found.pays_less} == {
        ("Mies Maker", -600),
        ("Tim Trader", -600),
    }


def test_what_is_free_runs_out_as_it_would_have(inside_traded: World) -> None:
    draft = make_draft(inside_traded.community, {**PER_DEAL, "free_per_year": 1})
    assert simulate(draft, months=1, before=timezone.now()).total.would_minor == 124


def test_fees_for_taking_part_are_metered_and_taken_back(inside_traded: World) -> None:
    since = last_month() - timedelta(days=80)
    for person in (inside_traded.member, inside_traded.other):
        person.periods.update(from_at=since)
    rule = {**PER_MONTH, "payer": "member", "household_cap_minor": 1000}
    draft = make_draft(inside_traded.community, rule)
    before = rows()
    found = simulate(draft, months=2, before=timezone.now())
    assert rows() == before
    named = {pair.name: pair.would_minor for pair in found.payers.values()}
    assert (named["Mies Maker"], named["Otto Ander"]) == (1000, 1000)
    meter_period(period_of(last_month()))
    assert not Charge.objects.filter(deal_id=None).exists()


def test_the_version_in_force_gives_what_was_charged(inside_traded: World) -> None:
    model = RevenueModel.objects.get()
    found = simulate(model, months=3, before=timezone.now())
    assert [(month.was_minor, month.would_minor) for month in found.months] == [(0, 0), (0, 0), (1200, 1200)]
    assert (found.pays_more, found.pays_less, found.pays_the_same) == ([], [], 2)


def test_without_deals_there_is_nothing_to_compare(inside: World) -> None:
    found = simulate(make_draft(inside.community, PER_DEAL), months=3, before=timezone.now())
    assert (found.total.was_minor, found.total.would_minor, found.deal_count) == (0, 0, 0)


def test_more_deals_take_no_more_queries(inside: World, django_assert_max_num_queries: Any) -> None:
    draft = make_draft(inside.community, {**PER_DEAL, "free_per_year": 1})
    for number in range(9):
        make_rated_deal(inside.member, inside.other, number)
    with django_assert_max_num_queries(25):
        assert simulate(draft, months=1, before=timezone.now()).deal_count == 9


def test_income_is_shared_as_the_rule_says(inside: World) -> None:
    rule = {**SIX_PERCENT, "beneficiaries": [["operator", 7000], ["solidarity", 3000]]}
    make_model(inside.community, rule)
    for number in (1, 2):
        deal = facts(inside.member, inside.other, 10_000, 0)
        record_charges(
            deal_id=number, deal_label="x", facts=deal, frozen=freeze(deal), completed_at=last_month()
        )
    around = last_month() - timedelta(days=1), last_month() + timedelta(days=1)
    assert income_by_beneficiary(*around) == {"operator": 840, "solidarity": 360}
    reverse_charges(deal_id=2, at=last_month())
    assert income_by_beneficiary(*around) == {"operator": 420, "solidarity": 180}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("visitor", 302),
        ("member", 403),
        ("colleague", 403),
        ("neighbour", 302),
        ("treasurer", 200),
        ("leader", 200),
    ],
)
def test_the_page_is_for_who_writes_models(traded: World, login: Login, who: str, status: int) -> None:
    draft = make_draft(traded.community, PER_DEAL)
    client = login(getattr(traded, who)) if who != "visitor" else login(traded.member)
    if who == "visitor":
        client.logout()
    answer = client.get(url(traded, "revenue_model_simulation", draft.public_id), {"months": "1"})
    assert answer.status_code == status
    if status == 200:
        page = answer.content.decode()
        assert "Otto Ander" in page
        assert "€ 12,00" in page.replace("\xa0", " ")
    else:
        assert "Otto Ander" not in answer.content.decode()


def test_a_month_that_is_no_number_is_three(traded: World, login: Login) -> None:
    draft = make_draft(traded.community, PER_DEAL)
    page = login(traded.treasurer).get(
        url(traded, "revenue_model_simulation", draft.public_id), {"months": "x"}
    )
    assert page.status_code == 200
    assert len(page.context["found"].months) == 3
