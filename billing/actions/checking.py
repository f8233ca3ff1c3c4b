"""Looking whether the money still adds up, and telling those who answer for it when it does not."""

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import ngettext

from billing.invariants import Broken, find_broken
from communities.interface import member_ids_with_role, notify
from weconomics.actor import Role
from weconomics.jobs import enqueue
from weconomics.jobs.models import Job
from weconomics.tenancy.community import community_in_scope

LETTER = "billing.mail_broken_books"


@transaction.atomic
def check_books() -> list[Broken]:
    """Every broken invariant of the community in scope. Changes nothing; may take longer than a page may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '200s'; SET LOCAL transaction_timeout = '240s'")
    return list(find_broken())


@transaction.atomic
def check_books_and_tell() -> list[Broken]:
    """The same, and the treasurers and the network leader hear of what is broken, once a day."""
    broken = check_books()
    day = timezone.localdate().isoformat()
    if broken and not Job.objects.filter(kind=LETTER, key=day).exists():
        rows = [f"{found.code} {found.row}" for found in broken]
        enqueue(LETTER, key=day, payload={"rows": rows})
        notify(
            member_ids_with_role(Role.TREASURER),
            kind="books_broken",
            text=lazy(_sentence, str)(len(broken)),
            url=reverse("billing:desk_ledger", args=[community_in_scope().slug]) + "?check",
        )
    return broken


def _sentence(number: int) -> str:
    return ngettext(
        "The books do not add up at %(number)s place. Look at it before you send or receive money.",
        "The books do not add up at %(number)s places. Look at them before you send or receive money.",
        number,
    ) % {"number": number}
