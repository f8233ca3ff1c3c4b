"""Reviews: who may write one and until when, and what all of them together say of a person or an organisation."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from communities.interface import PartyRef
from marketplace.enums import DealState
from marketplace.models import Deal, Listing, Review
from marketplace.models.parties import ref_of
from marketplace.rules import acts_for
from marketplace.satisfaction import SATISFIED_FROM_STARS, Satisfaction
from weconomics.actor import Actor

SIDES = ("provider", "requester")


def side_of(deal: Deal, *, by: Actor) -> str | None:
    """The side the actor acts for; the requester's where it is both."""
    if acts_for(deal.requester_ref, by=by):
        return "requester"
    return "provider" if acts_for(deal.provider_ref, by=by) else None


def other_of(side: str) -> str:
    return "requester" if side == "provider" else "provider"


def ends_at(deal: Deal) -> datetime | None:
    """Until when both may write, and from when what was written shows; None before the deal is completed.

    Kept when it was confirmed: a term that the community changes later moves no deal's.
    """
    return deal.reviews_until


def may_review(deal: Deal, *, by: Actor, at: datetime) -> bool:
    """One side of a completed deal, in time, once: nobody reads the other's words before writing their own."""
    side, end = side_of(deal, by=by), ends_at(deal)
    if side is None or end is None or by.membership_id is None or by.is_system:
        return False
    if deal.state != DealState.CONFIRMED or at >= end:
        return False
    return not Review.objects.filter(deal=deal, by_side=side).exists()


def may_answer_review(review: Review, *, by: Actor) -> bool:
    """Who is reviewed, once the review shows; one answer."""
    return review.visible_at is not None and not review.answer and acts_for(about_ref(review), by=by)


def about_ref(review: Review) -> PartyRef:
    return ref_of(review.about_membership_id, review.about_organisation_id)


def shown_reviews() -> QuerySet[Review]:
    """What everybody may read and what counts: of completed deals, shown, and not hidden by a moderator."""
    rows = Review.objects.filter(visible_at__isnull=False, hidden_at=None, deal__state=DealState.CONFIRMED)
    return rows.select_related("author__user", "deal", "community").order_by("-visible_at", "-pk")


def reviews_of(ref: PartyRef) -> QuerySet[Review]:
    """What is said of a person, or of an organisation: the two are kept apart."""
    return shown_reviews().filter(_about(ref))


def summary_of(ref: PartyRef) -> Satisfaction:
    return summaries_of([ref])[ref]


def summaries_of(refs: Iterable[PartyRef]) -> dict[PartyRef, Satisfaction]:
    """How many deals each completed and how satisfied the others were. Three queries, however many parties."""
    wanted = list(dict.fromkeys(refs))
    if not wanted:
        return {}
    deals = _deals_by_party(wanted)
    reviews = _reviews_by_party(wanted)
    return {ref: Satisfaction(deals.get(ref, 0), *reviews.get(ref, (0, 0))) for ref in wanted}


def show_trust(listings: Iterable[Listing]) -> None:
    """Adds `trust` to each listing, for its card: what all say of its owner."""
    rows = list(listings)
    known = summaries_of(listing.owner_ref for listing in rows)
    for listing in rows:
        listing.trust = known[listing.owner_ref]  # type: ignore[attr-defined]


def _deals_by_party(refs: list[PartyRef]) -> dict[PartyRef, int]:
    found: dict[PartyRef, int] = {}
    for side in SIDES:
        columns = (f"{side}_membership_id", f"{side}_organisation_id")
        rows = Deal.objects.filter(_named(refs, *columns), state=DealState.CONFIRMED).order_by()
        for member, organisation, count in rows.values_list(*columns).annotate(count=Count("pk")):
            ref = ref_of(member, organisation)
            found[ref] = found.get(ref, 0) + count
    return found


def _reviews_by_party(refs: list[PartyRef]) -> dict[PartyRef, tuple[int, int]]:
    columns = ("about_membership_id", "about_organisation_id")
    rows = shown_reviews().select_related(None).filter(_named(refs, *columns)).order_by()
    satisfied = Count("pk", filter=Q(stars__gte=SATISFIED_FROM_STARS))
    found: dict[PartyRef, tuple[int, int]] = {}
    for member, organisation, count, happy in rows.values_list(*columns).annotate(
        count=Count("pk"), happy=satisfied
    ):
        ref = ref_of(member, organisation)
        before = found.get(ref, (0, 0))  # an organisation stands in a row for each colleague who spoke for it
        found[ref] = (before[0] + count, before[1] + happy)
    return found


def _named(refs: list[PartyRef], member: str, organisation: str) -> Q:
    people = [ref.id for ref in refs if ref.kind == "member"]
    organisations = [ref.id for ref in refs if ref.kind == "organisation"]
    return Q(**{f"{member}__in": people, f"{organisation}__isnull": True}) | Q(
        **{f"{organisation}__in": organisations}
    )


def _about(ref: PartyRef) -> Q:
    return _named([ref], "about_membership_id", "about_organisation_id")
