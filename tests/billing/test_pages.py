"""What stands on the pages, and that nothing typed is lost; who comes in is in test_doors."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing.actions.closing import next_period_to_close, start_closing
from billing.models import Invoice, PaymentAttempt, RevenueModel
from tests.billing.conftest import Login, World
from tests.billing.factories import (
    PER_DEAL,
    PER_MONTH,
    SIX_PERCENT,
    last_month,
    make_charge,
    make_draft,
    make_invoice,
    make_model,
    url,
)
from tests.factories import actor_of, make_member
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

RULE = {
    "rules-0-text": "Deel van de prijs", "rules-0-payer": "provider", "rules-0-basis": "percent_of_price",
    "rules-0-rate_bp": "2,5", "rules-0-floor_minor": "0,25", "rules-0-cap_minor": "15", "rules-0-vat_mode": "excl",
    "rules-0-vat_rate_bp": "2100", "rules-0-interval": "month", "rules-0-party_kind": "any",
    "rules-0-exchange_types": ["paid"],
}  # fmt: skip
FORM = {"name": "Aanbieder betaalt", "explanation": "Wie verkoopt, betaalt.", "rules-TOTAL_FORMS": "1",
        "rules-INITIAL_FORMS": "0", **RULE}  # fmt: skip


def test_a_draft_is_written_and_changed_on_the_page(world: World, login: Login) -> None:
    client = login(world.treasurer)
    assert client.post(url(world, "revenue_model_new"), FORM).status_code == 302
    with scope(world.community):
        model = RevenueModel.objects.get()
        rule = model.rules.get()
        assert (rule.rate_bp, rule.floor_minor, rule.cap_minor, rule.exchange_types) == (
            250,
            25,
            1500,
            ["paid"],
        )
    page = client.get(url(world, "revenue_model", model.public_id)).content.decode().replace("\xa0", " ")
    assert "2,5%" in page
    assert "€ 15,00" in page
    edit = url(world, "revenue_model_edit", model.public_id)
    assert 'value="2,5"' in client.get(edit).content.decode()
    # Only the name is another: the rule that nobody touched stays.
    client.post(edit, {**FORM, "rules-INITIAL_FORMS": "1", "name": "Anders"})
    with scope(world.community):
        model.refresh_from_db()
        assert model.name == "Anders"
        assert model.rules.get().rate_bp == 250
    client.post(edit, {**FORM, "rules-INITIAL_FORMS": "1", "rules-0-DELETE": "on"})
    with scope(world.community):
        assert not model.rules.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rules-0-rate_bp": "zes"}, "rate_bp"),
        ({"rules-0-rate_bp": "0"}, "rate_bp"),
        ({"rules-0-rate_bp": "1.000.000.000"}, "rate_bp"),
        ({"rules-0-floor_minor": "20"}, "floor_minor"),
        ({"rules-0-floor_minor": "0,255"}, "floor_minor"),
        ({"rules-0-cap_minor": "-1", "rules-0-floor_minor": ""}, "cap_minor"),
        ({"rules-0-payer": "member"}, "payer"),
        ({"rules-0-payer": "niemand"}, "payer"),
        ({"rules-0-basis": "per_transaction"}, "amount_minor"),
        ({"rules-0-split_bp": "101"}, "split_bp"),
        ({"rules-0-text": ""}, "text"),
        ({"rules-0-text": "x" * 201}, "text"),
        ({"rules-0-free_per_year": "-1"}, "free_per_year"),
        ({"rules-0-exchange_types": ["gift"]}, "exchange_types"),
        ({"name": ""}, None),
        ({"name": "x" * 121}, None),
    ],
)
def test_bad_input_is_answered_beside_its_field_and_kept(
    world: World, login: Login, changes: dict[str, Any], field: str | None
) -> None:
    page = login(world.treasurer).post(url(world, "revenue_model_new"), {**FORM, **changes})
    assert page.status_code == 200
    forms = page.context["rule_forms"]
    wrong = forms[0].errors if field else page.context["form"].errors
    assert list(wrong) == [field or "name"]
    html = page.content.decode()
    for sentence in wrong[field or "name"]:
        assert str(sentence) in html.replace("&#x27;", "'").replace("&quot;", '"')
    assert "Wie verkoopt, betaalt." in html
    for value in changes.values():
        assert isinstance(value, list) or value in html
    with scope(world.community):
        assert not RevenueModel.objects.exists()


def test_too_many_rules_are_refused_with_a_sentence(world: World, login: Login) -> None:
    many = {key.replace("-0-", f"-{n}-"): value for n in range(13) for key, value in RULE.items()}
    page = login(world.treasurer).post(
        url(world, "revenue_model_new"), {**FORM, **many, "rules-TOTAL_FORMS": "13"}
    )
    assert page.status_code == 200
    assert page.context["rule_forms"].non_form_errors()


def test_a_form_without_its_count_is_an_answer_and_no_error(world: World, login: Login) -> None:
    assert login(world.treasurer).post(url(world, "revenue_model_new"), {"name": "Zo"}).status_code == 200


def test_what_was_decided_has_no_edit_page(world: World, login: Login) -> None:
    model = make_model(world.community, PER_DEAL)
    page = login(world.treasurer).get(url(world, "revenue_model_edit", model.public_id))
    assert 400 <= page.status_code < 500


def test_from_desk_to_paid_by_the_pages(world: World, login: Login) -> None:
    make_charge(world.member, 1000)
    treasurer, member = login(world.treasurer), login(world.member)
    assert treasurer.post(url(world, "test_route"), follow=True).status_code == 200
    closing = treasurer.post(url(world, "close_month"))
    with scope(world.community):
        job = Job.objects.get(kind="billing.close_month")
    assert closing.headers["Location"] == reverse("jobs:job", args=[world.community.slug, job.public_id])
    run_job_now(world.community.pk, job.pk)
    done = treasurer.get(closing.headers["Location"]).content.decode()
    with scope(world.community):
        invoice = Invoice.objects.get()
        assert f"?month={invoice.period.label}" in done
    assert (
        invoice.label
        in treasurer.get(url(world, "desk_invoices"), {"month": f"{last_month():%Y-%m}"}).content.decode()
    )
    assert not treasurer.get(url(world, "desk_invoices"), {"state": "paid"}).context["page_obj"].object_list

    page = url(world, "invoice", invoice.public_id)
    assert url(world, "pay", invoice.public_id) in member.get(page).content.decode()
    sandbox = member.post(url(world, "pay", invoice.public_id)).headers["Location"]
    failed = member.post(sandbox, {"outcome": "failed"}, follow=True)
    assert failed.status_code == 200
    assert url(world, "pay", invoice.public_id) in failed.content.decode()
    again = member.post(url(world, "pay", invoice.public_id)).headers["Location"]
    assert again != sandbox
    paid = member.post(again, {"outcome": "paid"}, follow=True).content.decode()
    assert url(world, "pay", invoice.public_id) not in paid
    assert url(world, "invoice", invoice.public_id) in member.get(again).content.decode()
    with scope(world.community):
        assert Invoice.objects.get().state == "paid"


def test_an_outcome_that_is_none_ends_nothing(world: World, login: Login) -> None:
    invoice, member = make_invoice(world.member), login(world.member)
    sandbox = member.post(url(world, "pay", invoice.public_id)).headers["Location"]
    assert member.post(sandbox, {"outcome": "misschien"}).status_code == 200
    with scope(world.community):
        assert PaymentAttempt.objects.get().is_live


def test_paying_what_is_paid_says_so(world: World, login: Login) -> None:
    invoice = make_invoice(world.member)
    assert login(world.treasurer).post(url(world, "bank_payment", invoice.public_id)).status_code == 302
    answer = login(world.member).post(url(world, "pay", invoice.public_id))
    assert 400 <= answer.status_code < 500
    assert world.community.name in answer.content.decode()


def test_crediting_leads_to_the_credit_note(world: World, login: Login) -> None:
    invoice, treasurer = make_invoice(world.member), login(world.treasurer)
    page = treasurer.post(url(world, "credit", invoice.public_id), follow=True).content.decode()
    with scope(world.community):
        note = Invoice.objects.get(kind="credit_note")
    assert note.label in page
    assert invoice.label in page
    assert note.label in treasurer.get(url(world, "invoice", invoice.public_id)).content.decode()


@pytest.mark.parametrize(
    "name", ["pay", "bank_payment", "credit", "close_month", "test_route", "revenue_model_discard"]
)
def test_what_changes_something_is_posted(world: World, login: Login, name: str) -> None:
    invoice, draft = make_invoice(world.member), make_draft(world.community, PER_DEAL)
    row = {"close_month": [], "test_route": [], "revenue_model_discard": [draft.public_id]}
    args = row.get(name, [invoice.public_id])
    assert login(world.treasurer).get(url(world, name, *args)).status_code == 405


def test_closing_too_early_says_when(world: World, login: Login) -> None:
    client = login(world.treasurer)
    desk = client.get(url(world, "desk"))
    assert not desk.context["can_close"]
    answer = client.post(url(world, "close_month"))
    assert 400 <= answer.status_code < 500


def count_queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["fees", "my_invoices", "desk", "desk_invoices"])
def test_lists_ask_as_many_queries_for_three_rows_as_for_one(world: World, login: Login, name: str) -> None:
    make_model(world.community, SIX_PERCENT)
    client = login(world.treasurer if name != "my_invoices" else world.member)
    for at in (2021, 2022, 2023):
        payer = make_member(world.community)
        make_charge(payer)
        make_invoice(payer)
        make_invoice(world.member, at=last_month().replace(year=at, day=2))
        make_draft(world.community, PER_DEAL)
        if at == 2021:
            client.get(url(world, name))
            one = count_queries(client, url(world, name))
    assert count_queries(client, url(world, name)) == one


@pytest.mark.parametrize("name", ["invoice", "invoice_pdf"])
def test_an_invoice_with_more_lines_asks_no_more(world: World, login: Login, name: str) -> None:
    client = login(world.member)
    short, long = (
        make_invoice(world.member),
        make_invoice(world.member, 1, 2, 3, at=last_month().replace(year=2022)),
    )
    client.get(url(world, name, short.public_id))
    counts = [count_queries(client, url(world, name, row.public_id)) for row in (short, long)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["revenue_model", "revenue_model_edit"])
def test_a_model_with_more_rules_asks_no_more(world: World, login: Login, name: str) -> None:
    client = login(world.treasurer)
    one, three = (
        make_draft(world.community, *rules) for rules in ([PER_DEAL], [PER_DEAL, SIX_PERCENT, PER_MONTH])
    )
    client.get(url(world, name, one.public_id))
    counts = [count_queries(client, url(world, name, row.public_id)) for row in (one, three)]
    assert counts[0] == counts[1]


def test_the_page_of_fees_asks_as_many_queries_for_three_rules(world: World, login: Login) -> None:
    client, counts = login(world.member), []
    client.get(url(world, "fees"))
    for rules in ([PER_DEAL], [PER_DEAL, SIX_PERCENT, PER_MONTH]):
        make_model(world.community, *rules, at=timezone.now())
        counts.append(count_queries(client, url(world, "fees")))
    assert counts[0] == counts[1]


def test_closed_months_cost_the_desk_no_more_queries(world: World, login: Login) -> None:
    """Each closing shows its job and its month."""
    client, counts = login(world.treasurer), []
    for back in (90, 60, 30):
        make_charge(world.member, at=last_month() - timedelta(days=back))
        with scope(world.community):
            job = start_closing(period=next_period_to_close(), by=actor_of(world.treasurer))
        run_job_now(world.community.pk, job.pk)
        client.get(url(world, "desk"))
        counts.append(count_queries(client, url(world, "desk")))
    assert counts[0] == counts[2]


def test_what_people_typed_is_shown_as_text(world: World, login: Login) -> None:
    typed = '<script>alert("x")</script> & <b>'
    make_model(world.community, {**PER_DEAL, "text": typed})
    draft = make_draft(world.community, {**PER_DEAL, "text": typed}, name=typed)
    invoice = make_invoice(world.member, text=typed)
    paths = [
        (world.member, url(world, "invoice", invoice.public_id)),
        (world.member, url(world, "fees")),
        (world.member, url(world, "revenue_model", draft.public_id)),
        (world.treasurer, url(world, "revenue_model_edit", draft.public_id)),
    ]
    for who, path in paths:
        html = login(who).get(path).content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_the_menu_shows_what_is_open(world: World, login: Login) -> None:
    make_invoice(world.member)
    home = reverse("communities:home", args=[world.community.slug])
    assert url(world, "my_invoices") in login(world.member).get(home).content.decode()
    assert url(world, "desk") in login(world.treasurer).get(home).content.decode()
    assert url(world, "desk") not in login(world.member).get(home).content.decode()


def test_the_words_of_a_rule_say_all_of_it(world: World, login: Login) -> None:
    make_model(
        world.community,
        {**PER_DEAL, "payer": "split", "split_bp": 3350, "amount_minor": 1000, "exchange_types": ["paid", "loan"],
         "free_per_year": 6, "party_kind": "member"},
        {**PER_MONTH, "grace_months": 3, "only_with_trade": True, "household_cap_minor": 3600},
    )  # fmt: skip
    html = login(world.member).get(url(world, "fees")).content.decode().replace("\xa0", " ")
    for said in ("33,5%", "66,5%", "€ 10,00", "€ 7,50", "€ 36,00", "6", "3"):
        assert said in html


@pytest.mark.parametrize(
    ("changes", "unfolded"),
    [
        ({}, False),
        ({"rules-0-floor_minor": "20"}, True),
        ({"rules-0-split_bp": "101"}, True),
        ({"rules-0-rate_bp": "zes"}, False),
        ({"rules-0-exchange_types": ["paid", "loan"]}, True),
        ({"rules-0-grace_months": "3"}, True),
    ],
)
def test_what_was_refused_is_never_folded_away(
    world: World, login: Login, changes: dict[str, Any], unfolded: bool
) -> None:
    plain = {"rules-0-floor_minor": "", "rules-0-cap_minor": "", "name": ""}  # refused for its name
    page = login(world.treasurer).post(url(world, "revenue_model_new"), {**FORM, **plain, **changes})
    assert ('<details class="mt-2" open>' in page.content.decode()) == unfolded
