from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What every endpoint shares; the endpoints themselves live in `<app>/api/`."""

    name = "weconomics.api"
    label = "api"

    def ready(self) -> None:
        from weconomics.api import schema  # noqa: F401  (registers the token scheme)
