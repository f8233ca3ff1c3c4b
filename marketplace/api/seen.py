"""What a caller sees. A program made for an organisation sees nothing of the person who made it."""

from django.db.models import Q, QuerySet

from marketplace import queries
from marketplace.api.listing_parts import READ_ALONG
from marketplace.holding import with_held
from marketplace.looks.queries import last_reason
from marketplace.models import Deal, Listing
from weconomics.actor import Actor


def own_listings(actor: Actor) -> QuerySet[Listing]:
    rows = queries.listings_of(actor)
    if actor.acts_only_for_organisation:
        rows = rows.filter(owner_organisation_id__in=actor.organisation_ids)
    return _with_what_programs_read(rows)


def seen_listings(actor: Actor) -> QuerySet[Listing]:
    """What is published for the caller, and the caller's own in every state."""
    own = own_listings(actor).order_by().values("pk")
    published = queries.listings_visible_to(actor).order_by().values("pk")
    rows = Listing.objects.filter(Q(pk__in=published) | Q(pk__in=own))
    return _with_what_programs_read(queries.with_what_cards_show(rows))


def published_listings(actor: Actor) -> QuerySet[Listing]:
    return _with_what_programs_read(queries.listings_visible_to(actor))


def _with_what_programs_read(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    """What is held, the version of its answers, why it was sent back, and what belongs to it."""
    rows = rows.select_related("fields_version").prefetch_related(*READ_ALONG)
    return with_held(rows.annotate(sent_back_because=last_reason()))


def own_deals(actor: Actor) -> QuerySet[Deal]:
    return of_organisation(queries.deals_of(actor), actor).select_related("offer", "request")


def deals_waiting_for(actor: Actor) -> QuerySet[Deal]:
    return of_organisation(queries.waiting_for(actor), actor).select_related("offer", "request")


def of_organisation(deals: QuerySet[Deal], actor: Actor) -> QuerySet[Deal]:
    if not actor.acts_only_for_organisation:
        return deals
    ids = actor.organisation_ids
    return deals.filter(Q(provider_organisation_id__in=ids) | Q(requester_organisation_id__in=ids))
