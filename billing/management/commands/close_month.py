"""`manage.py close_month oogstkring --dry-run` says what closing would make; without `--dry-run` it is done."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.actions.closing import next_period_to_close, start_closing
from billing.actions.preview import Preview, preview_month
from billing.models import BillingPeriod
from weconomics.actor import Actor
from weconomics.errors import DomainError
from weconomics.jobs.running import run_job_now
from weconomics.money import format_money
from weconomics.tenancy.scope import scope

from ._communities import communities_named


class Command(BaseCommand):
    help = "Close the next month of a community, or say with --dry-run what that would make"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("community", help="its name in its address")
        parser.add_argument("--month", help="as 2026-10; the next one to close if left out")
        parser.add_argument(
            "--dry-run", action="store_true", help="undo everything and only say what came out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        (community,) = communities_named(options["community"])
        try:
            if options["dry_run"]:
                with scope(community):
                    period = _period(options["month"])
                    self._say(preview_month(period=period, may_take_long=True), period, community.currency)
                return
            with scope(community):
                period = _period(options["month"])
                job = start_closing(period=period, by=Actor.system(community.pk))
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        done = run_job_now(community.pk, job.pk)
        self.stdout.write(
            f"{period.label}: " + ("closed." if done else "a worker is at it, or it is closed already.")
        )

    def _say(self, found: Preview, period: BillingPeriod, currency: str) -> None:
        def money(minor: int) -> str:
            return format_money(minor, currency, "en")

        self.stdout.write(
            f"{period.label}: {found.document_count} documents, {money(found.net_minor)} + {money(found.vat_minor)} VAT"
            f" = {money(found.gross_minor)}; {found.late_count} late charges; {found.waiting_count} payers wait"
        )
        for proof in found.documents:
            self.stdout.write(f"  {money(proof.gross_minor):>14}  {proof.kind:<9}{proof.name}")
        for name, reason in found.parked:
            self.stdout.write(f"  cannot be billed: {name}. {reason}")


def _period(label: str | None) -> BillingPeriod:
    if label is None:
        return next_period_to_close()
    found = BillingPeriod.objects.filter(label=label).first()
    if found is None:
        raise CommandError(
            f"No month {label} is known here; the next to close is {next_period_to_close().label}."
        )
    return found
