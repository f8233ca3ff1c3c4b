"""`manage.py check_ledger`, or `manage.py check_ledger --community oogstkring`"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.actions.checking import check_books
from billing.invariants import INVARIANTS
from weconomics.tenancy.scope import scope

from ._communities import communities_named


class Command(BaseCommand):
    help = "Look whether the money of all communities, or one, adds up; name each broken row and end with 1 if not"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--community", help="the name of one in its address")
        parser.add_argument(
            "--list", action="store_true", help="say what is looked at, and what is not and why"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._say_what_is_looked_at()
            return
        number = 0
        for community in communities_named(options["community"]):
            with scope(community):
                broken = check_books()
            number += len(broken)
            for found in broken:
                self.stdout.write(f"{community.slug} {found.code} {found.row} ({found.sentence})")
        if number:
            raise CommandError(f"{number} rows are broken.")
        self.stdout.write("Everything adds up.")

    def _say_what_is_looked_at(self) -> None:
        for invariant in INVARIANTS:
            apart = f" Not looked at: {invariant.why_not}." if invariant.why_not else ""
            self.stdout.write(f"{invariant.code:<4}{invariant.sentence}{apart}")
