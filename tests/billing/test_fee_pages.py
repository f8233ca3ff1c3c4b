"""The fee page in words and examples, and the form that writes every kind of rule."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from billing.actions.revenue_models import activate_revenue_model
from billing.examples import examples_of
from billing.models import RevenueModel
from billing.rule_forms import BandsField
from billing.words import said_rules
from tests.api.rows import make_listing
from tests.billing.conftest import Login, World
from tests.billing.factories import PER_DEAL, SIX_PERCENT, make_draft, make_model, url
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.scope import scope

BANDS: list[tuple[str, list[dict[str, Any]]]] = [
    ("10; 2,00; 5,00\n; 1,00", [
        {"upto": "10", "unit": "2E+2", "flat": 500}, {"upto": None, "unit": "1E+2", "flat": 0},
    ]),
    ("100; 5%\n; 2,5%; 1", [
        {"upto": "10000", "rate_bp": 500, "flat": 0}, {"upto": None, "rate_bp": 250, "flat": 100},
    ]),
    ("\n; 0,505 \n", [{"upto": None, "unit": "50.5", "flat": 0}]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bands"), BANDS)
def test_bands_are_written_a_line_each_and_come_back(text: str, bands: list[dict[str, Any]]) -> None:
    field = BandsField(required=False)
    assert field.clean(text) == bands
    assert field.clean(field.prepare_value(bands)) == bands


@pytest.mark.parametrize("text", ["tien; 1,00", "10; x", "10; 1,00; x", "; NaN", "; 9e99"])
def test_bands_that_are_no_numbers_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        BandsField().clean(text)
    assert refused.value.messages[0].endswith(".")


GOES_TO = "of this goes to: 70% the operator, 30% the solidarity fund"


def test_every_kind_of_rule_is_said_in_words(inside: World) -> None:
    category = make_listing(inside.community, inside.member).category
    draft = make_draft(
        inside.community,
        {**SIX_PERCENT, "free_amount_minor": 100_000, "base_with_delivery": True, "ladder": "deel",
         "category_id": category.pk, "beneficiaries": [["operator", 7000], ["solidarity", 3000]]},
        {**PER_DEAL, "calculator": "graduated", "tiers": BANDS[0][1], "member_type": "trader"},
        {**PER_DEAL, "calculator": "first_more", "more_minor": 50, "most_units": 3,
         "organisation_id": inside.partner.pk},
        {**PER_DEAL, "calculator": "graduated_percent", "basis": "percent_of_price", "tiers": BANDS[1][1]},
    )  # fmt: skip
    with override("en"):
        said = [(one.height, one.of_what, *one.limits) for one in said_rules(draft, "EUR")]
    assert said == [
        ("6%", "of the price without VAT (VAT comes on top)", "at least €0.25", "at most €15.00",
         "the first €1,000.00 of turnover a year is free", "for deals from a price of €0.31 on", "of delivery too",
         f"only in {category}", "of “deel” the most specific one counts", GOES_TO),
        ("By bands", "of pieces (with VAT)", "up to 10: €2.00, and €5.00 once", "beyond that €1.00",
         "only for Traders"),
        ("€1.50", "for the first piece (with VAT)", "€0.50 for each further piece", "counted up to 3 pieces",
         "only for Bakkerij Korst"),
        ("By bands", "of the price without VAT (with VAT)", "up to €100.00: 5%", "beyond that 2.5%, and €1.00 once"),
    ]  # fmt: skip


def test_examples_of_several_prices_stand_beside_the_rules(world: World, login: Login) -> None:
    model = make_model(world.community, {**SIX_PERCENT, "free_per_year": 3}, PER_DEAL)
    with scope(world.community):
        found = [
            (one.price_minor, one.requester_pays_minor, one.provider_receives_minor)
            for one in examples_of(model)
        ]
    assert found == [
        (500, 650, 470),
        (2_500, 2_650, 2_350),
        (25_000, 25_150, 23_500),
        (100_000, 100_150, 98_185),
    ]
    page = login(world.member).get(url(world, "fees")).content.decode().replace("\xa0", " ")
    assert "€ 981,85" in page


def test_everybody_sees_what_was_decided_and_when_it_begins(world: World, login: Login) -> None:
    old = make_model(world.community, PER_DEAL)
    coming = make_draft(world.community, SIX_PERCENT, name="Wat komt")
    with scope(world.community):
        activate_revenue_model(coming.pk, DecisionRef(9, "B-2026-909", timezone.now(), "Bijdragen"))
    page = login(world.member).get(url(world, "fees"))
    assert page.context["model"] == old
    assert "Wat komt" in page.content.decode()
    detail = login(world.member).get(url(world, "revenue_model", coming.public_id)).content.decode()
    assert "Deel van de prijs" in detail


def test_a_new_draft_starts_with_the_rules_in_force(world: World, login: Login) -> None:
    make_model(world.community, SIX_PERCENT, PER_DEAL)
    page = login(world.treasurer).get(url(world, "revenue_model_new"))
    texts = [form["text"].value() for form in page.context["rule_forms"]]
    assert texts == ["Deel van de prijs", "Per afspraak"]


def test_the_form_writes_a_rule_of_every_field(world: World, login: Login) -> None:
    typed = {
        "name": "Van alles", "notice_days": "20", "rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "0",
        "rules-0-text": "Banden", "rules-0-payer": "requester", "rules-0-basis": "per_transaction",
        "rules-0-vat_mode": "excl", "rules-0-vat_rate_bp": "2100", "rules-0-interval": "month",
        "rules-0-party_kind": "any", "rules-0-exchange_types": ["paid"], "rules-0-calculator": "volume",
        "rules-0-tiers": "10; 2,00; 5,00\n; 1,00", "rules-0-from_price_minor": "3", "rules-0-free_amount_minor": "100",
        "rules-0-ladder": "deel", "rules-0-member_type": "kor", "rules-0-organisation_id": str(world.partner.pk),
        "rules-0-part_solidarity": "25", "rules-0-part_community": "12,5", "rules-0-base_with_vat": "on",
    }  # fmt: skip
    client = login(world.treasurer)
    assert client.post(url(world, "revenue_model_new"), typed).status_code == 302
    with scope(world.community):
        model = RevenueModel.objects.get()
        [rule] = model.rules.all()
    assert (model.notice_days, rule.calculator, rule.tiers) == (20, "volume", BANDS[0][1])
    assert (rule.from_price_minor, rule.free_amount_minor, rule.ladder) == (300, 10_000, "deel")
    assert (rule.member_type, rule.organisation_id, rule.base_with_vat) == ("kor", world.partner.pk, True)
    assert rule.beneficiaries == [["operator", 6250], ["community", 1250], ["solidarity", 2500]]
    shown = client.get(url(world, "revenue_model_edit", model.public_id)).context["rule_forms"][0]
    assert shown.is_unfolded_more
    assert (shown["part_solidarity"].value(), shown["tiers"].value()) == ("25", "10; 2; 5\n; 1")


@pytest.mark.parametrize(
    ("field", "value"),
    [("tiers", "10; x"), ("part_solidarity", "101"), ("organisation_id", "999999"), ("calculator", "magic"),
     ("local_group_id", "x"), ("package_units", "0"), ("from_price_minor", "-1")],
)  # fmt: skip
def test_what_is_typed_wrong_writes_nothing(world: World, login: Login, field: str, value: str) -> None:
    typed = {
        "name": "Van alles", "rules-TOTAL_FORMS": "1", "rules-INITIAL_FORMS": "0", "rules-0-text": "x",
        "rules-0-payer": "requester", "rules-0-basis": "per_transaction", "rules-0-amount_minor": "1",
        "rules-0-vat_mode": "excl", "rules-0-vat_rate_bp": "2100", "rules-0-interval": "month",
        "rules-0-party_kind": "any", "rules-0-exchange_types": ["paid"], f"rules-0-{field}": value,
    }  # fmt: skip
    page = login(world.treasurer).post(url(world, "revenue_model_new"), typed)
    assert page.status_code == 200
    assert page.context["rule_forms"][0].errors
    with scope(world.community):
        assert not RevenueModel.objects.exists()
