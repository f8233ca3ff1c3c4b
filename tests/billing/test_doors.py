"""The doors: who comes in, who is turned away, and that a refusal changes nothing."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from billing.actions.payments import start_payment
from billing.models import Invoice, PaymentAttempt, PaymentRouteTest, RevenueModel
from communities.models import Membership, PartnerColleague
from tests.billing.conftest import Login, World
from tests.billing.factories import (
    PER_DEAL,
    PER_MONTH,
    SIX_PERCENT,
    make_charge,
    make_draft,
    make_invoice,
    make_model,
    url,
)
from tests.factories import actor_of, make_member, make_operator
from weconomics.actor import Role
from weconomics.jobs.models import Job
from weconomics.tenancy.scope import scope


def everything(world: World) -> dict[str, tuple[str, str]]:
    """Each page that is read: its address, and words that must stand there."""
    make_model(world.community, SIX_PERCENT, PER_DEAL, PER_MONTH)
    draft = make_draft(world.community, {**PER_DEAL, "payer": "split", "split_bp": 4000}, name="Half om half")
    make_charge(world.other, 4321)
    mine, partners = make_invoice(world.member, 1000), make_invoice(world.partner, 2000)
    with scope(world.community):
        attempt = start_payment(invoice=mine, by=actor_of(world.member))
    return {
        "fees": (url(world, "fees"), "Deel van de prijs"),
        "revenue_model": (url(world, "revenue_model", draft.public_id), "Half om half"),
        "revenue_model_new": (url(world, "revenue_model_new"), "rules-TOTAL_FORMS"),
        "revenue_model_edit": (url(world, "revenue_model_edit", draft.public_id), "Half om half"),
        "my_invoices": (url(world, "my_invoices"), ""),
        "invoice": (url(world, "invoice", mine.public_id), mine.label),
        "partners_invoice": (url(world, "invoice", partners.public_id), partners.label),
        "invoice_pdf": (url(world, "invoice_pdf", mine.public_id), ""),
        "sandbox": (url(world, "sandbox", attempt.public_id), mine.label),
        "desk": (url(world, "desk"), "43,21"),
        "desk_invoices": (url(world, "desk_invoices"), partners.label),
    }


DESK = {"desk", "desk_invoices", "revenue_model_new", "revenue_model_edit"}
MEMBERS = {"fees", "revenue_model", "my_invoices"}
READS: dict[str, set[str]] = {
    "visitor": {"fees"},
    "neighbour": {"fees"},
    "leader_next_door": {"fees"},
    "other": MEMBERS,
    "coordinator": MEMBERS,
    "moderator": MEMBERS,
    "seller": MEMBERS,
    "member": MEMBERS | {"invoice", "invoice_pdf", "sandbox"},
    "colleague": MEMBERS | {"partners_invoice"},
    "treasurer": MEMBERS | DESK | {"invoice", "invoice_pdf", "partners_invoice"},
    "leader": MEMBERS | DESK | {"invoice", "invoice_pdf", "partners_invoice"},
    "network_person": MEMBERS | DESK | {"invoice", "invoice_pdf", "partners_invoice"},
}


OUTSIDERS = ("visitor", "neighbour", "leader_next_door")


def client_of(world: World, login: Login, who: str) -> Client:
    """Logged in as somebody of the world, or as one whom only this table needs."""
    if who == "visitor":
        return Client()
    if who == "leader_next_door":
        return login(make_member(world.neighbour.community, Role.DOMAIN_LEADER))
    if who in ("coordinator", "moderator"):
        return login(make_member(world.community, Role(who)))
    if who == "seller":
        return login(make_seller(world))
    return login(getattr(world, who))


def make_seller(world: World) -> Membership:
    """A colleague who trades for the bakery, and does not do its finances."""
    seller = make_member(world.community)
    with scope(world.community):
        PartnerColleague.objects.create(organisation=world.partner, membership=seller, role="trader")
    return seller


def refusal(who: str, page: str) -> int:
    """To log in or join; not for this role; or not there at all."""
    if who in OUTSIDERS:
        return 302
    return 403 if page in DESK else 404


@pytest.mark.parametrize("who", READS)
def test_who_reads_which_page(world: World, login: Login, who: str) -> None:
    pages = everything(world)
    client = client_of(world, login, who)
    answers = {page: client.get(path) for page, (path, _words) in pages.items()}
    assert {page: answer.status_code for page, answer in answers.items()} == {
        page: 200 if page in READS[who] else refusal(who, page) for page in pages
    }
    for page in READS[who] - {"invoice_pdf"}:
        assert pages[page][1] in answers[page].content.decode(), page
    if "invoice_pdf" in READS[who]:
        assert answers["invoice_pdf"].content.startswith(b"%PDF")
        assert answers["invoice_pdf"].headers["Content-Type"] == "application/pdf"


def test_each_sees_ones_own_invoices(world: World, login: Login) -> None:
    mine, partners = make_invoice(world.member), make_invoice(world.partner)
    for who, seen in ((world.member, mine), (world.colleague, partners)):
        html = login(who).get(url(world, "my_invoices")).content.decode()
        assert [label in html for label in (mine.label, partners.label)] == [seen == mine, seen == partners]
    assert mine.label not in login(world.other).get(url(world, "my_invoices")).content.decode()


def test_a_neighbours_rows_are_not_found(world: World, login: Login) -> None:
    theirs, draft = make_invoice_next_door(world), make_draft(world.neighbour.community, PER_DEAL)
    with scope(world.neighbour.community):
        attempt = start_payment(invoice=theirs, by=actor_of(world.neighbour))
    client = login(world.treasurer)
    assert client.post(url(world, "sandbox", attempt.public_id), {"outcome": "paid"}).status_code == 404
    for name in ("invoice", "invoice_pdf"):
        assert client.get(url(world, name, theirs.public_id)).status_code == 404
    for name in ("pay", "bank_payment", "credit"):
        assert client.post(url(world, name, theirs.public_id)).status_code == 404
    for name in ("revenue_model", "revenue_model_edit"):
        assert client.get(url(world, name, draft.public_id)).status_code == 404
    assert client.post(url(world, "revenue_model_discard", draft.public_id)).status_code == 404
    with scope(world.neighbour.community):
        assert Invoice.objects.get().state == "issued"
        assert RevenueModel.objects.filter(pk=draft.pk).exists()


def make_invoice_next_door(world: World) -> Invoice:
    make_operator(world.neighbour.community, legal_name="Buren U.A.")
    return make_invoice(world.neighbour)


@pytest.mark.parametrize("who", sorted(set(READS) - {"member", "treasurer"}))
def test_others_change_nothing_by_posting(world: World, login: Login, who: str) -> None:
    """Who leads sees the desk, and still does not collect money."""
    invoice, draft = make_invoice(world.member), make_draft(world.community, PER_DEAL)
    client = client_of(world, login, who)
    posts = [("pay", invoice), ("bank_payment", invoice), ("credit", invoice)]
    answers = [client.post(url(world, name, row.public_id)).status_code for name, row in posts]
    answers += [client.post(url(world, name)).status_code for name in ("close_month", "test_route")]
    if who not in ("leader", "network_person"):
        answers.append(client.post(url(world, "revenue_model_discard", draft.public_id)).status_code)
        answers.append(client.post(url(world, "revenue_model_new"), {"name": "Mijn"}).status_code)
    assert {code // 100 for code in answers} <= ({3} if who in OUTSIDERS else {4})
    with scope(world.community):
        assert Invoice.objects.get().state == "issued"
        assert RevenueModel.objects.filter(pk=draft.pk).exists()
        assert not RevenueModel.objects.filter(name="Mijn").exists()
        assert not PaymentAttempt.objects.exists()
        assert not PaymentRouteTest.objects.exists()
        assert not Job.objects.filter(kind="billing.close_month").exists()


@pytest.mark.parametrize("who", sorted(set(READS) - {"member"}))
def test_only_the_payer_says_how_a_payment_ends(world: World, login: Login, who: str) -> None:
    """The treasurer sees the invoice, and still does not answer for the member at the bank."""
    invoice = make_invoice(world.member)
    with scope(world.community):
        attempt = start_payment(invoice=invoice, by=actor_of(world.member))
    client = client_of(world, login, who)
    answer = client.post(url(world, "sandbox", attempt.public_id), {"outcome": "paid"})
    assert answer.status_code == (302 if who in OUTSIDERS else 404)
    with scope(world.community):
        assert PaymentAttempt.objects.get().is_live
        assert Invoice.objects.get().state == "issued"


@pytest.mark.parametrize(
    "name", ["invoice", "invoice_pdf", "pay", "bank_payment", "credit", "revenue_model", "sandbox"]
)
def test_what_never_was_is_not_found(world: World, login: Login, name: str) -> None:
    path = url(world, name, uuid4())
    client = login(world.treasurer)
    posted = name in ("pay", "bank_payment", "credit")
    assert (client.post(path) if posted else client.get(path)).status_code == 404


def test_who_left_reads_nothing_but_what_all_may(world: World, login: Login) -> None:
    pages, client = everything(world), login(world.member)
    with scope(world.community):
        Membership.objects.filter(pk=world.member.pk).update(state="left", left_at=timezone.now())
    codes = {page: client.get(path).status_code for page, (path, _words) in pages.items()}
    assert {page for page, code in codes.items() if code == 200} == {"fees"}
