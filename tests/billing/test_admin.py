"""The network leader's window on money: everything of the communities one leads, and nothing to change."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from billing.models import Invoice
from tests.billing.conftest import Login, World
from tests.billing.factories import PER_DEAL, make_charge, make_invoice, make_model
from tests.factories import make_operator
from weconomics.admin_base import site
from weconomics.tenancy.scope import scope

NAMES = sorted(model._meta.model_name for model in site._registry if model._meta.app_label == "billing")


@pytest.fixture
def leader(world: World, login: Login) -> Client:
    return login(world.network_person)


def fill(world: World) -> Invoice:
    """Something in every list, here and next door."""
    make_operator(world.neighbour.community, legal_name="Buren U.A.")
    for payer, word in ((world.member, "van hier"), (world.neighbour, "van hiernaast")):
        make_model(payer.community, {**PER_DEAL, "text": word})
        make_charge(payer, text=word)
        invoice = make_invoice(payer, text=word)
    with scope(world.community):
        return Invoice.objects.get(party__membership=world.member) if invoice else invoice


@pytest.mark.parametrize("name", NAMES)
def test_lists_show_the_communities_one_leads_and_no_others(world: World, leader: Client, name: str) -> None:
    fill(world)
    page = leader.get(reverse(f"admin:billing_{name}_changelist"))
    assert page.status_code == 200
    assert page.context["cl"].result_count == {"charge": 2}.get(name, 1)
    for word in ("hiernaast", "Bart Buurman", world.neighbour.community.name):
        assert word not in page.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_can_be_added_changed_or_deleted(world: World, leader: Client, name: str) -> None:
    fill(world)
    model = next(model for model in site._registry if model._meta.label_lower == f"billing.{name}")
    with scope(world.community):
        row = model.objects.order_by("pk").first()
    change = reverse(f"admin:billing_{name}_change", args=[row.pk])
    assert leader.get(change).status_code == 200
    for url in (reverse(f"admin:billing_{name}_add"), change, change.replace("change", "delete")):
        assert leader.post(url, {"state": "paid", "post": "yes"}).status_code == 403
    listed = leader.post(
        reverse(f"admin:billing_{name}_changelist"), {"action": "delete_selected", "_selected_action": row.pk}
    )
    assert listed.status_code in (200, 302)
    with scope(world.community):
        assert model.objects.filter(pk=row.pk).exists()


def test_a_neighbours_invoice_is_not_there(world: World, leader: Client) -> None:
    fill(world)
    with scope(world.neighbour.community):
        theirs = Invoice.objects.get()
    assert leader.get(reverse("admin:billing_invoice_change", args=[theirs.pk])).status_code == 302


def test_an_invoice_opens_with_its_lines_and_amounts(world: World, leader: Client) -> None:
    invoice = fill(world)
    html = leader.get(reverse("admin:billing_invoice_change", args=[invoice.pk])).content.decode()
    assert "van hier" in html
    assert invoice.label in html
    listed = leader.get(reverse("admin:billing_invoice_changelist")).content.decode()
    assert "€ 12,10" in listed.replace("\xa0", " ")


@pytest.mark.parametrize("who", ["member", "treasurer", "leader", "neighbour"])
def test_nobody_else_comes_in(world: World, login: Login, who: str) -> None:
    client = login(getattr(world, who))
    for name in NAMES:
        assert client.get(reverse(f"admin:billing_{name}_changelist")).status_code == 302


def test_no_other_admin_shows_money() -> None:
    assert not [model for model in admin.site._registry if model._meta.app_label == "billing"]
