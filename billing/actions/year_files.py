"""Asking for the year file, and writing down that it was made."""

from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.errors import NoSuchYear
from billing.models import YearFile
from billing.year_file import Year
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.ids import uuid7
from weconomics.jobs import enqueue

FIRST_YEAR = 2000


@transaction.atomic
def ask_year_file(*, year: int, by: Actor, at: datetime | None = None) -> YearFile:
    """Put the making to work; the job shows how far it is. Who asks twice before it is made gets the same one.

    Raises NotAllowed, NoSuchYear.
    """
    if not rules.may_see_desk(by=by):
        raise NotAllowed(_("Only the treasurer and who leads the community take the year file."))
    if not FIRST_YEAR <= year <= 9000 or Year.of(year).start > (at or timezone.now()):
        raise NoSuchYear
    running = YearFile.objects.filter(year=year, made_at=None, job__state__in=["queued", "running"]).first()
    if running is not None:
        return running
    wanted = YearFile.objects.create(year=year, asked_by_id=by.membership_id)
    title = _("Year file %(year)s") % {"year": year}
    wanted.job = enqueue(
        "billing.year_file", key=str(wanted.pk), payload={"year_file_id": wanted.pk}, title=title, by=by
    )
    wanted.save(update_fields=["job"])
    return wanted


def keep(file: "File[bytes]", community_id: int) -> str:
    """Where the file lies: apart from pictures, under a name that nobody guesses, and never served by itself."""
    return default_storage.save(f"private/{community_id}/year-files/{uuid7()}.zip", file)


@transaction.atomic
def finish_year_file(
    *, year_file_id: int, file_name: str, size_bytes: int, sha256: str, document_count: int, adds_up: bool
) -> YearFile:
    """It is there and may be fetched. One that was finished stays as it was."""
    made = YearFile.objects.select_for_update().select_related("community").get(pk=year_file_id)
    if made.made_at is not None:
        return made
    made.file_name, made.size_bytes, made.sha256 = file_name, size_bytes, sha256
    made.document_count, made.adds_up, made.made_at = document_count, adds_up, timezone.now()
    made.save()
    return made
