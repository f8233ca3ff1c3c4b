from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "weconomics.web"
    label = "web"

    def ready(self) -> None:
        from weconomics.web.searching import register_pages

        register_pages()
