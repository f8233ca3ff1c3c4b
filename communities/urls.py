"""Pages of one community, below /c/<slug>/."""

from django.urls import URLPattern

app_name = "communities"
urlpatterns: list[URLPattern] = []
