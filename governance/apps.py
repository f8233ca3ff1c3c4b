from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """What connects a community, and how it decides."""

    name = "governance"
    verbose_name = _("governance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from governance import registrations  # noqa: F401  (it registers itself)
