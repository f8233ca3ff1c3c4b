from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class JobsConfig(AppConfig):
    name = "weconomics.jobs"
    label = "jobs"

    def ready(self) -> None:
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.jobs") and config.name != "weconomics":
                import_module(f"{config.name}.jobs")
