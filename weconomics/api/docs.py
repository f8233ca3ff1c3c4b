"""The description for programs, and a page to try it out. Scripts come from our own server, so the CSP stays strict."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView, SpectacularYAMLAPIView


class OneDescription(SchemaGenerator):
    """The same for everybody and in English, so each process makes it once."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        return _description()


@cache
def _description() -> Any:
    with translation.override("en"):
        return SchemaGenerator().get_schema(public=True)


class SchemaView(SpectacularJSONAPIView):
    """OpenAPI 3.1 as JSON."""

    generator_class = OneDescription


class YamlSchemaView(SpectacularYAMLAPIView):
    """The same as YAML."""

    generator_class = OneDescription


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI, with its start script at an address of its own instead of inside the page."""

    template_name = "api/swagger.html"
    url_name = "api:schema"
    title = settings.SPECTACULAR_SETTINGS["TITLE"]
