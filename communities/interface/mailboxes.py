"""Post of members: where to, and from whom. One query for the members, one for their addresses."""

from collections import defaultdict
from collections.abc import Iterable

from allauth.account.models import EmailAddress

from communities.enums import MailPreference, MembershipState
from communities.interface.cards import Mailbox
from communities.models import Membership


def mailboxes(membership_ids: Iterable[int]) -> dict[int, Mailbox]:
    """The mailboxes of those who are active members, by membership id. Only verified addresses are theirs."""
    active = Membership.objects.filter(pk__in=set(membership_ids), state=MembershipState.ACTIVE)
    rows = list(active.filter(user__is_active=True).select_related("user"))
    addresses: dict[int, set[str]] = defaultdict(set)
    verified = EmailAddress.objects.filter(user_id__in=[row.user_id for row in rows], verified=True)
    for user_id, email in verified.values_list("user_id", "email"):
        addresses[user_id].add(email.lower())
    return {row.pk: _mailbox(row, frozenset(addresses[row.user_id])) for row in rows}


def mailbox_of(membership_id: int) -> Mailbox | None:
    """Where to write to a member whatever their state: who is suspended must hear why. None without a working account."""
    rows = Membership.objects.select_related("user").filter(pk=membership_id, user__is_active=True)
    row = rows.first()
    return _mailbox(row, frozenset({row.user.email})) if row else None


def _mailbox(row: Membership, addresses: frozenset[str]) -> Mailbox:
    return Mailbox(
        membership_id=row.pk,
        name=row.display_name,
        email=row.user.email,
        addresses=addresses,
        language=row.user.language,
        wants_mail=row.mail_preference == MailPreference.EACH,
    )
