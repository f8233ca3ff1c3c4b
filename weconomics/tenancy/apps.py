from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class TenancyConfig(AppConfig):
    name = "weconomics.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from weconomics.tenancy import checks, walls  # noqa: F401
        from weconomics.tenancy.guard import guard_new_connection

        connection_created.connect(guard_new_connection, dispatch_uid="tenancy.guard")
        post_migrate.connect(walls.raise_walls_after_migrate, dispatch_uid="tenancy.walls")
