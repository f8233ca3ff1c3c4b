"""What higher apps ask."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy

from communities import interface
from communities.actions.notification import mark_notifications_read
from communities.models import MembershipPeriod, Notification, PartnerColleague, Partnership, PartnershipStep
from tests.communities.conftest import World
from tests.factories import make_operator, make_partner
from weconomics.actor import Role
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

JANUARY, FEBRUARY, MARCH = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))


def test_a_party_reads_back_from_its_text() -> None:
    for text in ("member:12", "organisation:3"):
        assert str(interface.PartyRef.parse(text)) == text
    for wrong in ("user:1", "member", "member:x"):
        with pytest.raises(ValueError):
            interface.PartyRef.parse(wrong)


def test_cards_cost_one_query_per_kind(world: World, django_assert_num_queries: Any) -> None:
    partner = make_partner(world.community, admin=world.member, local_group=world.group)
    refs = [interface.PartyRef("member", row.pk) for row in (world.member, world.leader, world.coordinator)]
    refs += [interface.PartyRef("organisation", partner.pk), interface.PartyRef("member", world.neighbour.pk)]
    with scope(world.community), django_assert_num_queries(2):
        cards = interface.party_cards(refs)

    assert len(cards) == 4
    card = cards[refs[2]]
    assert (card.name, card.is_trader, card.vat_status) == ("Cora Eefde", False, "none")
    assert card.local_group_names == ("Eefde",)
    assert card.url_path == f"/c/ijsselburen/members/{world.coordinator.public_id}/"
    assert cards[refs[3]].url_path == f"/c/ijsselburen/partners/{partner.public_id}/"


@pytest.mark.parametrize(
    ("role", "state", "acts", "trades", "sees_invoices"),
    [
        ("admin", "active", True, True, True),
        ("trader", "active", True, True, False),
        ("finance", "active", True, False, True),
        ("admin", "suspended", True, False, True),
        ("admin", "ended", False, False, True),
        ("admin", "applied", False, False, True),
    ],
)
def test_for_whom_somebody_acts(
    world: World, role: str, state: str, acts: bool, trades: bool, sees_invoices: bool
) -> None:
    partner = make_partner(
        world.community, admin=world.member, local_group=world.group, role=role, state=state
    )
    actor = world.actor("member")
    with scope(world.community):
        parties = [card.ref for card in interface.parties_of(actor)]
        own = interface.PartyRef("member", world.member.pk)
        assert parties == [own, interface.PartyRef("organisation", partner.pk)] if trades else [own]
        assert (partner.pk in actor.organisation_ids) == acts
        assert (partner.pk in interface.financed_organisation_ids(actor)) == sees_invoices
        assert interface.parties_of(world.actor("visitor")) == []


def test_who_pays_is_named_for_documents(world: World) -> None:
    partner = make_partner(world.community, admin=world.member, kvk="00000005")
    with scope(world.community):
        world.member.billing_name, world.member.kvk = "M. Lid", "00000009"
        world.member.save()
        person = interface.billing_identity(interface.PartyRef("member", world.member.pk))
        company = interface.billing_identity(interface.PartyRef("organisation", partner.pk))

    assert (person.name, person.email, person.kvk, person.vat_status) == (
        "M. Lid",
        world.member.user.email,
        "",
        "none",
    )
    assert (company.kvk, company.is_business, company.language) == ("00000005", True, "nl")


def test_spans_are_cut_to_what_was_asked(world: World) -> None:
    with scope(world.community):
        MembershipPeriod.objects.all().delete()
        middle = JANUARY + timedelta(days=10)
        MembershipPeriod.objects.create(
            membership=world.member, from_at=JANUARY - timedelta(days=9), to_at=middle
        )
        MembershipPeriod.objects.create(membership=world.member, from_at=middle + timedelta(days=5))
        MembershipPeriod.objects.create(membership=world.leader, from_at=FEBRUARY)

        spans = interface.membership_spans(JANUARY, FEBRUARY)

    assert [(span.membership_id, span.from_at, span.to_at) for span in spans] == [
        (world.member.pk, JANUARY, middle),
        (world.member.pk, middle + timedelta(days=5), FEBRUARY),
    ]


def test_partner_spans_follow_the_steps_and_count_the_people(world: World) -> None:
    partner = make_partner(world.community, admin=world.member, local_group=world.group)
    suspended, resumed = JANUARY + timedelta(days=10), JANUARY + timedelta(days=20)
    with scope(world.community):
        row = Partnership.objects.get()
        for to_state, at in [
            ("active", JANUARY - timedelta(days=3)),
            ("suspended", suspended),
            ("active", resumed),
        ]:
            PartnershipStep.objects.create(partnership=row, to_state=to_state, at=at)
        PartnerColleague.objects.update(added_at=JANUARY - timedelta(days=3))
        PartnerColleague.objects.create(organisation=partner, membership=world.leader, added_at=resumed)

        spans = interface.partner_spans(JANUARY, FEBRUARY)

    assert [(span.organisation_id, span.from_at, span.to_at, span.user_count) for span in spans] == [
        (partner.pk, JANUARY, suspended, 1),
        (partner.pk, resumed, FEBRUARY, 2),
    ]


def test_the_operator_is_one_or_none(world: World) -> None:
    with scope(world.community):
        assert interface.operator() is None
    make_operator(world.community)
    with scope(world.community):
        found = interface.operator()
        assert found is not None
        assert (found.kvk, found.is_verified) == ("00000001", True)


def test_numbers_and_ids_of_people(world: World) -> None:
    with scope(world.community):
        assert interface.active_member_count() == 6
        assert interface.invited_count() == 6
        assert interface.member_ids_with_role(Role.TREASURER) == [world.treasurer.pk]
        assert interface.member_ids_with_role(Role.COORDINATOR) == [
            world.coordinator.pk,
            world.other_coordinator.pk,
        ]
        assert [group.name for group in interface.local_groups()] == ["Eefde", "Gorssel"]
        assert interface.local_group_ids_of(world.coordinator.pk) == [world.group.pk]


@pytest.mark.django_db(transaction=True)
def test_a_notification_comes_in_ones_own_language_by_mail_too_if_wanted(world: World) -> None:
    with scope(world.community):
        world.leader.user.language = "en"
        world.leader.user.save()
        world.treasurer.mail_preference = "none"
        world.treasurer.save()
        people = [world.member.pk, world.leader.pk, world.treasurer.pk]
        interface.notify(people, kind="test", text=gettext_lazy("Treasurer"), url="/c/ijsselburen/")

        texts = dict(Notification.objects.values_list("membership_id", "text"))

    assert texts[world.leader.pk] == "Treasurer"
    assert len(texts) == 3
    assert {letter.to[0] for letter in mail.outbox} == {world.member.user.email, world.leader.user.email}


def test_a_notification_is_read_by_its_member_only(world: World) -> None:
    with scope(world.community):
        interface.notify([world.member.pk], kind="test", text="Nieuws", url="/c/ijsselburen/")
        row = Notification.objects.get()
        for who in ("leader", "visitor", "stranger"):
            with pytest.raises(NotAllowed):
                mark_notifications_read(notification=row, by=world.actor(who))
        assert Notification.objects.get().read_at is None

        assert mark_notifications_read(by=world.actor("member")) == 1
        assert Notification.objects.get().read_at is not None


@pytest.mark.parametrize("url", ["https://elders.example/", "//elders.example", "/\\elders.example", "c/x"])
def test_a_notification_never_leads_away(world: World, url: str) -> None:
    from django.db import IntegrityError

    with scope(world.community), pytest.raises(IntegrityError):
        interface.notify([world.member.pk], kind="test", text="Nieuws", url=url)


def test_a_picture_of_the_neighbours_is_not_served(world: World, client: Any) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    ours = default_storage.save(f"communities/{world.community.pk}/members/{uuid4()}.webp", ContentFile(b"x"))
    theirs = default_storage.save(
        f"communities/{world.neighbour.community_id}/members/{uuid4()}.webp", ContentFile(b"x")
    )

    assert client.get(interface.picture_url("ijsselburen", ours)).status_code == 200
    for path in (
        theirs.split("/", 2)[2],
        f"../{world.neighbour.community_id}/{theirs.split('/', 2)[2]}",
        "people/x.webp",
    ):
        assert client.get(f"/c/ijsselburen/pictures/{path}").status_code == 404
