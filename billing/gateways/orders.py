"""What billing asks of a provider and what it answers: plain values, the same for every provider."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class ProviderTrouble(Exception):
    """A call to the provider did not end as it should. The message is for the log, never for people."""


class ProviderBusy(ProviderTrouble):
    """Nothing happened; ask again with the same key. A limit of calls, or another call that holds the key."""


class NoAnswer(ProviderTrouble):
    """Whether it happened is unknown. `stored`: the provider keeps this failure, and repeats it to every same call."""

    def __init__(self, message: str, *, stored: bool = False) -> None:
        super().__init__(message)
        self.stored = stored


class ProviderRefused(ProviderTrouble):
    """Nothing happened, and the same call will never do: `code` is the provider's own word."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Handle:
    """By what a provider finds something again. A page of the provider has a reference of its own before the payment has."""

    community_id: int | None
    reference: str
    session: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.reference or self.session)


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as the provider should know it. `reference` is empty at the first time."""

    community_id: int | None
    party_id: int
    name: str
    email: str
    language: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a provider is asked to collect. The key is the same at every try of the same attempt.

    `subject` is our own id, kept at the provider beside the payment: so what came of a lost call is found again.
    With `destination` the money goes on to that account, and `application_fee_minor` of it stays with us.
    """

    key: str
    subject: str
    amount_minor: int
    currency: str
    text: str
    payer: Payer
    kind: str = "card"
    return_url: str = ""
    method: str = ""
    off_session: bool = False
    keeps_method: bool = False
    first_sent_at: datetime | None = None
    destination: str = ""
    application_fee_minor: int = 0

    @property
    def community_id(self) -> int:
        return self.payer.community_id


@dataclass(frozen=True, slots=True)
class KeptMethod:
    """A card or bank account that the provider keeps for later."""

    reference: str
    kind: str
    brand: str = ""
    last4: str = ""
    mandate: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Money that the payer's bank took back: a debit that was returned, or a dispute. Open, lost or won."""

    reference: str
    is_return: bool
    is_won: bool
    amount_minor: int
    fee_minor: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """How a payment stands now. `state` is a word of AttemptState; `look_again_at` says when more may be known."""

    handle: Handle
    state: str
    captured_minor: int = 0
    fee_minor: int = 0
    reason: str = ""
    decline_code: str = ""
    action_url: str = ""
    customer: str = ""
    livemode: bool | None = None
    method: KeptMethod | None = None
    taken_back: TakenBack | None = None
    refunded_minor: int = 0
    reversed_minor: int = 0
    fee_refunded_minor: int = 0
    look_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetupOrder:
    """Ask the payer to let a card or bank account be used later."""

    key: str
    subject: str
    kind: str
    payer: Payer
    return_url: str


@dataclass(frozen=True, slots=True)
class ProviderSetup:
    """`state` is a word of MethodState."""

    handle: Handle
    state: str
    action_url: str = ""
    customer: str = ""
    method: KeptMethod | None = None
    livemode: bool | None = None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Give back a part. Of a paid deal its part of the transfer and of the fee comes back too: said, never a default."""

    key: str
    subject: str
    payment: Handle
    amount_minor: int
    from_trade: bool = False


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """`state` is a word of RefundState."""

    handle: Handle
    state: str
    reason: str = ""
    look_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """Ask who provides to open an account for its own money."""

    key: str
    subject: str
    payer: Payer
    country: str
    return_url: str
    reference: str = ""

    @property
    def community_id(self) -> int:
        return self.payer.community_id


@dataclass(frozen=True, slots=True)
class ProviderAccountState:
    """What the account may do, and what the provider still wants to know."""

    handle: Handle
    charges_enabled: bool = False
    payouts_enabled: bool = False
    requirements: tuple[str, ...] = field(default_factory=tuple)
    action_url: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the provider's own books, in minor units, signed as it changes our balance there."""

    reference: str
    payment: str
    kind: str
    net_minor: int
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """A message of the provider, read and known to be genuine. `subject` is our own id, where the message carries it."""

    gateway: str
    event_id: str
    kind: str
    object_reference: str
    references: tuple[str, ...]
    livemode: bool
    told_at: datetime
    payload: dict[str, Any]
    community: str = ""
    subject: str = ""
    account: str = ""
    payment: str = ""
    session: str = ""
