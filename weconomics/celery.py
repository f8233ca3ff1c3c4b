"""The Celery application. A message carries ids only; what must happen stands in a row (jobs, events)."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weconomics.settings.base")

app = Celery("weconomics", task_cls="weconomics.tenancy.tasks:CommunityTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django's LOGGING holds for the worker too; Celery would otherwise replace it."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
