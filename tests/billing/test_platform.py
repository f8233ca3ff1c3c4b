"""The network leader bills its communities: one month once, one series over all of them, each its own documents."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from billing.actions.platform import issue_platform_invoice, months_due
from billing.document_jobs import bill_for_the_platform
from billing.documents import platform_pdf, platform_ubl
from billing.documents.rules import broken_rules
from billing.errors import NoOperator
from billing.models import (
    PlatformInvoice,
    PlatformIssuer,
    PlatformNumber,
    PlatformSeries,
    PlatformSubscription,
)
from communities.models import Community, OperatorOfRecord
from tests.billing.conftest import Login, World, make_world
from tests.billing.factories import url
from tests.billing.official import rules_broken, schema_errors
from tests.factories import make_community, make_member, make_operator
from tests.racing import at_once
from weconomics.actor import Role
from weconomics.tenancy.scope import everything, scope

AMSTERDAM_OCTOBER = datetime(2026, 9, 30, 22, tzinfo=UTC)
NOVEMBER_FIRST = datetime(2026, 11, 1, 8, tzinfo=UTC)
LEADER = {
    "legal_name": "Stichting Samenkring Software", "kvk": "00000030", "vat_id": "NL000000103B01",
    "iban": "NL25WECO0000000003", "street": "Markt 1", "postcode": "3511 AA", "city": "Utrecht",
}  # fmt: skip


def october(zone: str = "Europe/Amsterdam") -> datetime:
    from billing.months import month_of

    return month_of(AMSTERDAM_OCTOBER + timedelta(days=3), zone)[0]


def subscribe(community: Community, starts_on: date = date(2026, 10, 1), **fields: Any) -> None:
    PlatformIssuer.objects.get_or_create(network_leader=community.network_leader, defaults=LEADER)
    with scope(community):
        PlatformSubscription.objects.create(starts_on=starts_on, **fields)


def bill(community: Community, at: datetime = NOVEMBER_FIRST) -> PlatformInvoice | None:
    with scope(community):
        return issue_platform_invoice(month=october(), at=at)


def test_a_month_is_billed_with_vat_on_top(world: World) -> None:
    subscribe(world.community)
    invoice = bill(world.community)
    assert (invoice.net_minor, invoice.vat_minor, invoice.gross_minor) == (8300, 1743, 10043)
    assert (invoice.label, invoice.month, invoice.category) == ("P2026-0001", "2026-10", "S")
    assert (invoice.starts_on, invoice.ends_on) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 11, 1), date(2026, 12, 1))
    assert (invoice.issuer["legal_name"], invoice.payer["legal_name"]) == (
        "Stichting Samenkring Software",
        "Coöperatie Voorbeeld U.A.",
    )


def test_numbers_run_on_over_all_communities_of_a_leader(world: World) -> None:
    second = make_community(domain=world.community.domain)
    make_operator(second, kvk="00000005")
    stranger = make_community()
    make_operator(stranger, kvk="00000006")
    for community in (world.community, second, stranger):
        subscribe(community)
    labels = [bill(community).label for community in (world.community, second, stranger)]
    assert labels == ["P2026-0001", "P2026-0002", "P2026-0001"]


def test_a_month_is_billed_once_however_often_it_is_asked(world: World) -> None:
    subscribe(world.community)
    first, second = bill(world.community), bill(world.community, NOVEMBER_FIRST + timedelta(days=9))
    assert first == second
    assert PlatformSeries.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_no_double(transactional_db: None) -> None:
    world = make_world()
    others = [make_community(domain=world.community.domain) for _more in range(3)]
    for place, community in enumerate(others):
        make_operator(community, kvk=f"0000004{place}")
    communities = [world.community, *others]
    for community in communities:
        subscribe(community)
    verbs = [lambda c=community: bill(c) for community in communities for _twice in range(2)]
    at_once(world.community, verbs, own_scope=True)
    assert list(PlatformNumber.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    with everything("each community has its own in a test"):
        assert PlatformInvoice.objects.count() == 4


def test_nothing_is_billed_where_nothing_is_due(world: World) -> None:
    assert bill(world.community) is None
    PlatformIssuer.objects.create(network_leader=world.community.network_leader, **LEADER)
    assert bill(world.community) is None
    with scope(world.community):
        PlatformSubscription.objects.create(starts_on=date(2026, 11, 1))
    assert bill(world.community) is None
    assert not PlatformNumber.objects.exists()


def test_a_leader_that_is_the_operator_bills_nobody(world: World) -> None:
    subscribe(world.community)
    with scope(world.community):
        OperatorOfRecord.objects.update(kvk=LEADER["kvk"])
    assert bill(world.community) is None


def test_without_an_operator_there_is_nobody_to_bill(world: World) -> None:
    subscribe(world.community)
    with scope(world.community):
        OperatorOfRecord.objects.all().delete()
    with pytest.raises(NoOperator):
        bill(world.community)
    assert not PlatformNumber.objects.exists()


def test_the_vat_is_that_of_the_day_of_supply(world: World) -> None:
    subscribe(world.community, date(2011, 1, 1))
    with scope(world.community):
        old = issue_platform_invoice(month=datetime(2012, 9, 1, tzinfo=october().tzinfo), at=NOVEMBER_FIRST)
        new = issue_platform_invoice(month=datetime(2012, 10, 1, tzinfo=october().tzinfo), at=NOVEMBER_FIRST)
    assert (old.vat_bp, new.vat_bp) == (1900, 2100)


def test_a_leader_under_the_small_business_scheme_charges_no_vat(world: World) -> None:
    subscribe(world.community)
    PlatformIssuer.objects.update(vat_status="kor")
    invoice = bill(world.community)
    assert (invoice.vat_minor, invoice.category) == (0, "E")
    assert "art. 25 Wet OB" in invoice.mention
    assert broken_rules(platform_ubl(invoice)) == []


def test_the_daily_work_bills_each_month_that_is_over(world: World) -> None:
    start = timezone.localdate().replace(day=1)
    first = (start - timedelta(days=40)).replace(day=1)
    subscribe(world.community, first)
    with scope(world.community):
        due = len(months_due(timezone.now()))
        for _day in range(2):
            bill_for_the_platform()
        assert due == 2
        assert PlatformInvoice.objects.count() == 2
        assert months_due(timezone.now()) == []


def test_the_document_is_whole(world: World) -> None:
    subscribe(world.community)
    invoice = bill(world.community)
    xml = platform_ubl(invoice)
    assert (schema_errors(xml), rules_broken(xml), broken_rules(xml)) == ([], set(), [])
    reader = PdfReader(io.BytesIO(platform_pdf(invoice)))
    assert reader.attachments == {"P2026-0001.xml": [xml]}
    words = reader.pages[0].extract_text().replace("\xa0", " ")
    for said in (
        "Stichting Samenkring Software",
        "Coöperatie Voorbeeld U.A.",
        "€ 100,43",
        "NL25WECO0000000003",
    ):
        assert said in words


def test_it_stays_as_it_was_made(world: World) -> None:
    subscribe(world.community)
    invoice = bill(world.community)
    with scope(world.community), pytest.raises(DatabaseError), transaction.atomic():
        PlatformInvoice.objects.filter(pk=invoice.pk).update(net_minor=1)
    taken = PlatformNumber.objects.get()
    with pytest.raises(IntegrityError, match="platform_month_once"), transaction.atomic():
        PlatformNumber.objects.create(
            series=taken.series, number=2, network_leader=taken.network_leader, community=taken.community,
            month=taken.month,
        )  # fmt: skip


READERS = {
    "treasurer": 200,
    "leader": 200,
    "network_person": 200,
    "member": 403,
    "colleague": 403,
    "neighbour": 302,
}


@pytest.mark.parametrize("who", READERS)
def test_who_reads_what_the_leader_billed(world: World, login: Login, who: str) -> None:
    subscribe(world.community)
    invoice = bill(world.community)
    client: Client = login(getattr(world, who))
    for name, args in (
        ("platform", []),
        ("platform_pdf", [invoice.public_id]),
        ("platform_ubl", [invoice.public_id]),
    ):
        answer = client.get(url(world, name, *args))
        assert answer.status_code == READERS[who], name
    if READERS[who] == 200:
        assert "P2026-0001" in client.get(url(world, "platform")).content.decode()


def test_a_neighbour_does_not_find_it(world: World, login: Login) -> None:
    subscribe(world.community)
    invoice = bill(world.community)
    stranger = make_member(world.neighbour.community, Role.TREASURER)
    there = f"/c/{world.neighbour.community.slug}/desk/platform/{invoice.public_id}/pdf/"
    assert login(stranger).get(there).status_code == 404
