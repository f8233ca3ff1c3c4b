"""Who pays, as a row that stays."""

from collections.abc import Iterable

from billing.models import Party
from billing.queries import parties_by_ref
from communities.interface import PartyRef, party_card, party_cards


def party_for(ref: PartyRef) -> Party:
    """The party of a member or organisation, made at the first charge. Raises KeyError for a neighbour's."""
    key = {"membership_id": ref.id} if ref.kind == "member" else {"organisation_id": ref.id}
    found = Party.objects.filter(**key).first()
    if found is not None:
        return found
    party, _new = Party.objects.get_or_create(**key, defaults={"name": party_card(ref).name})
    return party


def parties_for(refs: Iterable[PartyRef]) -> dict[PartyRef, Party]:
    """The parties of many at once, in a few queries however many; a neighbour's is left out."""
    wanted = list(refs)
    found = parties_by_ref(wanted)
    missing = [ref for ref in wanted if ref not in found]
    if not missing:
        return found
    Party.objects.bulk_create(
        [_party_of(ref, card.name) for ref, card in party_cards(missing).items()], ignore_conflicts=True
    )
    return found | parties_by_ref(missing)


def _party_of(ref: PartyRef, name: str) -> Party:
    if ref.kind == "member":
        return Party(membership_id=ref.id, name=name)
    return Party(organisation_id=ref.id, name=name)
