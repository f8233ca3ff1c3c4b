"""Two, or eight, at once."""

from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any

import pytest

from billing.actions.closing import close_period, period_of, start_closing
from billing.actions.invoices import credit_invoice, issue_invoice
from billing.actions.payments import end_payment, record_bank_payment, start_payment
from billing.actions.revenue_models import EFFECT, change_revenue_model, draft_revenue_model
from billing.interface import freeze, record_charges, reverse_charges
from billing.models import (
    BillingRun,
    Charge,
    Invoice,
    LedgerTransaction,
    PaymentAttempt,
    Posting,
    RevenueModel,
)
from communities.models import Membership
from governance.actions.decisions import adopt_proposal
from governance.errors import EffectChanged
from tests.billing.conftest import World, make_world
from tests.billing.factories import (
    PER_DEAL,
    PER_MONTH,
    facts,
    last_month,
    make_charge,
    make_draft,
    make_invoice,
    make_model,
)
from tests.factories import actor_of, make_member
from tests.governance.factories import make_everybody_agree, make_open_proposal
from tests.racing import at_once
from weconomics.errors import DomainError
from weconomics.jobs.models import Job
from weconomics.jobs.tasks import run_job
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def racing(monkeypatch: pytest.MonkeyPatch) -> World:
    """Committed, so that threads see it; no worker takes a job but the test."""
    monkeypatch.setattr(run_job, "delay", lambda *args: None)
    return make_world()


def issue_for(world: World, charge: Charge, fails: bool) -> Callable[[], Any]:
    def issue() -> Any:
        made = issue_invoice(
            period=period_of(last_month()), party=charge.party, charges=[charge], issued_at=last_month()
        )
        if fails:
            raise DomainError("the rest failed")
        return made.number

    return issue


def test_parallel_numbers_have_no_gap_and_no_double(racing: World) -> None:
    """Eight issue at once, three of them are rolled back after they took a number."""
    charges = [make_charge(make_member(racing.community, name=f"Lid {n}")) for n in range(8)]
    verbs = [issue_for(racing, charge, fails=place in (1, 4, 6)) for place, charge in enumerate(charges)]
    found = at_once(racing.community, verbs)
    assert sum(isinstance(answer, DomainError) for answer in found) == 3
    with scope(racing.community):
        assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_who_pay_at_once_start_one_payment(racing: World) -> None:
    invoice, by = make_invoice(racing.member), actor_of(racing.member)
    found = at_once(racing.community, [lambda: start_payment(invoice=invoice, by=by).pk] * 4)
    assert len(set(found)) == 1
    with scope(racing.community):
        assert PaymentAttempt.objects.count() == 1


def test_an_answer_that_comes_four_times_pays_once(racing: World) -> None:
    invoice = make_invoice(racing.member)
    with scope(racing.community):
        attempt = start_payment(invoice=invoice, by=actor_of(racing.member))
    at_once(racing.community, [lambda: end_payment(attempt=attempt, succeeded=True).state] * 4)
    with scope(racing.community):
        assert Invoice.objects.get().state == "paid"
        assert LedgerTransaction.objects.filter(key__startswith="pay:").count() == 1
        assert Posting.objects.filter(account="provider_clearing").get().amount_minor == 1210


def test_bank_and_provider_at_once_pay_once(racing: World) -> None:
    """Whoever is first: an attempt that lives is waited for, and what is paid is not started."""
    treasurer = actor_of(racing.treasurer)
    for _round in range(4):
        invoice = make_invoice(make_member(racing.community))
        with scope(racing.community):
            payer = actor_of(invoice.party.membership)
        at_once(
            racing.community,
            [
                lambda i=invoice, by=payer: (
                    end_payment(attempt=start_payment(invoice=i, by=by), succeeded=True).pk
                ),
                lambda i=invoice: record_bank_payment(invoice=i, by=treasurer),
            ],
        )
        with scope(racing.community):
            assert Invoice.objects.get(pk=invoice.pk).state == "paid"
            assert LedgerTransaction.objects.filter(key=f"pay:{invoice.pk}").count() == 1
            paid = Posting.objects.filter(transaction__key=f"pay:{invoice.pk}", amount_minor__gt=0)
            assert paid.get().amount_minor == invoice.gross_minor


def test_crediting_and_paying_at_once_is_one_of_both(racing: World) -> None:
    treasurer = actor_of(racing.treasurer)
    for _round in range(4):
        invoice = make_invoice(make_member(racing.community))
        found = at_once(
            racing.community,
            [
                lambda i=invoice: credit_invoice(invoice=i, by=treasurer),
                lambda i=invoice: record_bank_payment(invoice=i, by=treasurer),
            ],
        )
        assert sum(isinstance(answer, DomainError) for answer in found) == 1
        with scope(racing.community):
            state = Invoice.objects.get(pk=invoice.pk).state
            assert Invoice.objects.filter(corrects=invoice).exists() == (state == "credited")


def test_a_deal_that_is_confirmed_twice_at_once_costs_once(racing: World) -> None:
    make_model(racing.community, PER_DEAL)
    deal = facts(racing.member, racing.other)
    with scope(racing.community):
        frozen = freeze(deal)
    about = {
        "deal_id": 7,
        "deal_label": "Honing",
        "facts": deal,
        "frozen": frozen,
        "completed_at": last_month(),
    }
    at_once(racing.community, [lambda: record_charges(**about)] * 4)
    with scope(racing.community):
        assert Charge.objects.get().amount_minor == 150
    at_once(racing.community, [lambda: reverse_charges(deal_id=7, at=last_month())] * 4)
    with scope(racing.community):
        assert sorted(Charge.objects.values_list("amount_minor", flat=True)) == [-150, 150]


def test_the_last_free_one_is_given_once(racing: World) -> None:
    make_model(racing.community, {**PER_DEAL, "free_per_year": 1})
    deal = facts(racing.member, racing.other)
    with scope(racing.community):
        frozen = freeze(deal)
    about = {"deal_label": "Honing", "facts": deal, "frozen": frozen, "completed_at": last_month()}
    at_once(racing.community, [lambda n=n: record_charges(deal_id=n, **about) for n in range(1, 5)])
    with scope(racing.community):
        assert sorted(Charge.objects.values_list("amount_minor", flat=True)) == [0, 150, 150, 150]


def test_deals_to_and_fro_do_not_wait_for_each_other_for_ever(racing: World) -> None:
    """Each is the provider of one and the requester of the other; both sides pay in both."""
    make_model(racing.community, {**PER_DEAL, "payer": "split", "free_per_year": 2})
    with scope(racing.community):
        there, back = facts(racing.member, racing.other), facts(racing.other, racing.member)
        frozen = freeze(there)
    about = {"deal_label": "Honing", "frozen": frozen, "completed_at": last_month()}
    at_once(
        racing.community,
        [lambda n=n: record_charges(deal_id=n, facts=(there, back)[n % 2], **about) for n in range(8)],
    )
    with scope(racing.community):
        for payer in ("Mies Maker", "Otto Ander"):
            amounts = Charge.objects.filter(party__name=payer).values_list("amount_minor", flat=True)
            assert sorted(amounts) == [0, 0, 75, 75, 75, 75, 75, 75]


def test_two_who_close_the_month_start_one_job(racing: World) -> None:
    make_charge(racing.member)
    with scope(racing.community):
        period = period_of(last_month())
    by = actor_of(racing.treasurer)
    found = at_once(racing.community, [lambda: start_closing(period=period, by=by).pk] * 3)
    assert len(set(found)) == 1
    with scope(racing.community):
        assert (Job.objects.filter(kind="billing.close_month").count(), BillingRun.objects.count()) == (1, 1)


def test_two_workers_on_one_month_bill_each_payer_once(racing: World) -> None:
    """A worker whose lease ran out goes on beside the one that took over: the slower finds nothing left to do.

    The members' own fee is counted by one of them, and waited for by the others.
    """
    make_model(racing.community, {**PER_MONTH, "payer": "member", "party_kind": "member"})
    for number in range(12):
        make_charge(make_member(racing.community, name=f"Lid {number}"), 100 + number)
    with scope(racing.community):
        period = period_of(last_month())

    def work() -> Any:
        return close_period(
            period_id=period.pk, step=lambda: scope(racing.community), tell=lambda percent, text: None
        )

    found = at_once(racing.community, [work] * 3, own_scope=True)
    assert [answer for answer in found if answer is not None] == []
    with scope(racing.community):
        members = Membership.objects.count()
        assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, members + 1))
        amounts = [750] * (members - 12) + list(range(850, 862))
        assert sorted(Invoice.objects.values_list("net_minor", flat=True)) == amounts


def test_two_decisions_at_once_leave_one_model_in_force(racing: World) -> None:
    people = [racing.member, racing.other, racing.treasurer]
    with scope(racing.community):
        drafts = [make_draft(racing.community, PER_DEAL) for _number in range(3)]
        proposals = [
            make_open_proposal(racing.community, people, effect_kind=EFFECT, effect_id=draft.pk)
            for draft in drafts
        ]
        for proposal in proposals:
            make_everybody_agree(proposal)
    by = actor_of(racing.member)
    found = at_once(
        racing.community,
        [lambda p=proposal: adopt_proposal(proposal=p, by=by).number for proposal in proposals],
    )
    assert len(set(found)) == 3
    with scope(racing.community):
        states = RevenueModel.objects.order_by("decision_number").values_list("state", flat=True)
        assert list(states) == ["superseded", "superseded", "active"]


def test_closing_and_confirming_at_once_loses_no_charge(racing: World) -> None:
    """What comes while the month is closed is on its invoice, or waits for the next: once, and somewhere."""
    make_model(racing.community, PER_DEAL)
    make_charge(racing.other)
    deal = facts(racing.member, racing.other)
    with scope(racing.community):
        frozen, period = freeze(deal), period_of(last_month())
    about = {"deal_label": "Honing", "facts": deal, "frozen": frozen, "completed_at": last_month()}

    def close() -> Any:
        return close_period(
            period_id=period.pk, step=lambda: scope(racing.community), tell=lambda percent, text: None
        )

    def confirm(number: int) -> Any:
        with scope(racing.community):
            record_charges(deal_id=number, **about)

    at_once(racing.community, [close, *(lambda n=n: confirm(n) for n in range(1, 5))], own_scope=True)
    with scope(racing.community):
        assert Charge.objects.count() == 5
        billed = Charge.objects.filter(lines__isnull=False)
        waiting = Charge.objects.filter(lines=None)
        assert billed.count() + waiting.count() == 5
        invoice = Invoice.objects.get()
        assert invoice.gross_minor == 1210 + 150 * billed.exclude(deal_id=None).count()


def test_what_is_changed_during_the_decision_is_not_adopted_unseen(racing: World) -> None:
    """The treasurer saves a dearer rule and is not done yet when the last click of the decision comes."""
    people = [racing.member, racing.other, racing.treasurer]
    with scope(racing.community):
        draft = make_draft(racing.community, PER_DEAL)
        proposal = make_open_proposal(racing.community, people, effect_kind=EFFECT, effect_id=draft.pk)
        make_everybody_agree(proposal)
    treasurer, member, written = actor_of(racing.treasurer), actor_of(racing.member), Event()

    def change() -> Any:
        dearer = [{**PER_DEAL, "amount_minor": 9900}]
        change_revenue_model(model=draft, name="Duurder", explanation="", fee_rules=dearer, by=treasurer)
        written.set()
        sleep(0.5)

    def adopt() -> Any:
        written.wait(timeout=20)
        return adopt_proposal(proposal=proposal, by=member)

    _changed, refused = at_once(racing.community, [change, adopt])
    assert isinstance(refused, EffectChanged)
    with scope(racing.community):
        assert RevenueModel.objects.get().state == "draft"


def test_drafts_that_are_written_at_once_have_a_number_each(racing: World) -> None:
    """A second click on the button is one of these."""
    by = actor_of(racing.treasurer)
    about = {"name": "Samen betalen", "explanation": "", "fee_rules": [PER_DEAL], "by": by}
    assert sorted(at_once(racing.community, [lambda: draft_revenue_model(**about).number] * 4)) == [
        1,
        2,
        3,
        4,
    ]
