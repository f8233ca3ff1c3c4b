from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "weconomics.ui"
    label = "ui"
