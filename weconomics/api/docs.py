"""The description for programs, and a page to try it out. Scripts come from our own server, so the CSP stays strict."""

from django.conf import settings
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView, SpectacularYAMLAPIView


class SchemaView(SpectacularJSONAPIView):
    """OpenAPI 3.1 as JSON."""


class YamlSchemaView(SpectacularYAMLAPIView):
    """The same as YAML."""


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, with its start script at an address of its own instead of inside the page."""

    template_name = "api/swagger.html"
    url_name = "api:schema"
    title = settings.SPECTACULAR_SETTINGS["TITLE"]
