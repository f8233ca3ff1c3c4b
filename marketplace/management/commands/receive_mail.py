"""For a mail server: one letter on standard input, as a pipe transport gives it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error

from marketplace.mailing.letters import LARGEST_BYTES
from marketplace.mailing.receiving import receive_letter

TRY_AGAIN_LATER = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the letter


class Command(BaseCommand):
    help = "Reads one RFC 822 letter on standard input and puts the answer it holds into its conversation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--recipient", default="", help="the address of the envelope (postfix: ${original_recipient})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends well whatever the letter was: a refusal by exit code would become a bounce that tells strangers."""
        raw = sys.stdin.buffer.read(LARGEST_BYTES)
        try:
            outcome = receive_letter(raw, recipient=options["recipient"])
        except (Error, OSError) as error:
            self.stderr.write(type(error).__name__)
            sys.exit(TRY_AGAIN_LATER)
        self.stdout.write(outcome.value)
