"""Who pays, as a row that stays."""

from billing.models import Party
from communities.interface import PartyRef, party_card


def party_for(ref: PartyRef) -> Party:
    """The party of a member or organisation, made at the first charge. Raises KeyError for a neighbour's."""
    key = {"membership_id": ref.id} if ref.kind == "member" else {"organisation_id": ref.id}
    found = Party.objects.filter(**key).first()
    if found is not None:
        return found
    party, _new = Party.objects.get_or_create(**key, defaults={"name": party_card(ref).name})
    return party
