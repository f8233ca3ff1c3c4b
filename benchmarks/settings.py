"""As at home, but with what a server has on: built static files need not be looked for."""

from weconomics.settings.base import *  # noqa: F403
from weconomics.settings.base import STORAGES

ALLOWED_HOSTS = ["localhost", "testserver"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
