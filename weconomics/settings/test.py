"""Tests: the same as at home, with work done in place, mail kept in memory and a quick password hash."""

from weconomics.settings.base import *  # noqa: F403
from weconomics.settings.base import LOGGING

LOGGING["root"]["level"] = "WARNING"

DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", ".localhost"]
ACCOUNT_RATE_LIMITS = False
