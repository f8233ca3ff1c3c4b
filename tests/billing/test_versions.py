"""Versions follow one another: decided, announced, in force after the notice, and each deal by the one at its agreement."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from billing.actions.revenue_models import (
    EFFECT,
    activate_revenue_model,
    begin_revenue_model,
    change_revenue_model,
    draft_revenue_model,
)
from billing.actions.telling import tell_of_version
from billing.enums import ModelState
from billing.errors import FeeRuleInvalid, NoticeOutOfBounds, NoticeTooShort, ProviderWouldLose
from billing.interface import freeze, quote, record_charges
from billing.models import Charge, FeeRule, RevenueModel
from billing.queries import active_model, announced_models, model_at
from communities.models import Notification, PartnerOrganisation, User
from governance.models import Proposal
from tests.billing.conftest import World
from tests.billing.factories import PER_DEAL, SIX_PERCENT, facts, make_draft, make_model, put_in_force
from tests.factories import actor_of
from tests.governance.factories import make_everybody_agree, make_open_proposal
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.scope import scope

LOSING = {"text": "Vast", "payer": "provider", "basis": "per_transaction", "amount_minor": 500}


def decision(number: str = "B-2026-900", **moment: Any) -> DecisionRef:
    return DecisionRef(900, number, timezone.now() + timedelta(**moment), "Bijdragen")


def test_the_first_version_begins_with_its_decision(inside: World) -> None:
    draft, now = make_draft(inside.community, PER_DEAL), decision()
    activate_revenue_model(draft.pk, now)
    draft.refresh_from_db()
    assert (draft.state, draft.active_from) == (ModelState.ACTIVE, now.decided_at)


def test_a_later_version_waits_for_its_notice_and_begins_once(inside: World) -> None:
    old = make_model(inside.community, PER_DEAL)
    new, now = make_draft(inside.community, SIX_PERCENT), decision()
    activate_revenue_model(new.pk, now)
    starts = now.decided_at + timedelta(days=15)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.state, new.active_from, old.active_to) == (ModelState.ANNOUNCED, starts, starts)
    assert (active_model(), list(announced_models())) == (old, [new])
    assert (model_at(starts - timedelta(microseconds=1)), model_at(starts)) == (old, new)
    job = Job.objects.get(kind="billing.begin_model")
    assert job.run_after == starts
    begin_revenue_model(model_id=new.pk, as_of=starts - timedelta(seconds=1))
    assert RevenueModel.objects.get(pk=new.pk).state == ModelState.ANNOUNCED
    for _twice in range(2):
        begin_revenue_model(model_id=new.pk, as_of=starts)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.state, old.state) == (ModelState.ACTIVE, ModelState.SUPERSEDED)


def test_the_job_puts_it_in_force(world: World) -> None:
    old = make_model(world.community, PER_DEAL)
    new = make_draft(world.community, SIX_PERCENT)
    with scope(world.community):
        activate_revenue_model(new.pk, decision(days=-15), as_of=timezone.now() - timedelta(days=1))
        assert RevenueModel.objects.get(pk=new.pk).state == ModelState.ANNOUNCED
        job = Job.objects.get(kind="billing.begin_model")
    assert run_job_now(world.community.pk, job.pk)
    assert not run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        assert RevenueModel.objects.get(pk=new.pk).state == ModelState.ACTIVE
        assert RevenueModel.objects.get(pk=old.pk).state == ModelState.SUPERSEDED


def test_a_deal_takes_the_version_of_its_agreement_even_when_the_job_is_late(inside: World) -> None:
    old = make_model(inside.community, PER_DEAL)
    new = make_draft(inside.community, {**PER_DEAL, "amount_minor": 200})
    activate_revenue_model(new.pk, decision())
    new.refresh_from_db()
    starts, deal = new.active_from, facts(inside.member, inside.other)
    assert starts is not None
    assert freeze(deal, at=starts - timedelta(microseconds=1))["model_id"] == old.pk
    assert freeze(deal, at=starts)["model_id"] == new.pk
    assert quote(deal).model_number == old.number


def test_versions_that_are_announced_stand_in_a_row(inside: World) -> None:
    make_model(inside.community, PER_DEAL)
    second, third = (make_draft(inside.community, PER_DEAL, name=name) for name in ("Twee", "Drie"))
    activate_revenue_model(second.pk, decision("B-2026-902"))
    activate_revenue_model(third.pk, decision("B-2026-903", days=-3))
    for model in (second, third):
        model.refresh_from_db()
    assert (second.active_to, third.active_from) == (second.active_from, second.active_from)
    assert list(announced_models()) == [third]
    assert third.active_from is not None
    begin_revenue_model(model_id=third.pk, as_of=third.active_from)
    begin_revenue_model(model_id=second.pk, as_of=third.active_from)
    states = RevenueModel.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "superseded", "active"]


def test_businesses_get_fifteen_days(inside: World) -> None:
    make_model(inside.community, PER_DEAL)
    by = actor_of(inside.treasurer)
    rush = draft_revenue_model(name="Nu", explanation="", fee_rules=[PER_DEAL], by=by, notice_days=14)
    with pytest.raises(NoticeTooShort):
        activate_revenue_model(rush.pk, decision())
    rush.refresh_from_db()
    assert rush.is_draft
    change_revenue_model(model=rush, name="Nu", explanation="", fee_rules=[PER_DEAL], by=by, notice_days=15)
    activate_revenue_model(rush.pk, decision())
    assert RevenueModel.objects.get(pk=rush.pk).state == ModelState.ANNOUNCED


def test_among_private_persons_the_notice_is_theirs_to_choose(inside: World) -> None:
    make_model(inside.community, PER_DEAL)
    inside.partner.partnerships.all().update(state="ended", ended_at=timezone.now())
    assert PartnerOrganisation.objects.exists()
    by = actor_of(inside.treasurer)
    rush = draft_revenue_model(name="Nu", explanation="", fee_rules=[PER_DEAL], by=by, notice_days=0)
    activate_revenue_model(rush.pk, decision())
    assert RevenueModel.objects.get(pk=rush.pk).state == ModelState.ACTIVE


def test_a_notice_has_bounds(inside: World) -> None:
    with pytest.raises(NoticeOutOfBounds):
        draft_revenue_model(
            name="Ooit", explanation="", fee_rules=[], by=actor_of(inside.treasurer), notice_days=366
        )
    assert not RevenueModel.objects.exists()


def test_nobody_is_asked_to_decide_on_what_could_leave_a_provider_below_zero(inside: World) -> None:
    people = [inside.member, inside.other, inside.treasurer]
    draft = make_draft(inside.community, LOSING)
    with pytest.raises(ProviderWouldLose) as refused:
        make_open_proposal(inside.community, people, effect_kind=EFFECT, effect_id=draft.pk)
    assert "6,05" in str(refused.value).replace(".", ",")
    assert refused.value.data == {"price_minor": 0}
    assert not Proposal.objects.exists()
    with pytest.raises(ProviderWouldLose):
        activate_revenue_model(draft.pk, decision())
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_same_from_a_price_on_can_be_decided(inside: World) -> None:
    people = [inside.member, inside.other, inside.treasurer]
    draft = make_draft(inside.community, {**LOSING, "from_price_minor": 605})
    proposal = make_open_proposal(inside.community, people, effect_kind=EFFECT, effect_id=draft.pk)
    make_everybody_agree(proposal)


def test_free_deals_do_not_begin_anew_with_a_version(inside: World) -> None:
    rule = {**PER_DEAL, "free_per_year": 2}
    old = make_model(inside.community, rule)
    deal = facts(inside.member, inside.other)
    record_charges(deal_id=1, deal_label="x", facts=deal, frozen=freeze(deal), completed_at=timezone.now())
    new = put_in_force(
        make_draft(inside.community, {**rule, "amount_minor": 200}, LOSING | {"from_price_minor": 605})
    )
    for number in (2, 3):
        record_charges(
            deal_id=number, deal_label="x", facts=deal, frozen=freeze(deal), completed_at=timezone.now()
        )
    own = Charge.objects.filter(party__membership=inside.other).order_by("deal_id")
    assert list(own.values_list("amount_minor", flat=True)) == [0, 0, 200]
    assert [rule.line_id for rule in new.rules.all()] == [old.rules.get().pk, None]


def test_a_rule_goes_on_through_many_versions_with_its_first(inside: World) -> None:
    first = make_model(inside.community, PER_DEAL, at=timezone.now() - timedelta(days=300))
    second = put_in_force(
        make_draft(inside.community, {**PER_DEAL, "text": "PER AFSPRAAK"}),
        timezone.now() - timedelta(days=200),
    )
    third = put_in_force(make_draft(inside.community, PER_DEAL), timezone.now() - timedelta(days=100))
    assert {model.rules.get().line_id for model in (second, third)} == {first.rules.get().pk}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"calculator": "graduated"}, "tiers"),
        ({"calculator": "graduated", "tiers": [{"upto": "5", "unit": "1"}]}, "tiers"),
        ({"tiers": [{"upto": None}]}, "tiers"),
        ({"calculator": "graduated_percent", "tiers": [{"upto": None, "rate_bp": 1}]}, "calculator"),
        ({"calculator": "package", "package_units": 0}, "package_units"),
        ({"beneficiaries": [["operator", 9000]]}, "beneficiaries"),
        ({"beneficiaries": "operator"}, "beneficiaries"),
        ({"prorate": True}, "prorate"),
        ({"more_minor": -1}, "more_minor"),
        ({"organisation_id": 10**9}, "organisation_id"),
        ({"local_group_id": 10**9}, "local_group_id"),
        ({"member_type": "king"}, None),
        ({"basis": "per_period", "payer": "member", "category_id": 4}, "category_id"),
    ],
)
def test_refuses_what_does_not_add_up_of_the_new_kinds(
    inside: World, changes: dict[str, Any], field: str | None
) -> None:
    by = actor_of(inside.treasurer)
    with pytest.raises(FeeRuleInvalid) as refused:
        draft_revenue_model(name="Zo", explanation="", fee_rules=[{**PER_DEAL, **changes}], by=by)
    assert refused.value.data == {"position": 0, **({"field": field} if field else {})}
    assert not RevenueModel.objects.exists()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"tiers": [{"upto": "5"}], "calculator": "volume"}, "fee_rule_tiers_hold"),
        ({"tiers": [{"upto": "5"}, {"upto": "5"}, {"upto": None}], "calculator": "volume"}, "fee_rule_tiers_hold"),
        ({"tiers": [{"upto": None, "unit": "-1"}], "calculator": "volume"}, "fee_rule_tiers_hold"),
        ({"tiers": [{"upto": "veel"}, {"upto": None}], "calculator": "volume"}, "fee_rule_tiers_hold"),
        ({"tiers": 7, "calculator": "volume"}, "fee_rule_tiers_hold"),
        ({"calculator": "volume"}, "fee_rule_has_its_tiers"),
        ({"beneficiaries": [["operator", 9999]]}, "fee_rule_beneficiaries_whole"),
        ({"beneficiaries": [["operator", 5000], ["operator", 5000]]}, "fee_rule_beneficiaries_whole"),
        ({"beneficiaries": [["king", 10000]]}, "fee_rule_beneficiaries_whole"),
        ({"beneficiaries": []}, "fee_rule_beneficiaries_whole"),
        ({"calculator": "graduated_percent", "tiers": [{"upto": None}]}, "fee_rule_calculator_fits_basis"),
        ({"from_price_minor": -1}, "fee_rule_amounts_not_negative"),
    ],
)  # fmt: skip
def test_the_database_refuses_bands_and_parts_that_do_not_hold(
    inside: World, values: dict[str, Any], name: str
) -> None:
    draft = make_draft(inside.community, PER_DEAL)
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        FeeRule.objects.filter(revenue_model=draft).update(**values)
    assert FeeRule.objects.filter(revenue_model=draft).update(
        calculator="volume", tiers=[{"upto": "5", "unit": "10"}, {"upto": None, "unit": "0.5"}],
        beneficiaries=[["operator", 7000], ["solidarity", 3000]],
    ) == 1  # fmt: skip


def test_the_database_keeps_two_versions_apart(inside: World) -> None:
    model = make_model(inside.community, PER_DEAL)
    start = model.active_from
    assert start is not None
    plain = {"number": 9, "name": "Tweede", "state": "announced", "decision_number": "B-2026-002"}
    for span in (
        {"active_from": start},
        {"active_from": start - timedelta(days=9)},
        {"active_from": start + timedelta(days=1), "active_to": start + timedelta(days=2)},
    ):
        with pytest.raises(IntegrityError, match="revenue_model_never_two_at_once"), transaction.atomic():
            RevenueModel.objects.create(**plain, **span)
    before = {"active_from": start - timedelta(days=9), "active_to": start}
    RevenueModel.objects.create(**{**plain, "state": "superseded"}, **before)


def test_an_end_is_set_once_and_a_state_goes_forward_only(inside: World) -> None:
    old = make_model(inside.community, PER_DEAL)
    activate_revenue_model(make_draft(inside.community, PER_DEAL).pk, decision())
    decided = RevenueModel.objects.filter(pk=old.pk)
    for change in (
        {"active_to": None},
        {"active_to": timezone.now()},
        {"state": "announced"},
        {"notice_days": 1},
    ):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            decided.update(**change)
    assert decided.get().active_to is not None


@pytest.mark.parametrize("who", ["visitor", "member", "neighbour"])
def test_others_choose_no_notice(inside: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        draft_revenue_model(name="x", explanation="", fee_rules=[], by=inside.actor(who), notice_days=0)
    assert not RevenueModel.objects.exists()


def test_everybody_is_told_in_their_own_language(world: World) -> None:
    User.objects.filter(pk=world.other.user_id).update(language="en")
    first = make_model(world.community, PER_DEAL)
    with scope(world.community):
        tell_of_version(model_id=first.pk)  # holds already
        draft = make_draft(world.community, PER_DEAL, name="Samen")
        activate_revenue_model(draft.pk, decision())
        for _twice in range(2):
            tell_of_version(model_id=draft.pk)
        [job] = Job.objects.filter(kind="billing.tell_of_version")
    assert run_job_now(world.community.pk, job.pk)
    assert not run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        told = Notification.objects.filter(kind="revenue_model")
        assert told.count() == 6
        theirs = told.get(membership=world.other)
        assert theirs.text.startswith("The community decided on its contributions: “Samen” holds from ")
        assert theirs.url == f"/c/oogstkring/fees/{draft.public_id}/"
