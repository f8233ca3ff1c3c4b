"""What higher apps may ask or tell. Ids, numbers and frozen dataclasses only; all of it runs in a community's scope."""

from communities.actions.community import connect_when_ready
from communities.actions.moderation import hide_profile, let_in_as_before, shut_out_member
from communities.actions.notification import notify
from communities.interface.cards import (
    BillingIdentity,
    LocalGroupRef,
    Mailbox,
    MembershipSpan,
    OperatorIdentity,
    PartnerSpan,
    PartyCard,
    PartyRef,
    PersonCard,
)
from communities.interface.identities import billing_identity, operator
from communities.interface.mailboxes import mailbox_of, mailboxes
from communities.interface.parties import (
    colleague_membership_ids,
    financed_organisation_ids,
    parties_of,
    party_card,
    party_cards,
    party_of,
    person_cards,
    person_of,
)
from communities.interface.people import (
    active_member_count,
    active_member_ids,
    invited_count,
    joined_at,
    local_group_ids_of,
    local_groups,
    may_suspend,
    member_ids_with_role,
    profile_of,
)
from communities.interface.spans import membership_spans, partner_spans
from communities.pictures import file_url, picture_url

__all__ = [
    "BillingIdentity",
    "LocalGroupRef",
    "Mailbox",
    "MembershipSpan",
    "OperatorIdentity",
    "PartnerSpan",
    "PartyCard",
    "PartyRef",
    "PersonCard",
    "active_member_count",
    "active_member_ids",
    "billing_identity",
    "colleague_membership_ids",
    "connect_when_ready",
    "file_url",
    "financed_organisation_ids",
    "hide_profile",
    "invited_count",
    "joined_at",
    "let_in_as_before",
    "local_group_ids_of",
    "local_groups",
    "mailbox_of",
    "mailboxes",
    "may_suspend",
    "member_ids_with_role",
    "membership_spans",
    "notify",
    "operator",
    "parties_of",
    "partner_spans",
    "party_card",
    "party_cards",
    "party_of",
    "person_cards",
    "person_of",
    "picture_url",
    "profile_of",
    "shut_out_member",
]
