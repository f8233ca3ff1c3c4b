"""Django REST framework, the OpenAPI schema and the OAuth2 provider."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # The order decides: a token speaks for itself, also in a browser that is logged in.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "communities.api.authentication.ClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["weconomics.api.permissions.MayKnock"],
    "DEFAULT_THROTTLE_CLASSES": ["weconomics.api.throttling.CallerThrottle"],
    "DEFAULT_PAGINATION_CLASS": "weconomics.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "weconomics.api.schema.Schema",
    "EXCEPTION_HANDLER": "weconomics.api.problems.answer_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,
}
API_REQUESTS_PER_MINUTE = 600

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Weconomics",
    "DESCRIPTION": "Offers, requests, deals and invoices of a community. Begin with docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1/communities/(?:\{slug\}/)?",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "LanguageEnum": "communities.enums.Language",
        "InvoiceKindEnum": "billing.enums.InvoiceKind",
        "InvoiceStateEnum": "billing.enums.InvoiceState",
        "ListingKindEnum": "marketplace.enums.Kind",
        "ListingStateEnum": "marketplace.enums.ListingState",
        "MatchStateEnum": "marketplace.enums.MatchState",
        "DealStateEnum": "marketplace.enums.DealState",
        "GroupOrderStateEnum": "marketplace.enums.GroupOrderState",
        "StandingStateEnum": "marketplace.enums.StandingState",
        "UnitEnum": "marketplace.enums.Unit",
        "RepeatUnitEnum": "marketplace.enums.RepeatUnit",
        "NoticeStateEnum": "marketplace.enums.NoticeState",
        "MeasureKindEnum": "marketplace.enums.MeasureKind",
        "SubjectKindEnum": "marketplace.enums.SubjectKind",
        "ProposerEnum": "marketplace.enums.Proposer",
        "PartyKindEnum": "marketplace.api.parties.KINDS",
        "DealRoleEnum": "marketplace.api.deals.ROLES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "weconomics.api.schema.describe_ways_of_asking",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
}

# Partners' programs ask with client credentials only: no person's browser is sent around, no token outlives an hour.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
