"""Pages outside any community."""

from django.urls import path

from communities.views import founding, public

urlpatterns = [
    path("", public.directory, name="directory"),
    path("account/", public.account, name="account"),
    path("communities/new/", founding.found, name="found_community"),
    path("logos/<path:path>", public.logo, name="logo"),
    path("invitations/<str:token>/", public.invitation, name="invitation"),
]
