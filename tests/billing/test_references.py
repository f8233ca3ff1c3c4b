"""References of a payer: set by who does its finances, kept by date; and VAT rates by date."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from billing.actions.references import ask_register, keep_answer, set_references, vat_ids_to_check
from billing.document_jobs import look_vat_numbers_up
from billing.models import BuyerReference, TaxRate, VatIdCheck
from billing.tax_rates import is_rate_on, rate_of_supply, rates_on
from communities.models import PartnerOrganisation
from tests.billing.conftest import Login, World
from tests.billing.factories import make_invoice, url
from tests.factories import actor_of
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope


def test_who_does_the_finances_sets_the_references(inside: World) -> None:
    said = set_references(
        organisation_id=inside.partner.pk,
        buyer_reference=" KP-12 ",
        order_reference="",
        by=actor_of(inside.colleague),
    )
    assert (said.buyer_reference, said.order_reference, said.party.organisation_id) == (
        "KP-12",
        "",
        inside.partner.pk,
    )


def test_the_same_references_again_write_nothing(inside: World) -> None:
    for words in ("KP-12", "KP-12", "KP-13"):
        set_references(
            organisation_id=inside.partner.pk,
            buyer_reference=words,
            order_reference="",
            by=actor_of(inside.colleague),
        )
    assert list(BuyerReference.objects.values_list("buyer_reference", flat=True)) == ["KP-13", "KP-12"]


@pytest.mark.parametrize("who", ["visitor", "neighbour", "member", "treasurer", "leader", "network_leader"])
def test_others_do_not(inside: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        set_references(
            organisation_id=inside.partner.pk, buyer_reference="x", order_reference="", by=inside.actor(who)
        )
    assert not BuyerReference.objects.exists()


def test_the_page_shows_and_changes_them(world: World, login: Login) -> None:
    client = login(world.colleague)
    path = url(world, "reference_edit", world.partner.public_id)
    assert client.post(path, {"buyer_reference": "KP-12", "order_reference": "4500"}).status_code == 302
    html = client.get(url(world, "references")).content.decode()
    assert "KP-12" in html
    assert 'value="4500"' in client.get(path).content.decode()


def test_the_page_of_another_organisation_is_not_found(world: World, login: Login) -> None:
    path = url(world, "reference_edit", world.partner.public_id)
    assert login(world.member).get(path).status_code == 404
    assert login(world.treasurer).post(path, {"buyer_reference": "x"}).status_code == 404
    with scope(world.community):
        assert not BuyerReference.objects.exists()


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2012, 9, 30), [1900, 600, 0]),
        (date(2012, 10, 1), [2100, 600, 0]),
        (date(2018, 12, 31), [2100, 600, 0]),
        (date(2019, 1, 1), [2100, 900, 0]),
        (date(2026, 12, 1), [2100, 900, 0]),
    ],
)
def test_rates_are_those_of_the_day(db: Any, day: date, found: list[int]) -> None:
    assert [rate.rate_bp for rate in rates_on(day)] == found
    assert not is_rate_on(1900, date(2026, 1, 1))


def test_the_rate_is_that_of_the_day_of_supply(db: Any) -> None:
    """Agreed at 6%, delivered after the change: 9%. A rate that no table knows stays."""
    about = {"known_on": date(2018, 12, 1), "supplied_on": date(2019, 1, 1)}
    assert rate_of_supply(600, **about) == 900
    assert rate_of_supply(2100, **about) == 2100
    assert rate_of_supply(1234, **about) == 1234


def test_no_two_rates_of_a_kind_hold_on_one_day(db: Any) -> None:
    with pytest.raises(IntegrityError, match="tax_rate_one_a_day"), transaction.atomic():
        TaxRate.objects.create(country="NL", category="standard", rate_bp=2200, valid_from=date(2030, 1, 1))
    TaxRate.objects.filter(category="standard", valid_to=None).update(valid_to=date(2030, 1, 1))
    TaxRate.objects.create(country="NL", category="standard", rate_bp=2200, valid_from=date(2030, 1, 1))
    TaxRate.objects.create(country="BE", category="standard", rate_bp=2100, valid_from=date(1996, 1, 1))
    assert [rate.rate_bp for rate in rates_on(date(2030, 1, 1))] == [2200, 900, 0]


def reverse_charged(world: World) -> Any:
    with scope(world.community):
        PartnerOrganisation.objects.update(country="DE", vat_id="DE136695976")
        world.partner.refresh_from_db()
    return make_invoice(world.partner, 1000)


def says_yes(vat_id: str) -> dict[str, Any]:
    return {"is_valid": True, "name": "Hof GmbH", "vat_id": vat_id}


def test_without_a_register_nothing_is_looked_up(inside: World) -> None:
    look_vat_numbers_up()
    assert ask_register("DE136695976") is None
    assert not Job.objects.filter(kind="billing.vat_numbers").exists()


@override_settings(VAT_REGISTER="tests.billing.test_references.says_yes")
def test_the_answer_of_the_register_is_kept_with_its_moment(world: World) -> None:
    invoice = reverse_charged(world)
    with scope(world.community):
        look_vat_numbers_up()
        job = Job.objects.get(kind="billing.vat_numbers")
    run_job_now(world.community.pk, job.pk)
    with scope(world.community):
        kept = VatIdCheck.objects.get()
        assert (kept.party, kept.vat_id, kept.is_valid, kept.answer["name"]) == (
            invoice.party, "DE136695976", True, "Hof GmbH",
        )  # fmt: skip
        assert vat_ids_to_check(timezone.now()) == []
        assert len(vat_ids_to_check(timezone.now() + timedelta(days=31))) == 1


def test_a_register_that_does_not_know_holds_nothing_up(world: World) -> None:
    invoice = reverse_charged(world)
    with scope(world.community):
        kept = keep_answer(party_id=invoice.party_id, vat_id="DE136695976", answer={}, at=timezone.now())
    assert kept.is_valid is None
    assert invoice.taxes.model.__name__ == "InvoiceTax"
