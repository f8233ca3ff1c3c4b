"""`manage.py add_network_leader "Stichting Samenkring" --person "Hanneke Vos" --email hanneke@example.org`"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from communities.actions.network_leader import open_network_leader


class Command(BaseCommand):
    help = "Open a network leader, or add somebody to its staff; they choose a password by mail"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of the organisation that opens communities")
        parser.add_argument("--person", required=True, help="who works for it")
        parser.add_argument("--email", required=True, help="with which they log in")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an e-mail address.") from error
        leader, user = open_network_leader(
            name=options["name"], person=options["person"], email=options["email"]
        )
        self.stdout.write(f"{leader} is open, and {user} works for it.")
        if not user.has_usable_password():
            self.stdout.write(
                f"They choose a password at {settings.SITE_URL}{reverse('account_reset_password')}"
            )
