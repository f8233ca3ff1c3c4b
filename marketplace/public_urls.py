"""Addresses outside any community."""

from django.urls import path

from marketplace.views import mail_in, renewing, saved_searches
from marketplace.views.moderation.status import moderation_status

urlpatterns = [
    path("mail/in/", mail_in.mail_in, name="mail_in"),
    path("moderation/<str:token>/", moderation_status, name="moderation_status"),
    path("listings/renew/<str:token>/", renewing.renew_by_link, name="renew_by_link"),
    path("searches/stop/<str:token>/", saved_searches.silence_search, name="silence_search"),
]
