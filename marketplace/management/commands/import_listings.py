"""`manage.py import_listings FILE.csv --community SLUG --member EMAIL`: a preview; with --apply the drafts."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communities.access import actor_for
from communities.interface import PartyRef, parties_of
from marketplace import importing
from weconomics.actor import Actor
from weconomics.errors import DomainError
from weconomics.tenancy.scope import scope


class Command(BaseCommand):
    help = "Bring in the offers and requests of a member or partner from a CSV: a preview, or with --apply drafts"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, help="the web address of the community")
        parser.add_argument(
            "--member", required=True, help="the e-mail address of the member who places them"
        )
        parser.add_argument("--organisation", help="the name of the partner they place them for")
        parser.add_argument("--apply", action="store_true", help="write the good rows as drafts")

    def handle(self, *args: Any, **options: Any) -> None:
        community = (
            apps.get_model(settings.TENANCY["COMMUNITY"]).objects.filter(slug=options["community"]).first()
        )
        if community is None:
            raise CommandError(f"There is no community at /c/{options['community']}/.")
        if not options["file"].is_file():
            raise CommandError(f"{options['file']} does not exist.")
        with scope(community):
            self._import(community, options)

    def _import(self, community: Any, options: dict[str, Any]) -> None:
        user = (
            apps.get_model(settings.AUTH_USER_MODEL).objects.filter(email=options["member"].lower()).first()
        )
        actor = actor_for(user, community) if user else Actor.visitor()
        owner = self._owner(actor, options)
        try:
            preview = importing.read(options["file"].read_bytes())
            self._show(preview)
            if options["apply"]:
                made = importing.apply(preview, owner=str(owner), by=actor)
                self.stdout.write(f"{len(made)} drafts are ready.")
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _owner(self, actor: Actor, options: dict[str, Any]) -> PartyRef:
        parties = parties_of(actor)
        if not parties:
            raise CommandError(f"{options['member']} is not a member of this community.")
        wanted = options["organisation"]
        found = next((card.ref for card in parties if not wanted or card.name == wanted), None)
        if found is None:
            raise CommandError(f"{options['member']} does not trade for {wanted}.")
        return found

    def _show(self, preview: importing.Preview) -> None:
        for row in preview.rows:
            state = "; ".join(row.errors) or "ok"
            self.stdout.write(f"{row.number:>5}  {row.title[:50]:<50}  {state}")
        self.stdout.write(f"{len(preview.good)} good, {len(preview.bad)} to mend")
