from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from weconomics import catalogues


class Command(BaseCommand):
    help = (
        "Bring locale/<app>/nl/LC_MESSAGES/django.po in step with the sources and say what is untranslated. "
        "Name apps to touch only those."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("apps", nargs="*", choices=[*catalogues.APPS, []], help="default: all")
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail when anything is missing"
        )
        parser.add_argument("--compile", action="store_true", help="write the .mo files and nothing else")
        parser.add_argument("--forget", action="store_true", help="drop words that left the sources")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            catalogues.compile_all()
            return
        apps = options["apps"] or catalogues.APPS
        if options["check"]:
            self._check(apps)
            return
        for app in apps:
            findings = catalogues.update(app, forget=options["forget"])
            self.stdout.write("\n".join([*findings.lines(), f"{app}: {len(findings.missing)} untranslated"]))
        catalogues.compile_all()

    def _check(self, apps: Sequence[str]) -> None:
        found = [line for app in apps for line in catalogues.check(app).lines()]
        found += catalogues.contradictions()
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} findings; run `manage.py translations`"]))
        self.stdout.write("All words are translated.")
