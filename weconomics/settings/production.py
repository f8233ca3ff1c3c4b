"""One server or many, behind a reverse proxy that ends TLS. Starts only with secrets of its own."""

from django.core.exceptions import ImproperlyConfigured

from weconomics.settings.base import *  # noqa: F403
from weconomics.settings.base import (
    DEMO,
    MAIL_IN_SECRET,
    MIGRATING,
    OIDC_PRIVATE_KEY,
    SECRET_KEY,
    SITE_URL,
    STORAGES,
)

DEBUG = False
WHITENOISE_USE_FINDERS = False
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("only-for"):
    raise ImproperlyConfigured("SECRET_KEY must be set to 50 characters or more of its own.")
if DEMO:
    raise ImproperlyConfigured("DEMO shows everybody's mail and logs in as anyone: never on a server.")
if MAIL_IN_SECRET and len(MAIL_IN_SECRET) < 32:
    raise ImproperlyConfigured(
        "MAIL_IN_SECRET must be 32 characters or more, or empty: whoever knows it hands in mail."
    )
if not MIGRATING and not OIDC_PRIVATE_KEY:
    raise ImproperlyConfigured(
        "OIDC_PRIVATE_KEY must hold a private RSA key in PEM: it signs the partners' tokens."
    )

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
