"""What fees a set of rules asks of a deal, a year of deals or a period: JSON in, JSON out."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.quoting import QuestionInvalid, answer

BAD_QUESTION = 2


class Command(BaseCommand):
    help = (
        "Reckon fees: reads a question as JSON from a file or from standard input, prints the answer as JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", help="A file with the question; - reads what is piped in."
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            found = answer(json.loads(_text_of(file)))
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}.", returncode=BAD_QUESTION) from error
        except ValueError as error:
            raise CommandError(_sentence(error), returncode=BAD_QUESTION) from error
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


def _text_of(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text()


def _sentence(error: ValueError) -> str:
    if isinstance(error, QuestionInvalid):
        return str(error)
    return "This is not JSON. Write an object with a model and a deal."
