from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "weconomics.web"
    label = "web"
