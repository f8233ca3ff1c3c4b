from django.apps import AppConfig


class WeconomicsConfig(AppConfig):
    name = "weconomics"
    label = "weconomics"

    def ready(self) -> None:
        # Here and not in __init__: importing Celery at package import would slow every command.
        from weconomics import celery  # noqa: F401
