from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Communities, their people, local groups and partners."""

    name = "communities"
    verbose_name = _("communities")

    def ready(self) -> None:
        from communities import jobs, receivers  # noqa: F401  (they register themselves)
        from communities.registrations import register_all

        register_all()
