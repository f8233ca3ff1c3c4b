from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"

    def ready(self) -> None:
        from billing import payment_jobs  # noqa: F401  its handlers register themselves
        from billing.payment_settings import refuse_unsafe_settings
        from billing.registrations import register_all

        refuse_unsafe_settings()
        register_all()
