"""What a deal costs each side is recorded with its confirmation, once, and taken back exactly."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from billing.interface import DealFacts, FeeLine, freeze, quote, quote_frozen, record_charges, reverse_charges
from billing.models import Charge
from marketplace.actions import deals
from marketplace.actions.deals import doing
from marketplace.models import Deal
from tests.api.rows import make_deal, make_listing
from tests.billing.conftest import World
from tests.billing.factories import PER_DEAL, SIX_PERCENT, facts, last_month, make_charge, make_model, ref_of
from tests.factories import actor_of

SPLIT = {"text": "Samen", "payer": "split", "basis": "per_transaction", "amount_minor": 101, "split_bp": 4000}


def confirm(facts_: DealFacts, frozen: dict[str, Any], deal_id: int = 1, at: datetime | None = None) -> None:
    record_charges(
        deal_id=deal_id, deal_label="Honing", facts=facts_, frozen=frozen, completed_at=at or last_month()
    )


def charged() -> list[tuple[str, int, str]]:
    rows = Charge.objects.order_by("id").values_list("party__name", "amount_minor", "source_key")
    return [(name, amount, key.rsplit(":", 1)[-1]) for name, amount, key in rows]


def test_each_side_sees_before_what_the_other_pays(inside: World) -> None:
    model = make_model(inside.community, SIX_PERCENT, PER_DEAL, SPLIT)
    shown = quote(facts(inside.member, inside.other))
    assert [(line.payer, line.net_minor, line.vat_minor, line.total_minor) for line in shown.lines] == [
        ("provider", 264, 55, 319),
        ("requester", 124, 26, 150),
        ("provider", 61, 13, 74),
        ("requester", 40, 8, 48),
    ]
    assert isinstance(shown.lines[0], FeeLine)
    assert (shown.requester_pays_minor, shown.provider_receives_minor) == (4800 + 198, 4800 - 393)
    assert (shown.requester_fees_minor, shown.provider_fees_minor) == (198, 393)
    assert (shown.model_number, shown.decision_number) == (model.number, model.decision_number)


def test_without_a_decided_model_nobody_pays(inside: World) -> None:
    shown = quote(facts(inside.member, inside.other))
    assert (shown.lines, shown.requester_pays_minor, shown.provider_receives_minor) == ((), 4800, 4800)
    assert shown.model_number is None
    confirm(facts(inside.member, inside.other), freeze(facts(inside.member, inside.other)))
    assert not Charge.objects.exists()


def test_confirming_records_a_charge_for_each_side(inside: World) -> None:
    make_model(inside.community, SIX_PERCENT, PER_DEAL)
    deal = facts(inside.member, inside.other)
    confirm(deal, freeze(deal))
    assert charged() == [("Mies Maker", 264, "provider"), ("Otto Ander", 150, "requester")]
    charge = Charge.objects.get(party__name="Mies Maker")
    assert (charge.text, charge.currency) == ("Deel van de prijs: Honing", "EUR")
    assert (charge.vat_mode, charge.vat_bp, charge.occurred_at) == ("excl", 2100, last_month())


def test_a_repeated_confirmation_records_nothing_new(inside: World) -> None:
    make_model(inside.community, SIX_PERCENT, {**PER_DEAL, "free_per_year": 1})
    deal = facts(inside.member, inside.other)
    frozen = freeze(deal)
    confirm(deal, frozen)
    before = list(Charge.objects.values_list("pk", "amount_minor"))
    confirm(deal, frozen)
    assert list(Charge.objects.values_list("pk", "amount_minor")) == before


def test_a_partner_pays_as_organisation(inside: World) -> None:
    make_model(inside.community, SIX_PERCENT)
    deal = facts(inside.partner, inside.member)
    confirm(deal, freeze(deal))
    assert Charge.objects.get().party.ref == ref_of(inside.partner)


def test_the_first_ones_of_the_year_are_free_and_stand_there(inside: World) -> None:
    make_model(inside.community, {**PER_DEAL, "free_per_year": 2})
    deal = facts(inside.member, inside.other)
    frozen = freeze(deal)
    for number in (1, 2, 3):
        shown = quote_frozen(deal, frozen)
        confirm(deal, frozen, deal_id=number)
        assert shown.lines[0].is_free == (number < 3)
    assert [amount for _name, amount, _side in charged()] == [0, 0, 150]
    assert (
        Charge.objects.get(deal_id=1).text != Charge.objects.get(deal_id=3).text
    )  # it says why it is nothing


def test_a_new_year_brings_new_free_ones(inside: World) -> None:
    make_model(inside.community, {**PER_DEAL, "free_per_year": 1})
    deal = facts(inside.member, inside.other)
    frozen = freeze(deal)
    confirm(deal, frozen, 1, last_month() - timedelta(days=366))
    confirm(deal, frozen, 2, last_month())
    assert [amount for _name, amount, _side in charged()] == [0, 0]


def test_a_taken_back_deal_gives_its_free_one_back(inside: World) -> None:
    make_model(inside.community, {**PER_DEAL, "free_per_year": 1})
    deal = facts(inside.member, inside.other)
    confirm(deal, freeze(deal), 1)
    reverse_charges(deal_id=1, at=last_month())
    confirm(deal, freeze(deal), 2)
    assert Charge.objects.get(deal_id=2).amount_minor == 0


def test_taking_back_is_the_exact_opposite_once(inside: World) -> None:
    make_model(inside.community, SIX_PERCENT, PER_DEAL)
    deal = facts(inside.member, inside.other)
    confirm(deal, freeze(deal), 1)
    confirm(deal, freeze(deal), 2)
    for _twice in range(2):
        reverse_charges(deal_id=1, at=last_month())
    own = Charge.objects.filter(deal_id=1)
    assert own.count() == 4
    for charge in own.filter(reverses=None):
        opposite = charge.reversals.get()
        assert opposite.amount_minor == -charge.amount_minor
        same = ("party_id", "rule_id", "currency", "vat_mode", "vat_bp", "deal_id")
        assert [getattr(opposite, name) for name in same] == [getattr(charge, name) for name in same]
    assert Charge.objects.filter(deal_id=2, reversals=None).count() == 2


def test_the_longest_words_can_be_taken_back(inside: World) -> None:
    make_charge(inside.member, text="x" * 300, deal_id=5)
    reverse_charges(deal_id=5, at=last_month())
    assert len(Charge.objects.get(reverses__isnull=False).text) == 300


def test_a_charge_is_never_changed_or_removed(inside: World) -> None:
    charge = make_charge(inside.member)
    for write in (
        lambda: Charge.objects.filter(pk=charge.pk).update(amount_minor=1),
        lambda: Charge.objects.filter(pk=charge.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_below_zero_only_takes_back(inside: World) -> None:
    with pytest.raises(IntegrityError, match="charge_negative_only_as_reversal"), transaction.atomic():
        make_charge(inside.member, -1)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": -999},
        {"amount_minor": -1001},
        {"vat_bp": 900},
        {"vat_mode": "incl"},
        {"currency": "USD"},
        {"party": "other"},
    ],
)
def test_the_database_takes_back_only_the_exact_opposite(inside: World, changes: dict[str, Any]) -> None:
    charge = make_charge(inside.member, 1000)
    plain = {
        "party": charge.party, "rule": charge.rule, "text": "Terug", "currency": "EUR", "vat_mode": "excl",
        "vat_bp": 2100, "amount_minor": -1000, "occurred_at": last_month(), "reverses": charge,
    }  # fmt: skip
    if "party" in changes:
        changes = {"party": make_charge(inside.other).party}
    with pytest.raises(IntegrityError, match="exact opposite"), transaction.atomic():
        Charge.objects.create(source_key="terug", **{**plain, **changes})
    back = Charge.objects.create(source_key="terug", **plain)
    again = {**plain, "reverses": back, "amount_minor": 1000}
    with pytest.raises(IntegrityError, match="exact opposite"), transaction.atomic():
        Charge.objects.create(source_key="heen", **again)


@pytest.fixture
def delivered(inside: World) -> Deal:
    """A delivered deal of € 25,00 between two members, with the rules of its day in it."""
    make_model(inside.community, {**SIX_PERCENT, "floor_minor": None}, PER_DEAL)
    deal = make_deal(make_listing(inside.community, inside.member), inside.other, state="delivered")
    deal.frozen_fees = freeze(facts(inside.member, inside.other))
    deal.save(update_fields=["frozen_fees"])
    return deal


def test_the_requester_who_confirms_makes_both_pay(inside: World, delivered: Deal) -> None:
    deals.confirm_deal(deal=delivered, by=actor_of(inside.other))
    deals.confirm_deal(deal=delivered, by=actor_of(inside.other))
    assert charged() == [("Mies Maker", 124, "provider"), ("Otto Ander", 150, "requester")]
    assert set(Charge.objects.values_list("deal_id", flat=True)) == {delivered.pk}


def test_what_cannot_be_charged_is_not_confirmed(
    inside: World, delivered: Deal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: either the deal is confirmed and both owe, or neither."""

    def fail(**_facts: Any) -> None:
        record_charges(**_facts)
        raise RuntimeError("the power went out")

    monkeypatch.setattr(doing, "record_charges", fail)
    with pytest.raises(RuntimeError):
        deals.confirm_deal(deal=delivered, by=actor_of(inside.other))
    delivered.refresh_from_db()
    assert delivered.state == "delivered"
    assert not Charge.objects.exists()
