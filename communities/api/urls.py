"""Below /api/v1/communities/<slug>/."""

from django.urls import path

from communities.api import views

urlpatterns = [
    path("", views.CommunityDetail.as_view(), name="community"),
    path("local-groups/", views.LocalGroupList.as_view(), name="local_groups"),
    path("local-groups/<uuid:public_id>/", views.LocalGroupDetail.as_view(), name="local_group"),
]
