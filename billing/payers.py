"""For whom somebody may pay: oneself, and the organisations whose finances one does."""

from communities.interface import PartyRef, financed_organisation_ids, party_card
from weconomics.actor import Actor

Payer = tuple[str, PartyRef, str]


def payers_of(actor: Actor) -> list[Payer]:
    """Key for a form, reference, name; oneself first."""
    refs = [PartyRef("member", actor.membership_id)] if actor.membership_id else []
    refs += [PartyRef("organisation", found) for found in sorted(financed_organisation_ids(actor))]
    return [(f"{ref.kind}:{ref.id}", ref, party_card(ref).name) for ref in refs]


def ref_from(key: str) -> PartyRef:
    """The reference that a form's key stands for; the form knows only the keys of its own person."""
    kind, _colon, number = key.partition(":")
    return PartyRef(kind, int(number))  # type: ignore[arg-type]
