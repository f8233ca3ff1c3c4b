from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Communities, their people, local groups and partners."""

    name = "communities"
    verbose_name = _("communities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from communities import receivers, registrations  # noqa: F401  (they register themselves)
