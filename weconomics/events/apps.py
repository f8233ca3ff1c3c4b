from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class EventsConfig(AppConfig):
    name = "weconomics.events"
    label = "events"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.receivers"):
                import_module(f"{config.name}.receivers")
