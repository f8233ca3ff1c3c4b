"""The product as it runs for people, with work done by a worker; its clock can stand some days ahead."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from tests.ui.settings import *  # noqa: F403
from tests.ui.settings import GATE_THRESHOLDS

DEMO = False
CELERY_TASK_ALWAYS_EAGER = False
# Five people instead of ten are invited: every other threshold is that of the product.
GATE_THRESHOLDS = {**GATE_THRESHOLDS, "invited": 5}

if days := int(os.environ.get("DAYS_AHEAD", "0")):
    time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True).start()
