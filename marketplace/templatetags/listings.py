"""Who somebody deals with, said the same way on every card, line and page."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from communities.enums import TraderStatus
from communities.interface import PartyCard
from marketplace.models import Listing

register = template.Library()


@register.inclusion_tag("marketplace/_party.html")
def party_line(party: PartyCard | Listing | None, *, linked: bool = False) -> dict[str, Any]:
    """The name and whether it is a trader or a private person, of a card or of a listing's owner.

    Asks the database nothing: a card knows it, and a listing of a list was selected with its owner.
    """
    if isinstance(party, Listing):
        owner = party.owner_organisation
        name = owner.name if owner else party.owner_membership.display_name
        return {"name": name, "kind": party_kind(party), "url": ""}
    if party is None:
        return {}
    return {"name": party.name, "kind": party_kind(party), "url": party.url_path if linked else ""}


@register.simple_tag
def party_kind(party: PartyCard | Listing | None) -> str:
    """`Trader` or `Private person`; nothing of a party that is gone."""
    if party is None:
        return ""
    is_trader = is_by_trader(party) if isinstance(party, Listing) else party.is_trader
    return _("Trader") if is_trader else _("Private person")


def is_by_trader(listing: Listing) -> bool:
    """An organisation, or a member who trades. Reads what the card has selected already."""
    if listing.owner_organisation_id is not None:
        return True
    return listing.owner_membership.trader_status != TraderStatus.PRIVATE
