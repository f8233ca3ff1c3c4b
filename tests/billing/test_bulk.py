"""The arithmetic of the database is that of `billing.pricing`: the same cents, whoever adds up."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from billing.actions.bulk import Issued, issue_for_payers
from billing.actions.chunks import plan_chunks
from billing.actions.closing import period_of
from billing.models import BillingRun, Charge, Invoice, Party
from billing.pricing import TaxLine, net_of_gross, totals
from communities.models import OperatorOfRecord, PartnerOrganisation
from tests.billing.conftest import World
from tests.billing.factories import last_month, make_charge, ref_of
from tests.factories import make_member
from weconomics.money import share

RATES = (0, 1, 600, 900, 2099, 2100, 2101, 2500, 10_000)
EDGES = (0, 1, -1, 2, 49, 50, 51, 99, 100, 121, -121, 10_000, 99_999_999_999, -99_999_999_999)


def asked(function: str, pairs: list[tuple[int, int]]) -> list[int]:
    """What the database says of many pairs at once, in their order."""
    amounts, rates = [list(column) for column in zip(*pairs, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(minor, bp) FROM unnest(%s::bigint[], %s::int[]) WITH ORDINALITY q (minor, bp, n)"
            " ORDER BY n",
            [amounts, rates],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("function", "ours"), [("billing_share_bp", share), ("billing_net_of_gross", net_of_gross)]
)
def test_the_database_rounds_as_we_do(function: str, ours: Any) -> None:
    chance = random.Random(20261201)
    drawn = [
        (chance.randint(-(10 ** chance.randint(1, 13)), 10**13), chance.randint(0, 10_000))
        for _n in range(100_000)
    ]
    pairs = [(amount, rate) for amount in EDGES for rate in RATES] + drawn
    assert asked(function, pairs) == [ours(*pair) for pair in pairs]


@pytest.mark.django_db
def test_a_share_of_less_than_nothing_mirrors_that_of_more() -> None:
    assert (
        asked("billing_share_bp", [(50, -100), (-50, -100), (-50, 100)])
        == [share(50, -100), 1, -1]
        == [-1, 1, -1]
    )


def plan(world: World) -> BillingRun:
    run = BillingRun.objects.create(period=period_of(last_month()))
    plan_chunks(run_id=run.pk)
    return BillingRun.objects.select_related("period").get(pk=run.pk)


def bill_everybody(world: World) -> Issued:
    ids = list(Party.objects.order_by("pk").values_list("pk", flat=True))
    return issue_for_payers(run=plan(world), low=ids[0], high=ids[-1])


@pytest.mark.parametrize(
    "operator", [{}, {"vat_status": "kor"}, {"country": "DE"}], ids=["taxed", "exempt", "reverse charge"]
)
def test_documents_in_sets_are_those_of_the_pricing(inside: World, operator: dict[str, str]) -> None:
    """Forty payers with up to nine charges of any rate and mode, some taken back: VAT, net and gross to the cent."""
    chance = random.Random(42)
    OperatorOfRecord.objects.update(**operator)
    PartnerOrganisation.objects.update(vat_id="NL000000024B01")
    payers = [inside.partner, *(make_member(inside.community, name=f"Lid {n}") for n in range(39))]
    for payer in payers:
        for _number in range(chance.randint(1, 9)):
            mode, rate = chance.choice(["incl", "excl"]), chance.choice(RATES)
            charge = make_charge(payer, chance.randint(0, 5000), vat_mode=mode, vat_bp=rate)
            if chance.random() < 0.2:
                make_charge(payer, -charge.amount_minor, reverses=charge, vat_mode=mode, vat_bp=rate)
    bill_everybody(inside)
    for party in Party.objects.all():
        kind = party.ref.kind
        lines = [
            as_line(charge, operator, kind)
            for charge in Charge.objects.filter(party=party).order_by("occurred_at", "id")
        ]
        found = Invoice.objects.filter(party=party).first()
        wanted = totals(lines)
        if sum(total.gross_minor for total in wanted) <= 0:
            assert found is None
            continue
        assert found is not None
        rows = found.taxes.values_list("category", "vat_bp", "vat_mode", "net_minor", "vat_minor")
        assert sorted(rows) == sorted(
            (t.category, t.vat_bp, t.vat_mode, t.net_minor, t.vat_minor) for t in wanted
        )
        assert found.gross_minor == sum(total.gross_minor for total in wanted)
        assert [line.amount_minor for line in found.lines.all()] == [line.amount_minor for line in lines]


def as_line(charge: Charge, operator: dict[str, str], kind: str) -> TaxLine:
    """A German operator taxes consumers here, and leaves the VAT to a Dutch business."""
    amount, mode, rate, category = charge.amount_minor, charge.vat_mode, charge.vat_bp, "S"
    if operator.get("vat_status") == "kor":
        mode, rate, category = "excl", 0, "E"
    elif operator.get("country") == "DE" and kind == "organisation":
        amount = net_of_gross(amount, rate) if mode == "incl" else amount
        mode, rate, category = "excl", 0, "AE"
    return TaxLine(amount, mode, rate, category)


def test_a_business_gets_an_invoice_and_a_consumer_a_receipt(inside: World) -> None:
    trader = make_member(
        inside.community, name="Tess Trader", trader_status="trader", vat_id="NL000000024B01"
    )
    for payer in (inside.member, trader, inside.partner):
        make_charge(payer, 121, vat_mode="incl")
    bill_everybody(inside)
    made = {row.party.name: row for row in Invoice.objects.select_related("party")}
    kinds = {name: (row.kind, row.number, row.net_minor, row.gross_minor) for name, row in made.items()}
    assert kinds == {
        "Mies Maker": ("receipt", 1, 100, 121), "Tess Trader": ("invoice", 2, 100, 121),
        "Bakkerij Korst": ("invoice", 3, 100, 121),
    }  # fmt: skip
    assert all(row.is_open for row in made.values())
    assert made["Tess Trader"].payer["vat_id"] == "NL000000024B01"


def test_each_payer_reads_the_mention_in_their_own_language(inside: World) -> None:
    OperatorOfRecord.objects.update(vat_status="exempt")
    for payer, language in ((inside.member, "nl"), (inside.other, "en")):
        payer.user.language = language
        payer.user.save()
        make_charge(payer)
    bill_everybody(inside)
    said = dict(Invoice.objects.values_list("language", "mention"))
    assert said["en"] == "Exempt from VAT."
    assert said["nl"] != said["en"]


def test_what_came_late_says_so(inside: World) -> None:
    for days in (40, 0):
        make_charge(inside.member, at=last_month() - timedelta(days=days))
    issued = bill_everybody(inside)
    assert (issued.line_count, issued.late_count) == (2, 1)
    assert list(Invoice.objects.get().lines.values_list("is_late", flat=True)) == [True, False]


def test_what_is_recorded_after_the_plan_waits(inside: World) -> None:
    make_charge(inside.member, 100)
    run = plan(inside)
    make_charge(inside.member, 50)
    party = Party.objects.get(membership_id=ref_of(inside.member).id)
    issue_for_payers(run=run, low=party.pk, high=party.pk)
    assert Invoice.objects.get().net_minor == 100
    assert Charge.objects.get(lines=None).amount_minor == 50


def test_who_has_a_document_of_the_month_already_waits(inside: World) -> None:
    make_charge(inside.member, 100)
    run = plan(inside)
    party = Party.objects.get()
    assert issue_for_payers(run=run, low=party.pk, high=party.pk).invoice_count == 1
    make_charge(inside.member, 50)
    BillingRun.objects.update(last_charge_id=Charge.objects.latest("pk").pk)
    run = BillingRun.objects.select_related("period").get()
    again = issue_for_payers(run=run, low=party.pk, high=party.pk)
    assert (again.invoice_count, again.waiting_count) == (0, 1)


def test_the_number_of_statements_does_not_grow_with_the_payers(inside: World) -> None:
    def statements(number: int) -> int:
        low = Party.objects.aggregate(last=Max("pk"))["last"] or 0
        for _n in range(number):
            make_charge(make_member(inside.community))
        run = BillingRun.objects.select_related("period").get()
        run.last_charge_id = Charge.objects.latest("pk").pk
        with CaptureQueriesContext(connection) as caught:
            made = issue_for_payers(run=run, low=low + 1, high=2**62)
        assert made.invoice_count == number
        return len(caught)

    plan(inside)
    statements(1)  # the first one makes the series
    assert statements(2) == statements(30)
