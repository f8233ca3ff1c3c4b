from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"

    def ready(self) -> None:
        from marketplace.registrations import register_all

        register_all()
