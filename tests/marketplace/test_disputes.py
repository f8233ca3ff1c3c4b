"""Disputes: who opens, answers, shows and decides; what each decision does with deal, holds and contributions."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from billing.models import Charge
from marketplace.actions.deals import (
    cancel_deal,
    confirm_by_itself,
    confirm_deal,
    report_no_show,
)
from marketplace.actions.disputes import (
    add_evidence,
    answer_dispute,
    decide_dispute,
    take_back_dispute,
)
from marketplace.disputing.queries import disputes_to_judge, judge_ids, undecided
from marketplace.disputing.rules import may_judge, may_see_dispute
from marketplace.disputing.timeline import moments_of
from marketplace.enums import DealState, DisputeState
from marketplace.errors import (
    AttachmentRefused,
    DisputeIncomplete,
    WrongDealState,
    WrongDisputeState,
)
from marketplace.holding import held_of
from marketplace.models import Deal, Dispute, DisputeEvidence
from marketplace.personal_data import data_of_member
from tests.factories import actor_of, make_member, make_partner
from tests.marketplace.conftest import Market, put_model_in_force
from tests.marketplace.disputes import (
    AGREED_AT,
    DAY,
    LATER,
    agreed,
    answered,
    decide,
    delivered,
    disputed,
    make_offer,
)
from weconomics.actor import Role
from weconomics.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "open_gates")]


def picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "JPEG")
    file.name = "../heg na het knippen.jpg"
    file.seek(0)
    return file


class TestOpening:
    @pytest.mark.parametrize("name", ["provider", "requester"])
    def test_either_side_opens_and_the_deal_stands_still(self, market: Market, name: str) -> None:
        dispute = disputed(market, name=name)
        assert dispute.opened_by == name
        assert (dispute.state, dispute.deal_state_before) == ("open", "delivered")
        assert dispute.answer_until == AGREED_AT + 15 * DAY
        assert dispute.decide_until == AGREED_AT + 29 * DAY
        deal = confirm_by_itself(deal=Deal.objects.get(), at=AGREED_AT + 60 * DAY)
        assert deal.state == DealState.DISPUTED

    @pytest.mark.parametrize("name", ["third", "moderator", "coordinator"])
    def test_nobody_else_does(self, market: Market, name: str) -> None:
        deal = delivered(market)
        with pytest.raises(NotAllowed):
            disputed(market, deal, name=name)
        assert not Dispute.objects.exists()
        assert Deal.objects.get().state == DealState.DELIVERED

    def test_not_before_there_is_an_agreement(self, market: Market) -> None:
        deal = cancel_deal(deal=agreed(market), reason="", by=market.actor("requester"), at=AGREED_AT)
        with pytest.raises(WrongDealState):
            disputed(market, deal)

    def test_what_the_requester_confirmed_stands(self, market: Market) -> None:
        deal = confirm_deal(deal=delivered(market), by=market.actor("requester"), at=AGREED_AT + 8 * DAY)
        with pytest.raises(WrongDealState):
            disputed(market, deal)

    @pytest.mark.parametrize(("days", "opens"), [(14, True), (15, False)])
    def test_what_time_confirmed_can_be_disputed_for_two_weeks(
        self, market: Market, days: int, opens: bool
    ) -> None:
        deal = confirm_by_itself(deal=delivered(market), at=AGREED_AT + 14 * DAY)
        assert deal.state == DealState.CONFIRMED
        try:
            disputed(market, deal, at=AGREED_AT + (14 + days) * DAY)
        except WrongDealState:
            assert not opens
        assert Dispute.objects.exists() is opens

    def test_once_at_a_time(self, market: Market) -> None:
        disputed(market)
        with pytest.raises(WrongDealState):
            disputed(market, Deal.objects.get())
        assert Dispute.objects.count() == 1

    @pytest.mark.parametrize("wrong", [{"text": "  "}, {"wanted_bp": 10_001}, {"wanted_bp": -1}])
    def test_says_what_happened_and_what_is_wanted(self, market: Market, wrong: dict[str, Any]) -> None:
        with pytest.raises(DisputeIncomplete):
            disputed(market, **wrong)
        assert Deal.objects.get().state == DealState.DELIVERED


class TestAnsweringAndShowing:
    def test_the_other_side_answers_once_and_the_time_to_decide_begins(self, market: Market) -> None:
        dispute = answered(market)
        assert (dispute.state, dispute.answer) == ("answered", "Die was al scheef.")
        assert dispute.decide_until == AGREED_AT + 23 * DAY
        with pytest.raises(WrongDisputeState):
            answer_dispute(dispute=dispute, text="En nog iets.", by=market.actor("provider"))

    @pytest.mark.parametrize("name", ["requester", "third", "moderator"])
    def test_nobody_answers_for_them(self, market: Market, name: str) -> None:
        dispute = disputed(market)
        with pytest.raises(NotAllowed):
            answer_dispute(dispute=dispute, text="Ik vind ook wat.", by=market.actor(name))
        assert Dispute.objects.get().answer == ""

    def test_an_answer_after_its_time_counts_until_it_is_decided(self, market: Market) -> None:
        dispute = disputed(market)
        late = answer_dispute(
            dispute=dispute, text="Was ziek.", by=market.actor("provider"), at=AGREED_AT + 20 * DAY
        )
        assert late.state == DisputeState.ANSWERED
        assert late.decide_until == AGREED_AT + 29 * DAY  # no later than it was

    def test_a_picture_is_stored_anew_and_a_pdf_as_it_is(self, market: Market) -> None:
        dispute = disputed(market)
        shot = add_evidence(dispute=dispute, upload=picture(), by=market.actor("requester"))
        assert (shot.name, shot.content_type) == ("heg na het knippen.webp", "image/webp")
        assert "heg" not in shot.file.name
        paper = BytesIO(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
        paper.name = "offerte.pdf"
        kept = add_evidence(dispute=dispute, upload=paper, text="De offerte", by=market.actor("provider"))
        assert (kept.name, kept.content_type) == ("offerte.pdf", "application/pdf")
        assert kept.file.read() == paper.getvalue()

    def test_what_is_no_picture_and_no_pdf_is_refused(self, market: Market) -> None:
        dispute = disputed(market)
        script = BytesIO(b"<script>alert(1)</script>")
        script.name = "bewijs.pdf"
        with pytest.raises(AttachmentRefused):
            add_evidence(dispute=dispute, upload=script, by=market.actor("requester"))
        with pytest.raises(DisputeIncomplete):
            add_evidence(dispute=dispute, text=" ", by=market.actor("requester"))
        assert not DisputeEvidence.objects.exists()

    @pytest.mark.parametrize("name", ["third", "moderator", "coordinator"])
    def test_only_the_two_show_something(self, market: Market, name: str) -> None:
        dispute = disputed(market)
        with pytest.raises(NotAllowed):
            add_evidence(dispute=dispute, text="Ik zag het.", by=market.actor(name))

    def test_the_page_tells_it_in_order(self, market: Market) -> None:
        dispute = answered(market)
        add_evidence(dispute=dispute, text="Kijk maar.", by=market.actor("requester"), at=LATER)
        decide(market, dispute, 50, at=LATER + DAY)
        told = [(str(moment.title), moment.text) for moment in moments_of(Dispute.objects.get())]
        assert [text for _title, text in told] == [
            "De heg is scheef.",
            "Die was al scheef.",
            "Kijk maar.",
            "De foto's laten het zien.",
        ]


class TestDeciding:
    def test_nothing_back_confirms_the_deal(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = decide(market, answered(market), 0)
        assert (deal.state, deal.owed_minor, deal.confirmed_at) == (DealState.CONFIRMED, None, LATER)
        assert [charge.amount_minor for charge in Charge.objects.all()] == [150]

    def test_a_part_back_confirms_what_was_delivered_for_less(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = decide(market, answered(market), 40)
        assert (deal.state, deal.owed_minor) == (DealState.CONFIRMED, 3_000)
        assert [charge.amount_minor for charge in Charge.objects.all()] == [90]

    def test_all_back_undoes_it_and_frees_what_was_held(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        offer = make_offer(market)
        deal = decide(market, answered(market, deal=delivered(market, offer)), 100)
        assert (deal.state, deal.owed_minor, deal.ended_because) == (DealState.CANCELLED, 0, "dispute")
        assert held_of(offer) == 0
        assert not Charge.objects.exists()

    def test_a_part_back_of_what_never_began_calls_it_off(self, market: Market) -> None:
        deal = decide(market, answered(market, deal=agreed(market), at=AGREED_AT + DAY), 70)
        assert (deal.state, deal.owed_minor) == (DealState.CANCELLED, 1_500)

    @pytest.mark.parametrize(("percent", "charges"), [(0, [150]), (50, [150, -150, 75]), (100, [150, -150])])
    def test_contributions_follow_what_is_owed_after_it_was_confirmed_by_itself(
        self, market: Market, percent: int, charges: list[int]
    ) -> None:
        put_model_in_force(market.community, rate_bp=300)
        deal = confirm_by_itself(deal=delivered(market), at=AGREED_AT + 14 * DAY)
        dispute = answered(market, deal=deal, at=AGREED_AT + 15 * DAY)
        decide(market, dispute, percent, at=AGREED_AT + 20 * DAY)
        assert [charge.amount_minor for charge in Charge.objects.order_by("pk")] == charges

    def test_before_the_other_side_spoke_nothing_is_decided(self, market: Market) -> None:
        dispute = disputed(market)
        with pytest.raises(WrongDisputeState):
            decide(market, dispute, 50, at=dispute.answer_until - timedelta(seconds=1))
        assert Dispute.objects.get().state == DisputeState.OPEN
        assert decide(market, dispute, 50, at=dispute.answer_until).state == DealState.CONFIRMED

    def test_reasons_and_a_share_are_needed(self, market: Market) -> None:
        dispute = answered(market)
        for wrong in ({"reasons": " "}, {"percent": 101}):
            with pytest.raises(DisputeIncomplete):
                decide(market, dispute, wrong.pop("percent", 50), **wrong)
        assert Deal.objects.get().state == DealState.DISPUTED

    def test_a_decision_stays(self, market: Market) -> None:
        dispute = answered(market)
        decide(market, dispute, 0)
        with pytest.raises(WrongDisputeState):
            decide(market, dispute, 100)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.update(refund_bp=10_000)
        for verb in (
            lambda: add_evidence(dispute=dispute, text="Nog iets", by=market.actor("requester")),
            lambda: take_back_dispute(dispute=dispute, by=market.actor("requester")),
        ):
            with pytest.raises(WrongDisputeState):
                verb()
        assert Dispute.objects.get().refund_bp == 0


class TestWhoJudges:
    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (Role.MODERATOR, True),
            (Role.DOMAIN_LEADER, True),
            (Role.COORDINATOR, False),
            (Role.TREASURER, False),
        ],
    )
    def test_who_moderates_or_leads(self, market: Market, role: str, may: bool) -> None:
        judge = actor_of(make_member(market.community, role))
        assert may_judge(answered(market), by=judge) is may

    def test_not_a_moderator_who_is_a_side_of_it(self, market: Market) -> None:
        offer = make_offer(market)
        mine = make_member(market.community, Role.MODERATOR, name="Mo Ook")
        object.__setattr__(market, "requester", mine)
        dispute = answered(market, deal=delivered(market, offer))
        with pytest.raises(NotAllowed):
            decide_dispute(
                dispute=dispute, refund_bp=0, reasons="Ik heb gelijk.", by=actor_of(mine), at=LATER
            )
        self.refused_by_the_database(dispute, mine.pk)
        assert mine.pk not in judge_ids(dispute)

    @pytest.mark.parametrize("left", [False, True])
    def test_not_a_colleague_of_a_side_nor_who_was_one_when_it_ran(self, market: Market, left: bool) -> None:
        colleague = make_member(market.community, Role.MODERATOR, name="Mo Collega")
        partner = make_partner(market.community, admin=market.provider)
        offer = make_offer(market, organisation=partner)
        dispute = answered(market, deal=delivered(market, offer))
        partner.colleagues.create(
            membership=colleague,
            role="trader",
            added_at=AGREED_AT - DAY,
            removed_at=AGREED_AT + DAY if left else None,
        )
        assert not may_judge(dispute, by=actor_of(colleague))
        self.refused_by_the_database(dispute, colleague.pk)

    def test_not_who_gave_evidence(self, market: Market) -> None:
        dispute = answered(market)
        DisputeEvidence.objects.create(
            dispute=dispute, membership=market.moderator, text="Ik was erbij", at=LATER
        )
        assert not may_judge(dispute, by=market.actor("moderator"))
        self.refused_by_the_database(dispute, market.moderator.pk)

    def test_who_is_involved_does_not_look_on_as_a_judge(self, market: Market) -> None:
        dispute = answered(market)
        seen = {name: may_see_dispute(dispute, by=market.actor(name))
                for name in ("provider", "requester", "third", "coordinator", "moderator")}  # fmt: skip
        assert seen == {
            "provider": True,
            "requester": True,
            "third": False,
            "coordinator": False,
            "moderator": True,
        }
        assert list(undecided(disputes_to_judge(market.actor("moderator")))) == [dispute]
        assert list(disputes_to_judge(market.actor("requester"))) == []

    def refused_by_the_database(self, dispute: Dispute, membership_id: int) -> None:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(
                state="decided", decided_by_id=membership_id, decided_at=LATER, refund_bp=0, decision="Zo."
            )
        assert "no part" in str(refusal.value) or "has a part" in str(refusal.value)
        assert Dispute.objects.get(pk=dispute.pk).state == DisputeState.ANSWERED


class TestTakingBack:
    def test_the_deal_goes_on_where_it_stood_with_its_whole_time(self, market: Market) -> None:
        dispute = disputed(market)
        take_back_dispute(dispute=dispute, by=market.actor("requester"), at=LATER)
        deal = Deal.objects.get()
        assert (deal.state, deal.confirm_by) == (DealState.DELIVERED, LATER + 7 * DAY)
        assert confirm_by_itself(deal=deal, at=LATER + 7 * DAY).state == DealState.CONFIRMED

    def test_only_by_who_opened_it(self, market: Market) -> None:
        dispute = disputed(market)
        for name in ("provider", "moderator", "third"):
            with pytest.raises(NotAllowed):
                take_back_dispute(dispute=dispute, by=market.actor(name))
        assert Deal.objects.get().state == DealState.DISPUTED

    def test_afterwards_another_can_be_opened(self, market: Market) -> None:
        take_back_dispute(dispute=disputed(market), by=market.actor("requester"), at=LATER)
        second = disputed(market, Deal.objects.get(), at=LATER + DAY)
        assert second.deal_state_before == DealState.DELIVERED
        assert Dispute.objects.count() == 2


class TestNoShow:
    def test_the_other_brings_it_before_a_dispute_and_the_money_follows(self, market: Market) -> None:
        put_model_in_force(market.community, rate_bp=300)
        over = AGREED_AT + 8 * DAY
        deal = report_no_show(deal=agreed(market), by=market.actor("provider"), at=over)
        assert (deal.state, deal.ended_because, deal.owed_minor) == ("cancelled", "no_show_requester", 2_500)
        dispute = answered(market, deal=deal, reason="no_show", wanted_bp=10_000)
        deal = decide(market, dispute, 100, at=over + 3 * DAY)
        assert (deal.state, deal.owed_minor) == (DealState.CANCELLED, 0)
        assert [charge.amount_minor for charge in Charge.objects.order_by("pk")] == [75, -75]

    def test_after_two_weeks_it_stands(self, market: Market) -> None:
        deal = report_no_show(deal=agreed(market), by=market.actor("requester"), at=AGREED_AT + 8 * DAY)
        with pytest.raises(WrongDealState):
            disputed(market, deal, name="provider", at=AGREED_AT + 23 * DAY)

    def test_who_called_it_off_has_nothing_to_dispute(self, market: Market) -> None:
        deal = cancel_deal(deal=agreed(market), reason="", by=market.actor("provider"), at=AGREED_AT)
        with pytest.raises(WrongDealState):
            disputed(market, deal)


def test_both_and_the_judge_can_ask_for_it_and_nobody_else(market: Market) -> None:
    decide(market, answered(market), 50)
    for name in ("requester", "provider", "moderator"):
        [row] = data_of_member(getattr(market, name).pk)["disputes"]
        assert (row["text"], row["answer"], row["state"]) == (
            "De heg is scheef.",
            "Die was al scheef.",
            "decided",
        )
    assert data_of_member(market.third.pk)["disputes"] == []
