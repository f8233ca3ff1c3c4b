"""A revenue model's life: written as a draft, put in force by a decision and by nothing else, then never changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from billing.actions.revenue_models import (
    EFFECT,
    activate_revenue_model,
    change_revenue_model,
    discard_revenue_model,
    draft_revenue_model,
)
from billing.enums import ModelState
from billing.errors import FeeRuleInvalid, ModelHasNoName, ModelIsProposed, ModelNotDraft
from billing.interface import freeze, quote, quote_frozen
from billing.models import FeeRule, RevenueModel
from billing.queries import model_at
from governance.actions.decisions import adopt_proposal
from governance.errors import EffectChanged
from governance.models import Decision
from tests.billing.conftest import World
from tests.billing.factories import (
    PER_DEAL,
    PER_MONTH,
    SIX_PERCENT,
    facts,
    make_draft,
    make_model,
    put_in_force,
)
from tests.factories import actor_of
from tests.governance.factories import make_everybody_agree, make_open_proposal
from weconomics.errors import NotAllowed
from weconomics.registry import effects
from weconomics.registry.effects import DecisionRef

RULE = {**SIX_PERCENT}


def test_drafts_are_numbered_and_cost_nobody_anything(inside: World) -> None:
    first, second = make_draft(inside.community, PER_DEAL), make_draft(inside.community)
    assert (first.number, second.number) == (1, 2)
    assert {first.state, second.state} == {ModelState.DRAFT}
    assert quote(facts(inside.member, inside.other)).lines == ()


def test_a_draft_changes_as_a_whole(inside: World) -> None:
    draft = make_draft(inside.community, PER_DEAL)
    by = actor_of(inside.treasurer)
    change_revenue_model(model=draft, name=" Anders ", explanation="", fee_rules=[RULE, PER_MONTH], by=by)
    draft.refresh_from_db()
    assert draft.name == "Anders"
    assert [rule.text for rule in draft.rules.all()] == ["Deel van de prijs", "Maandbedrag"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payer": "member"}, "payer"),
        ({"basis": "per_period", "payer": "requester", "amount_minor": 5}, "payer"),
        ({"basis": "per_user", "payer": "split", "amount_minor": 5}, "payer"),
        ({"rate_bp": 0}, "rate_bp"),
        ({"rate_bp": -500}, "rate_bp"),
        ({"rate_bp": 10_001}, "rate_bp"),
        ({"basis": "per_transaction"}, "amount_minor"),
        ({"basis": "per_transaction", "amount_minor": -1}, "amount_minor"),
        ({"floor_minor": -1}, "floor_minor"),
        ({"cap_minor": -1, "floor_minor": None}, "cap_minor"),
        ({"floor_minor": 1501}, "floor_minor"),
        ({"household_cap_minor": -1}, "household_cap_minor"),
        ({"payer": "split", "split_bp": 10_001}, "split_bp"),
        ({"payer": "split", "split_bp": -1}, "split_bp"),
        ({"exchange_types": ["gift"]}, None),
    ],
)
def test_refuses_what_does_not_add_up(inside: World, changes: dict[str, Any], field: str | None) -> None:
    by = actor_of(inside.treasurer)
    with pytest.raises(FeeRuleInvalid) as refused:
        draft_revenue_model(name="Zo", explanation="", fee_rules=[PER_DEAL, {**RULE, **changes}], by=by)
    assert refused.value.data == {"position": 1, **({"field": field} if field else {})}
    assert not RevenueModel.objects.exists()


def test_a_model_needs_a_name(inside: World) -> None:
    with pytest.raises(ModelHasNoName):
        draft_revenue_model(name="  ", explanation="", fee_rules=[], by=actor_of(inside.treasurer))


@pytest.mark.parametrize("who", ["visitor", "member", "colleague", "neighbour"])
def test_others_do_not_write_models(inside: World, who: str) -> None:
    draft, by = make_draft(inside.community, PER_DEAL), inside.actor(who)
    for verb in (
        lambda: draft_revenue_model(name="Mijn", explanation="", fee_rules=[], by=by),
        lambda: change_revenue_model(model=draft, name="Mijn", explanation="", fee_rules=[], by=by),
        lambda: discard_revenue_model(model=draft, by=by),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert list(RevenueModel.objects.values_list("name", flat=True)) == ["Samen betalen"]


def test_a_decision_puts_it_in_force(inside: World) -> None:
    """The whole way: draft, proposal, consent of all, and the effect in the same transaction as the decision."""
    people = [inside.member, inside.other, inside.treasurer]
    draft = make_draft(inside.community, PER_DEAL)
    proposal = make_open_proposal(inside.community, people, effect_kind=EFFECT, effect_id=draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.decision_number) == (ModelState.DRAFT, "")
    make_everybody_agree(proposal)
    decision = adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    draft.refresh_from_db()
    assert (draft.state, draft.decision_number) == (ModelState.ACTIVE, decision.number)
    assert draft.active_from == decision.decided_at


def test_what_changed_after_people_were_asked_is_not_adopted_unseen(inside: World) -> None:
    people = [inside.member, inside.other, inside.treasurer]
    draft = make_draft(inside.community, PER_DEAL)
    proposal = make_open_proposal(inside.community, people, effect_kind=EFFECT, effect_id=draft.pk)
    make_everybody_agree(proposal)
    dearer = {**PER_DEAL, "amount_minor": 250}
    by = actor_of(inside.treasurer)
    change_revenue_model(
        model=draft, name=draft.name, explanation=draft.explanation, fee_rules=[dearer], by=by
    )
    with pytest.raises(EffectChanged):
        adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    draft.refresh_from_db()
    assert draft.state == ModelState.DRAFT
    assert not Decision.objects.exists()


def test_the_fingerprint_follows_every_word_and_rule(inside: World) -> None:
    draft, by = make_draft(inside.community, PER_DEAL, SIX_PERCENT), actor_of(inside.treasurer)
    fingerprint = effects.get(EFFECT).fingerprint
    assert fingerprint is not None
    said = {"name": draft.name, "explanation": draft.explanation, "fee_rules": [PER_DEAL, SIX_PERCENT]}
    before = fingerprint(draft.pk)
    change_revenue_model(model=draft, **said, by=by)
    assert fingerprint(draft.pk) == before  # saved again, as it was
    seen = {before}
    for change in (
        {"name": "Anders"},
        {"explanation": "Anders."},
        {"fee_rules": [PER_DEAL]},
        {"fee_rules": [SIX_PERCENT, PER_DEAL]},
        {"fee_rules": [PER_DEAL, {**SIX_PERCENT, "cap_minor": 1501}]},
        {"fee_rules": [PER_DEAL, {**SIX_PERCENT, "exchange_types": ["paid", "loan"]}]},
    ):
        change_revenue_model(model=draft, **{**said, **change}, by=by)
        seen.add(fingerprint(draft.pk))
    assert len(seen) == 7


def test_a_draft_that_is_decided_on_is_not_thrown_away(inside: World) -> None:
    draft = make_draft(inside.community, PER_DEAL)
    people = [inside.member, inside.other, inside.treasurer]
    make_open_proposal(inside.community, people, effect_kind=EFFECT, effect_id=draft.pk)
    with pytest.raises(ModelIsProposed):
        discard_revenue_model(model=draft, by=actor_of(inside.treasurer))
    assert RevenueModel.objects.filter(pk=draft.pk).exists()


def test_a_draft_nobody_decides_on_is_thrown_away(inside: World) -> None:
    draft = make_draft(inside.community, PER_DEAL)
    discard_revenue_model(model=draft, by=actor_of(inside.leader))
    assert not RevenueModel.objects.exists()
    assert not FeeRule.objects.exists()
    assert make_draft(inside.community, PER_DEAL).number == 2  # version 1 was another one


def test_the_next_one_replaces_it_at_the_moment_of_the_decision(inside: World) -> None:
    now = timezone.now()
    first = make_model(inside.community, PER_DEAL, at=now - timedelta(days=10))
    second = put_in_force(make_draft(inside.community, RULE), now)
    first.refresh_from_db()
    assert (first.state, first.active_to) == (ModelState.SUPERSEDED, now)
    assert second.state == ModelState.ACTIVE
    assert model_at(now - timedelta(microseconds=1)) == first
    assert model_at(now) == second
    assert model_at(now - timedelta(days=11)) is None


def test_a_later_decision_with_an_earlier_moment_still_replaces(inside: World) -> None:
    """Two decide at once: each takes its moment, and then waits for its number."""
    now = timezone.now()
    first = make_model(inside.community, PER_DEAL, at=now)
    second = put_in_force(make_draft(inside.community, RULE), now - timedelta(seconds=1))
    first.refresh_from_db()
    assert (first.state, first.active_from, first.active_to) == (ModelState.SUPERSEDED, now, now)
    assert (second.state, second.active_from) == (ModelState.ACTIVE, now)
    assert model_at(now) == second


def test_each_deal_keeps_the_rules_it_was_agreed_under(inside: World) -> None:
    """The instant of the decision belongs to the new version."""
    turn = datetime(2026, 10, 15, 22, tzinfo=UTC)
    old = make_model(
        inside.community, {**RULE, "rate_bp": 500, "floor_minor": None}, at=turn - timedelta(days=9)
    )
    deal = facts(inside.member, inside.other, 10_000, 0)
    frozen = freeze(deal)
    new = put_in_force(make_draft(inside.community, {**RULE, "rate_bp": 750, "floor_minor": None}), turn)
    assert [line.net_minor for line in quote_frozen(deal, frozen).lines] == [500]
    assert [line.net_minor for line in quote(deal).lines] == [750]
    assert quote_frozen(deal, frozen).model_number == old.number
    assert [model_at(moment) for moment in (turn - timedelta(seconds=1), turn)] == [old, new]


def test_the_effect_is_made_once_and_only_from_a_draft(inside: World) -> None:
    model = make_model(inside.community, PER_DEAL)
    again = DecisionRef(1, model.decision_number, timezone.now(), "Nog eens")
    activate_revenue_model(model.pk, again)
    with pytest.raises(ModelNotDraft):
        activate_revenue_model(model.pk, DecisionRef(2, "B-2026-999", timezone.now(), "Anders"))
    assert RevenueModel.objects.get().active_from == model.active_from


def test_what_was_decided_is_not_written_in_by_verbs(inside: World) -> None:
    model, by = make_model(inside.community, PER_DEAL), actor_of(inside.treasurer)
    with pytest.raises(ModelNotDraft):
        change_revenue_model(model=model, name="Anders", explanation="", fee_rules=[], by=by)
    with pytest.raises(ModelNotDraft):
        discard_revenue_model(model=model, by=by)
    assert model.rules.count() == 1


def refused_by_the_database(write: Any, name: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        write()
    assert name in str(refused.value) or name == refused.value.__cause__.diag.constraint_name


def test_the_database_keeps_what_was_decided(inside: World) -> None:
    """Not even a statement straight to the tables changes, adds, moves or removes a rule that is in force."""
    model, draft = make_model(inside.community, PER_DEAL), make_draft(inside.community, RULE)
    decided, own = RevenueModel.objects.filter(pk=model.pk), FeeRule.objects.filter(revenue_model=model)
    loose = FeeRule.objects.filter(revenue_model=draft)
    changes: list[Callable[[], Any]] = [
        lambda: decided.update(name="Anders"),
        lambda: decided.update(active_from=timezone.now()),
        lambda: decided.update(state="draft"),
        lambda: decided.update(decision_number="B-2026-999"),
    ]
    for write in changes:
        refused_by_the_database(write, "revenue_model_stays")
    writes: list[Callable[[], Any]] = [
        lambda: own.update(amount_minor=1),
        lambda: own.delete(),
        lambda: own.update(revenue_model=draft),
        lambda: loose.update(revenue_model=model),
        lambda: FeeRule.objects.create(revenue_model=model, position=9, **PER_DEAL),
    ]
    for write in writes:
        refused_by_the_database(write, "fee_rule_stays")
    refused_by_the_database(lambda: RevenueModel.objects.filter(pk=draft.pk).update(state="active"),
                            "revenue_model_in_force_by_decision")  # fmt: skip
    assert loose.update(amount_minor=1) == 1


def test_what_was_replaced_does_not_come_back(inside: World) -> None:
    old = make_model(inside.community, PER_DEAL)
    put_in_force(make_draft(inside.community, RULE))
    for change in ({"active_to": None}, {"state": "active"}):
        refused_by_the_database(
            lambda change=change: RevenueModel.objects.filter(pk=old.pk).update(**change),
            "revenue_model_stays",
        )


def test_there_is_one_model_in_force(inside: World) -> None:
    make_model(inside.community, PER_DEAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        RevenueModel.objects.create(
            number=9, name="Tweede", state="active", active_from=timezone.now(), decision_number="B-2026-002"
        )
