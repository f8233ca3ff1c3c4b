from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "weconomics.demo"
    label = "demo"
