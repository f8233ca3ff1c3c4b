"""Django REST framework, the OpenAPI schema and the OAuth2 provider."""

REST_FRAMEWORK: dict[str, object] = {}
SPECTACULAR_SETTINGS: dict[str, object] = {}
