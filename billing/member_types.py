"""What a party takes part as: private person, trader, trader under the small business scheme, or organisation."""

from collections.abc import Iterable
from dataclasses import replace

from billing.enums import MemberType
from billing.facts import DealFacts
from communities.interface import PartyCard, PartyRef, party_cards

ORGANISATION = "organisation"


def types_of(refs: Iterable[PartyRef]) -> dict[PartyRef, str]:
    """By party, in one query per kind."""
    return {ref: _type_of(card) for ref, card in party_cards(refs).items()}


def with_types(facts: DealFacts) -> DealFacts:
    """The same deal with what each side takes part as, where the market did not say so."""
    if facts.provider_type and facts.requester_type:
        return facts
    types = types_of([facts.provider, facts.requester])
    return replace(
        facts,
        provider_type=facts.provider_type or types.get(facts.provider, ""),
        requester_type=facts.requester_type or types.get(facts.requester, ""),
    )


def _type_of(card: PartyCard) -> str:
    if card.kind == "organisation":
        return ORGANISATION
    if not card.is_trader:
        return MemberType.PRIVATE.value
    return (MemberType.KOR if card.vat_status == "kor" else MemberType.TRADER).value
