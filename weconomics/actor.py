"""Who acts. Every verb takes an Actor; every rule asks it."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person carries in a community. Everybody active is a member; the rest is granted."""

    MEMBER = "member", _("Member")
    COORDINATOR = "coordinator", _("Coordinator")
    TREASURER = "treasurer", _("Treasurer")
    MODERATOR = "moderator", _("Moderator")
    DOMAIN_LEADER = "domain_leader", _("Domain leader")


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts in one community: a visitor, a member, a network leader, an API client or the system itself."""

    user_id: int | None = None
    community_id: int | None = None
    membership_id: int | None = None
    roles: frozenset[str] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    coordinated_group_ids: frozenset[int] = frozenset()
    is_network_leader: bool = False
    sees_community: bool = False
    stands_at_door: bool = False
    is_system: bool = False
    client_id: str | None = None
    scopes: frozenset[str] = frozenset()

    @classmethod
    def system(cls, community_id: int | None) -> "Actor":
        """The product itself: jobs, effects of decisions, the demo."""
        return cls(community_id=community_id, is_system=True, sees_community=True)

    @classmethod
    def visitor(
        cls, community_id: int | None = None, *, sees_community: bool = True, stands_at_door: bool = False
    ) -> "Actor":
        return cls(community_id=community_id, sees_community=sees_community, stands_at_door=stands_at_door)

    @property
    def is_member(self) -> bool:
        return self.membership_id is not None

    @property
    def knows_community(self) -> bool:
        """May know that the community exists: what it is called, what it is for, how to join."""
        return self.sees_community or self.stands_at_door

    @property
    def leads(self) -> bool:
        """Leads the community: its domain leader, the network leader, or the product itself."""
        return self.is_system or self.is_network_leader or Role.DOMAIN_LEADER in self.roles

    def has_role(self, *roles: str) -> bool:
        """True when the actor carries one of the roles. The system carries all; a network leader none by itself."""
        return self.is_system or any(role in self.roles for role in roles)

    @property
    def acts_only_for_organisation(self) -> bool:
        """A program made for an organisation does not act for the person who made it."""
        return self.client_id is not None and bool(self.organisation_ids)

    def may_act_for(self, kind: str, party_id: int) -> bool:
        """True when the actor is this member, or a colleague of this organisation."""
        if kind == "member":
            return self.membership_id == party_id and not self.acts_only_for_organisation
        return party_id in self.organisation_ids
