"""Settings shared by all surroundings. The environment is read in one block; .env.example names every variable."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# --- The environment -------------------------------------------------------------------------------------------
env = os.environ.get
SECRET_KEY = env("SECRET_KEY", "only-for-a-machine-of-your-own-never-for-a-server")
DEBUG = env("DEBUG") == "1"
DEMO = env("DEMO") == "1"
MIGRATING = env("MIGRATING") == "1"
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],.localhost").split(",")
SITE_URL = env("SITE_URL", "http://localhost:8000")
DATABASE_ROLE = "weconomics_owner" if MIGRATING else "weconomics_app"
DATABASE = {
    "HOST": env("PGHOST", "localhost"),
    "PORT": env("PGPORT", ""),
    "NAME": env("PGDATABASE", "weconomics"),
    "USER": env("DB_USER", DATABASE_ROLE),
    "PASSWORD": env("DB_PASSWORD", ""),
}
REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(BASE_DIR / ".run" / "media")))
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", "")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Weconomics <post@localhost>")
MAIL_IN_DOMAIN = env("MAIL_IN_DOMAIN", "")  # empty: nobody can answer by mail
MAIL_IN_SECRET = env("MAIL_IN_SECRET", "")  # empty: a mail provider cannot hand letters over by HTTP
OIDC_PRIVATE_KEY = env("OIDC_PRIVATE_KEY", "")
MAP_TILES_URL = env("MAP_TILES_URL", "")  # empty: a drawn ground, nothing is asked of another server
MACHINE_TRANSLATOR = env("MACHINE_TRANSLATOR", "")  # a class's dotted path; empty: nobody is offered a draft
MAP_TILES_CREDIT = env("MAP_TILES_CREDIT", "")
TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))
LOG_FORMAT = env("LOG_FORMAT", "console")
# ---------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.admin",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "weconomics",
    "weconomics.ui",
    "weconomics.web",
    "weconomics.events",
    "weconomics.jobs",
    "weconomics.api",
    "weconomics.demo",
    "communities",
    "governance",
    "billing",
    "marketplace",
    "weconomics.tenancy",  # last: it raises the walls after everybody's migrations
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "weconomics.api.middleware.api_answers",
    "weconomics.web.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weconomics.web.middleware.language_of_the_person",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "weconomics.tenancy.middleware.CommunityMiddleware",
    "weconomics.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "weconomics.urls"
WSGI_APPLICATION = "weconomics.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weconomics.ui.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_SNAKE_CASED_NAMES = True
FORM_RENDERER = "weconomics.ui.forms.Renderer"

# --- Data ------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **DATABASE,
        "ATOMIC_REQUESTS": True,  # the inner savepoint: a 500 rolls the view back, the middleware owns the transaction
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TENANCY: dict[str, Any] = {
    "COMMUNITY": "communities.Community",
    "RESOLVER": "communities.access.resolve",
    "OWNER_ROLE": "weconomics_owner",
    "APP_ROLE": "weconomics_app",
    "SYSTEM_ROLE": "weconomics_system",
    # Not behind the wall: the directory, the logins and what the libraries keep. Every other model is a CommunityModel.
    "GLOBAL_MODELS": {
        "communities.User",
        "communities.Domain",
        "communities.NetworkLeader",
        "communities.NetworkLeaderStaff",
        "communities.Community",
        "auth.Permission",
        "auth.Group",
        "auth.Group_permissions",
        "contenttypes.ContentType",
        "sessions.Session",
        "admin.LogEntry",
        "account.EmailAddress",
        "account.EmailConfirmation",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "allauth_idp_oidc.Client",
        "allauth_idp_oidc.Token",
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MEDIA_URL = "/media/"  # never served as such: pictures go through a view that asks who may see them
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True  # at home nothing is collected; production.py does
STATICFILES_DIRS = [BASE_DIR / "static_build"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Work ------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = (
    False  # the row is the truth and the sweeper finds it; a page does not wait for Redis
)
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 280
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "weconomics.jobs.tasks.sweep_jobs", "schedule": 5.0},
    "sweep-events": {"task": "weconomics.events.tasks.sweep_events", "schedule": 5.0},
    "daily": {"task": "weconomics.jobs.tasks.enqueue_daily_jobs", "schedule": 600.0},
}

# --- People ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "communities.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "communities.forms.signup.SignupForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Weconomics · "
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://localhost")
IDP_OIDC_PRIVATE_KEY = OIDC_PRIVATE_KEY

# --- Words -----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [
    BASE_DIR / "locale" / app for app in ("marketplace", "billing", "governance", "communities", "weconomics")
]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Rules of the platform -------------------------------------------------------------------------------------
GATE_THRESHOLDS = {
    "invited": 10,
    "contributed_percent": 60,
    "chances": 3,
    "threats": 3,
    "decision_areas": 5,
}

# --- Safety ----------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
USE_X_FORWARDED_HOST = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([MAP_TILES_URL.split("{")[0]] if MAP_TILES_URL else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# --- The network leader's admin ---------------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": _("Network leader"),
    "SITE_HEADER": _("Network leader"),
    "SITE_SUBHEADER": "Weconomics",
    "SITE_SYMBOL": "hub",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "10px",
    "COLORS": {
        "primary": {
            "50": "240 253 250", "100": "204 251 241", "200": "153 246 228", "300": "94 234 212", "400": "45 212 191",
            "500": "20 184 166", "600": "13 148 136", "700": "15 118 110", "800": "17 94 89", "900": "19 78 74",
            "950": "4 47 46",
        }
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
}  # fmt: skip

# --- Mail ------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend"
    if EMAIL_FILE_PATH
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_TIMEOUT = 10

# --- API -------------------------------------------------------------------------------------------------------
from weconomics.settings.api import *  # noqa: E402, F403
from weconomics.settings.logs import logging_settings  # noqa: E402

LOGGING = logging_settings(LOG_FORMAT)
