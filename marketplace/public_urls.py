"""Addresses outside any community."""

from django.urls import path

from marketplace.views import mail_in

urlpatterns = [path("mail/in/", mail_in.mail_in, name="mail_in")]
