from typing import Any

from django.core.management.base import BaseCommand

from weconomics.demo.seeding import seed_all


class Command(BaseCommand):
    help = "Fill the product with the three demo communities. What is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in seed_all(side_by_side=True):
            self.stdout.write(f"  {name}")
