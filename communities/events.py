"""What this app tells the others. Ids only: a receiver reads the rest itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommunityFounded:
    """A network leader opened a community."""

    community_id: int


@dataclass(frozen=True)
class CommunityConnected:
    """A community reached the step Connect and entered the directory."""

    community_id: int


@dataclass(frozen=True)
class MemberJoined:
    """Somebody became a member, or came back."""

    membership_id: int


@dataclass(frozen=True)
class MemberLeft:
    """A member left or was suspended."""

    membership_id: int


@dataclass(frozen=True)
class PartnershipAdvised:
    """A local group advised on an application; now the community can decide."""

    partnership_id: int


@dataclass(frozen=True)
class PartnerAdmitted:
    """An organisation became a community partner by decision."""

    partnership_id: int
    organisation_id: int


@dataclass(frozen=True)
class PartnershipEnded:
    """An organisation is no longer a community partner."""

    partnership_id: int
    organisation_id: int
