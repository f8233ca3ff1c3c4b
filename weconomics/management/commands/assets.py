from typing import Any

from django.core.management.base import BaseCommand

from weconomics import assets


class Command(BaseCommand):
    help = "Build styles and scripts into static_build/ (skipped while nothing changed)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        assets.build()
