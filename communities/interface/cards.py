"""What this app hands to others: plain values, no models."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

PartyKind = Literal["member", "organisation"]


@dataclass(frozen=True, slots=True, order=True)
class PartyRef:
    """Who takes part in a deal or pays: a member by membership id, or a partner by organisation id."""

    kind: PartyKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "PartyRef":
        """Reads `member:12`. Raises ValueError for anything else."""
        kind, _colon, number = text.partition(":")
        if kind == "member":
            return cls("member", int(number))
        if kind == "organisation":
            return cls("organisation", int(number))
        raise ValueError(f"not a party: {text!r}")


@dataclass(frozen=True, slots=True)
class PartyCard:
    """How a party is shown. `url_path` is its page in the community, `photo_url` is empty without a photo."""

    ref: PartyRef
    name: str
    kind: PartyKind
    is_trader: bool
    vat_status: str
    local_group_names: tuple[str, ...]
    public_id: UUID
    url_path: str
    photo_url: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """How a member is shown where only people can be: responses, authors, decisions."""

    membership_id: int
    public_id: UUID
    name: str
    url_path: str
    photo_url: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where letters to a member go, and from which addresses theirs come. For the post, never for other members."""

    membership_id: int
    name: str
    email: str
    addresses: frozenset[str]
    language: str
    wants_mail: bool


@dataclass(frozen=True, slots=True)
class BillingIdentity:
    """What a document says about who pays. For the document and the treasurer, never for other members."""

    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    kvk: str
    vat_id: str
    vat_status: str
    is_business: bool
    language: str


@dataclass(frozen=True, slots=True)
class OperatorIdentity:
    """Who issues the documents of this community."""

    legal_name: str
    legal_form: str
    kvk: str
    vat_id: str
    vat_status: str
    iban: str
    creditor_id: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    terms_version: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class MembershipSpan:
    """A time of active membership, cut to what was asked for: from (included) to (not included)."""

    membership_id: int
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerSpan:
    """A time of active partnership, cut likewise; `user_count` counts the colleagues who acted in that time."""

    organisation_id: int
    from_at: datetime
    to_at: datetime
    user_count: int


@dataclass(frozen=True, slots=True)
class LocalGroupRef:
    """A local group's centre is public; where members live is not."""

    id: int
    public_id: UUID
    name: str
    lat: float
    lon: float
    radius_km: int
