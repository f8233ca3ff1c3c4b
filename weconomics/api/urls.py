"""Addresses below /api/. The apps are named as strings; each keeps its endpoints in `<app>/api/urls.py`."""

from django.urls import include, path
from django.views.generic import RedirectView

from weconomics.api.docs import DocsView, SchemaView, YamlSchemaView
from weconomics.api.problem_pages import problem_page

app_name = "api"

of_one_community = [
    path("", include("communities.api.urls")),
    path("", include("billing.api.urls")),
    path("", include("marketplace.api.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api:docs"), name="root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("schema.yaml", YamlSchemaView.as_view(), name="schema_yaml"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("problems/<slug:code>/", problem_page, name="problem"),
    path("v1/communities/", include("communities.api.public_urls")),
    path("v1/communities/<slug:slug>/", include(of_one_community)),
]
