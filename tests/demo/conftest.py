from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from weconomics.demo import personas, seeding


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demo communities, made once for a module and undone after it; returns their names."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(personas, "personas_file", lambda: Path(folder) / "personas.json")
        yield seeding.seed_all()
        transaction.set_rollback(True)
