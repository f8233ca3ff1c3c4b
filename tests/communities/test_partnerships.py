"""An organisation joins through a local group, is checked, advised on, and admitted by decision only."""

from typing import Any

import pytest
from django.utils import timezone

from communities.actions.partnership import (
    admit_partner,
    advise_partnership,
    apply_for_partnership,
    check_partnership,
    decline_partnership,
    end_partnership,
    resume_partnership,
    suspend_partnership,
)
from communities.errors import (
    DecisionRequired,
    LocalGroupClosed,
    LocalGroupRequired,
    OrganisationKnown,
    ReasonRequired,
    VatIdRequired,
    WrongKvk,
    WrongState,
    WrongVatId,
)
from communities.models import LocalGroup, Notification, PartnerOrganisation, Partnership, PartnershipStep
from tests.communities.conftest import LEADERS, NOT_LEADERS, World
from tests.factories import make_partner
from weconomics.errors import NotAllowed
from weconomics.registry.effects import DecisionRef, get
from weconomics.registry.gates import GateClosed
from weconomics.tenancy.scope import scope

ORGANISATION: dict[str, Any] = {
    "name": "Zorgboerderij De Schuur",
    "legal_form": "foundation",
    "kvk": "0000 0003",
    "vat_id": "nl 000000036 b01",
    "vat_status": "liable",
    "email": "schuur@voorbeeld.example",
    "city": "Eefde",
}


def apply(world: World, who: str = "member", group: LocalGroup | None = None, **fields: Any) -> Partnership:
    return apply_for_partnership(
        community=world.community,
        local_group=group or world.group,
        motivation="Wij doen graag mee.",
        by=world.actor(who),
        **{**ORGANISATION, **fields},
    )


def partnership_in(world: World, state: str) -> Partnership:
    make_partner(world.community, admin=world.member, local_group=world.group, state=state)
    with scope(world.community):
        return Partnership.objects.select_related("organisation", "local_group").get()


def decision(number: str = "B-2026-004") -> DecisionRef:
    return DecisionRef(id=1, number=number, decided_at=timezone.now(), title="De Schuur toelaten")


@pytest.mark.usefixtures("all_steps_reached")
class TestApplying:
    def test_a_member_applies_and_administers_the_organisation(self, world: World) -> None:
        with scope(world.community):
            partnership = apply(world)

            organisation = partnership.organisation
            assert (partnership.state, organisation.kvk, organisation.vat_id) == (
                "applied",
                "00000003",
                "NL000000036B01",
            )
            colleague = organisation.colleagues.get()
            assert (colleague.membership, colleague.role) == (world.member, "admin")
            assert [step.to_state for step in partnership.steps.all()] == ["applied"]
            assert Notification.objects.get().membership == world.leader

    @pytest.mark.parametrize("who", ["visitor", "stranger", "neighbour", "network_leader"])
    def test_who_is_not_a_member_does_not_apply(self, world: World, who: str) -> None:
        with scope(world.community):
            with pytest.raises(NotAllowed):
                apply(world, who)
            assert not PartnerOrganisation.objects.exists()

    def test_without_a_local_group_nobody_joins(self, world: World) -> None:
        with scope(world.community):
            with pytest.raises(LocalGroupRequired):
                apply_for_partnership(
                    community=world.community,
                    local_group=None,
                    motivation="x",
                    by=world.actor("member"),
                    **ORGANISATION,
                )
            world.group.state = "closed"
            world.group.save()
            with pytest.raises(LocalGroupClosed):
                apply(world)
            assert not PartnerOrganisation.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"kvk": "1234567"}, WrongKvk),
            ({"kvk": "1234567a"}, WrongKvk),
            ({"kvk": "١٢٣٤٥٦٧٨"}, WrongKvk),
            ({"vat_id": "NL000000037B01"}, WrongVatId),
            ({"vat_id": "DE123"}, WrongVatId),
            ({"vat_id": ""}, VatIdRequired),
        ],
    )
    def test_wrong_numbers_are_refused(
        self, world: World, fields: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with scope(world.community):
            with pytest.raises(refusal):
                apply(world, **fields)
            assert not PartnerOrganisation.objects.exists()

    def test_an_exempt_organisation_needs_no_vat_number(self, world: World) -> None:
        with scope(world.community):
            assert apply(world, vat_id="", vat_status="exempt").organisation.vat_id == ""

    def test_one_organisation_applies_once(self, world: World) -> None:
        with scope(world.community):
            apply(world)
            for who in ("member", "treasurer"):
                with pytest.raises(OrganisationKnown):
                    apply(world, who)
            assert Partnership.objects.count() == 1

    def test_after_being_declined_its_own_people_apply_again(self, world: World) -> None:
        with scope(world.community):
            first = apply(world)
            decline_partnership(partnership=first, reason="Nog te vroeg.", by=world.actor("leader"))
            with pytest.raises(OrganisationKnown):
                apply(world, "treasurer")

            second = apply(world, name="De Schuur")

            assert second.organisation_id == first.organisation_id
            assert PartnerOrganisation.objects.get().name == "De Schuur"


def test_before_the_step_connect_nobody_applies(world: World) -> None:
    with scope(world.community):
        with pytest.raises(GateClosed):
            apply(world)
        assert not PartnerOrganisation.objects.exists()


@pytest.mark.parametrize("who", LEADERS)
def test_leaders_check_the_papers(world: World, who: str) -> None:
    partnership = partnership_in(world, "applied")
    with scope(world.community):
        checked = check_partnership(partnership=partnership, note="KvK gezien", by=world.actor(who))

        assert (checked.state, checked.check_note) == ("checked", "KvK gezien")
        assert Notification.objects.get().membership == world.coordinator


@pytest.mark.parametrize("who", NOT_LEADERS)
def test_others_do_not_check(world: World, who: str) -> None:
    partnership = partnership_in(world, "applied")
    with scope(world.community):
        with pytest.raises(NotAllowed):
            check_partnership(partnership=partnership, note="x", by=world.actor(who))
        assert_untouched(partnership, "applied")


def test_the_coordinator_of_that_group_advises(world: World) -> None:
    partnership = partnership_in(world, "checked")
    with scope(world.community):
        advised = advise_partnership(
            partnership=partnership, advice="positive", text="Bekend en goed.", by=world.actor("coordinator")
        )

        assert (advised.state, advised.advice, advised.advice_text) == (
            "advised",
            "positive",
            "Bekend en goed.",
        )


@pytest.mark.parametrize("who", [*LEADERS, *(who for who in NOT_LEADERS if who != "coordinator")])
def test_nobody_else_advises(world: World, who: str) -> None:
    partnership = partnership_in(world, "checked")
    with scope(world.community):
        with pytest.raises(NotAllowed):
            advise_partnership(partnership=partnership, advice="positive", text="x", by=world.actor(who))
        assert_untouched(partnership, "checked")


def test_steps_are_taken_in_order_and_with_reasons(world: World) -> None:
    partnership = partnership_in(world, "applied")
    with scope(world.community):
        coordinator, leader = world.actor("coordinator"), world.actor("leader")
        with pytest.raises(WrongState):
            advise_partnership(partnership=partnership, advice="positive", text="x", by=coordinator)
        with pytest.raises(WrongState):
            admit_partner(partnership_id=partnership.pk, decision=decision())
        with pytest.raises(ReasonRequired):
            check_partnership(partnership=partnership, note=" ", by=leader)
        with pytest.raises(WrongState):
            suspend_partnership(partnership=partnership, reason="x", by=leader)
        assert_untouched(partnership, "applied")


def test_only_a_decision_admits(world: World) -> None:
    partnership = partnership_in(world, "advised")
    with scope(world.community):
        with pytest.raises(DecisionRequired):
            admit_partner(partnership_id=partnership.pk, decision=decision(number=""))
        assert_untouched(partnership, "advised")

        effect = get("communities.admit_partner")
        assert effect.candidates() == [(partnership.pk, str(partnership))]
        effect.apply(partnership.pk, decision())

        admitted = Partnership.objects.get(pk=partnership.pk)
        assert (admitted.state, admitted.decision_number) == ("active", "B-2026-004")
        assert admitted.active_at is not None
        assert [step.to_state for step in admitted.steps.all()] == ["decided", "active"]
        assert effect.candidates() == []


def test_the_same_decision_twice_changes_nothing(world: World) -> None:
    partnership = partnership_in(world, "advised")
    with scope(world.community):
        first = admit_partner(partnership_id=partnership.pk, decision=decision())
        again = admit_partner(partnership_id=partnership.pk, decision=decision())

        assert again.active_at == first.active_at
        assert PartnershipStep.objects.count() == 2


@pytest.mark.parametrize("who", LEADERS)
def test_leaders_suspend_resume_and_end(world: World, who: str) -> None:
    partnership = partnership_in(world, "active")
    with scope(world.community):
        by = world.actor(who)
        assert (
            suspend_partnership(partnership=partnership, reason="Klacht loopt.", by=by).state == "suspended"
        )
        assert resume_partnership(partnership=partnership, reason="Opgelost.", by=by).state == "active"
        ended = end_partnership(partnership=partnership, reason="Gestopt.", by=by)
        assert (ended.state, ended.ended_at is not None) == ("ended", True)


def test_its_own_administrator_ends_it_but_does_not_steer(world: World) -> None:
    partnership = partnership_in(world, "active")
    with scope(world.community):
        by = world.actor("member")
        for verb in (suspend_partnership, resume_partnership):
            with pytest.raises(NotAllowed):
                verb(partnership=partnership, reason="x", by=by)
        assert end_partnership(partnership=partnership, reason="Wij stoppen.", by=by).state == "ended"


@pytest.mark.parametrize("who", [who for who in NOT_LEADERS if who != "member"])
def test_others_do_not_steer(world: World, who: str) -> None:
    partnership = partnership_in(world, "active")
    with scope(world.community):
        for verb in (suspend_partnership, end_partnership):
            with pytest.raises(NotAllowed):
                verb(partnership=partnership, reason="x", by=world.actor(who))
        assert_untouched(partnership, "active")


def assert_untouched(partnership: Partnership, state: str) -> None:
    assert Partnership.objects.get(pk=partnership.pk).state == state
    assert not partnership.steps.exists()
