"""Every address of the product. The apps are named as strings: the ground floor imports none of them."""

from django.urls import URLPattern, URLResolver, include, path

from weconomics.admin_base import site
from weconomics.web import health
from weconomics.web.language import set_language
from weconomics.web.manifest import community_manifest, site_manifest
from weconomics.web.views import search_everything

community_pages: list[URLPattern | URLResolver] = [
    path("search/", search_everything, name="search"),
    path("app.webmanifest", community_manifest, name="community_manifest"),
    path("jobs/", include("weconomics.jobs.urls")),
    path("", include("communities.urls")),
    path("", include("governance.urls")),
    path("", include("billing.urls")),
    path("", include("marketplace.urls")),
]

urlpatterns = [
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path("language/", set_language, name="set_language"),
    path("app.webmanifest", site_manifest, name="site_manifest"),
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("admin/", site.urls),
    path("api/", include("weconomics.api.urls")),
    path("demo/", include("weconomics.demo.urls")),
    path("c/<slug:slug>/", include(community_pages)),
    path("", include("communities.public_urls")),
    path("", include("marketplace.public_urls")),
]
