"""A program reads the invoices of whoever it acts for, and of nobody else."""

import pytest

from communities.enums import ColleagueRole
from communities.models import PartnerColleague
from tests.api.programs import is_problem, make_program
from tests.api.rows import make_invoice
from tests.factories import make_member, make_partner
from weconomics.api.scopes import Scope
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(community, organisation):
    return make_invoice(community, organisation=organisation)


def labels(answer) -> list[str]:
    return [row["number"] for row in answer.json()["results"]]


def test_the_list_shows_the_partners_own(program, invoice, community, admin):
    make_invoice(community, membership=admin)
    make_invoice(community, organisation=make_partner(community))
    make_invoice(community, membership=make_member(community))
    answer = program.get("invoices/")
    assert answer.json()["results"] == [
        {
            "id": str(invoice.public_id),
            "kind": "invoice",
            "number": invoice.label,
            "state": "issued",
            "currency": "EUR",
            "net_minor": 1000,
            "vat_minor": 210,
            "gross_minor": 1210,
            "issued_on": "2026-11-01",
            "due_on": "2026-11-15",
            "paid_at": None,
        }
    ]


def test_one_invoice_has_its_lines_and_vat(program, invoice):
    body = program.get(f"invoices/{invoice.public_id}/").json()
    assert body["lines"] == [
        {
            "position": 1,
            "text": "Bijdrage",
            "occurred_on": "2026-10-03",
            "amount_minor": 1000,
            "vat_mode": "excl",
            "vat_bp": 2100,
        }
    ]
    assert body["taxes"] == [{"category": "S", "vat_bp": 2100, "net_minor": 1000, "vat_minor": 210}]
    assert body["payer_name"] == "Stichting Zonnedak"
    assert body["pdf_url"] == f"/api/v1/communities/zonnekring/invoices/{invoice.public_id}/pdf/"


def test_the_document_is_a_pdf(program, invoice):
    answer = program.get(f"invoices/{invoice.public_id}/pdf/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{invoice.label}.pdf"'
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("tail", ["", "pdf/"])
def test_those_of_others_are_not_found(program, stranger, community, neighbour, admin, invoice, tail):
    of_person = make_invoice(community, membership=admin)
    of_partner = make_invoice(community, organisation=make_partner(community))
    of_neighbour = make_invoice(neighbour, organisation=stranger.client.organisation)
    for other in (of_person, of_partner, of_neighbour):
        is_problem(program.get(f"invoices/{other.public_id}/{tail}"), 404, "not_found")
    is_problem(stranger.get(f"invoices/{invoice.public_id}/{tail}"), 404, "not_found")
    assert stranger.get(f"invoices/{of_neighbour.public_id}/{tail}").status_code == 200


def test_the_invoices_of_a_second_partner_of_the_same_person_stay_apart(program, community, admin):
    second = make_partner(community, admin=admin)
    other = make_invoice(community, organisation=second)
    is_problem(program.get(f"invoices/{other.public_id}/"), 404)
    assert labels(make_program(admin, second).get("invoices/")) == [other.label]


def test_a_leaders_program_sees_the_leaders_own(community, invoice):
    leader = make_member(community, "domain_leader", "treasurer")
    own = make_invoice(community, membership=leader)
    with scope(community):
        PartnerColleague.objects.create(
            organisation=make_partner(community), membership=leader, role=ColleagueRole.FINANCE
        )
    assert labels(make_program(leader).get("invoices/")) == [own.label]


def test_filters(program, community, organisation, invoice):
    later = make_invoice(community, organisation=organisation, month=11, issued_on="2026-12-01")
    assert labels(program.get("invoices/?issued_from=2026-12-01")) == [later.label]
    assert labels(program.get("invoices/?issued_before=2026-12-01")) == [invoice.label]
    assert labels(program.get("invoices/?state=paid")) == []


@pytest.mark.parametrize(
    ("query", "field"), [("state=lost", "state"), ("issued_from=soon", "issued_from"), ("state=%00", "state")]
)
def test_a_filter_that_is_none_is_said(program, invoice, query, field):
    body = is_problem(program.get(f"invoices/?{query}"), 400, "invalid")
    assert body["errors"][0]["field"] == field


@pytest.mark.parametrize("path", ["invoices/", "invoices/{id}/", "invoices/{id}/pdf/"])
def test_needs_its_scope(admin, organisation, invoice, path):
    scopes = [scope for scope in Scope.values if scope != Scope.INVOICES_READ]
    program = make_program(admin, organisation, *scopes)
    is_problem(program.get(path.format(id=invoice.public_id)), 403, "scope_missing")
