"""Addresses that belong to no community: below /api/v1/communities/."""

from django.urls import path

from communities.api import views

urlpatterns = [path("", views.CommunityList.as_view(), name="communities")]
