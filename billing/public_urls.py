"""Addresses outside any community."""

from django.urls import path

from billing.views import webhooks

urlpatterns = [
    path("webhooks/stripe/", webhooks.stripe_webhook, name="stripe_webhook"),
]
