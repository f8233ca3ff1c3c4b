"""Paying as people and workers do it together: the jobs that wait are done, the practice bank is answered."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from billing.actions.payments import look_at_payment, start_payment
from billing.gateways.sandbox import choose
from billing.models import (
    Invoice,
    LedgerTransaction,
    Party,
    PaymentAttempt,
    PaymentMethod,
    Posting,
    SandboxRecord,
)
from communities.models import Community
from tests.factories import actor_of
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job, JobState
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

MOST_ROUNDS = 20


def work(community: Community) -> int:
    """Tell what waits and do what is due now, until nothing is: as a sweeper and a worker would. Returns how many."""
    done = 0
    for _round in range(MOST_ROUNDS):
        with scope(community):
            deliver_waiting()
            due = list(
                Job.objects.filter(
                    state=JobState.QUEUED, run_after__lte=timezone.now(), kind__startswith="billing."
                )
                .exclude(kind="billing.mail_invoice")
                .order_by("run_after", "pk")
                .values_list("pk", flat=True)
            )
        if not due:
            return done
        done += sum(run_job_now(community.pk, job_id) for job_id in due)
    raise AssertionError("the work never ends")


def attempt_of(invoice: Invoice) -> PaymentAttempt:
    """The latest."""
    with scope(invoice.community_id):
        return PaymentAttempt.objects.filter(invoice=invoice).order_by("-sequence")[0]


def answer(attempt: PaymentAttempt, behaviour: str) -> PaymentAttempt:
    """The payer says at the practice bank what happens, and the workers see it."""
    community = attempt.community
    with scope(community):
        attempt.refresh_from_db()
        choose(SandboxRecord.objects.get(reference=attempt.provider_reference), behaviour, timezone.now())
        look_at_payment(attempt=attempt)
    work(community)
    with scope(community):
        attempt.refresh_from_db()
    return attempt


def pay(invoice: Invoice, behaviour: str = "pays", **about: Any) -> PaymentAttempt:
    """From the first click to the practice bank's answer."""
    with scope(invoice.community_id):
        attempt = start_payment(invoice=invoice, by=actor_of(invoice.party.membership), **about)
    work(attempt.community)
    return answer(attempt, behaviour)


def make_method(party: Party, behaviour: str = "pays", kind: str = "card", **about: Any) -> PaymentMethod:
    """A card or account that the sandbox keeps, and that behaves so."""
    with scope(party.community_id):
        number = PaymentMethod.objects.count()
        debit = {"mandate_reference": f"M-{number}", "mandate_signed_at": timezone.now() - timedelta(days=9)}
        return PaymentMethod.objects.create(
            party=party,
            gateway="sandbox",
            kind=kind,
            state="active",
            setup_key=f"setup:{number}",
            customer_reference=f"sandbox_customer_{party.pk}",
            method_reference=f"sandbox_method_{behaviour}.{number}",
            last4="4242",
            **{**(debit if kind == "sepa_debit" else {}), **about},
        )


def books(party: Party | None = None) -> dict[str, int]:
    """Each account with what stands on it, zeroes left out; of one payer, or of all. Inside a scope."""
    rows = Posting.objects.filter(party=party) if party else Posting.objects.all()
    sums: dict[str, int] = {}
    for account, amount in rows.values_list("account", "amount_minor"):
        sums[account] = sums.get(account, 0) + amount
    return {account: total for account, total in sorted(sums.items()) if total}


def booked(prefix: str = "") -> list[str]:
    """The keys of what was booked, in their order. Inside a scope."""
    return list(
        LedgerTransaction.objects.filter(key__startswith=prefix).order_by("pk").values_list("key", flat=True)
    )
