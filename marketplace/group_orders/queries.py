"""Reads of group orders. All run in the scope of one community."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from marketplace import queries
from marketplace.enums import GroupOrderState, LineState, Side
from marketplace.holding import amount_left_of, holding, left_of
from marketplace.models import Allocation, GroupOrder, GroupOrderLine, Listing
from marketplace.units import from_smallest
from weconomics.actor import Actor

ZERO = Decimal(0)


def group_orders_visible_to(actor: Actor) -> QuerySet[Any]:
    """Orders on offers that the actor sees, for the whole audience or a group of theirs; and all they have a part in."""
    seen = Q(offer__in=queries.listings_visible_to(actor).order_by().values("pk"))
    seen &= Q(local_group=None) | Q(local_group_id__in=queries.group_ids_of(actor))
    mine = Q(offer__in=queries.listings_of(actor).order_by().values("pk"))
    mine |= Q(pk__in=lines_of_actor(actor).order_by().values("group_order"))
    return with_totals(GroupOrder.objects.filter(seen | mine))


def lines_of_actor(actor: Actor) -> QuerySet[GroupOrderLine]:
    """What the actor, or an organisation they act for, takes part for now."""
    own = Q(membership_id=actor.membership_id, organisation=None)
    own |= Q(organisation_id__in=actor.organisation_ids)
    if actor.acts_only_for_organisation:
        own = Q(organisation_id__in=actor.organisation_ids)
    return GroupOrderLine.objects.filter(own, state=LineState.IN)


def with_totals(orders: QuerySet[GroupOrder]) -> QuerySet[Any]:
    """Adds `wanted_total` and `takers`, with the offer, the group and the prices, in two queries."""
    lines = GroupOrderLine.objects.filter(group_order=OuterRef("pk"), state=LineState.IN).order_by()
    totals = lines.values("group_order").annotate(total=Sum("wanted"), number=Count("pk"))
    return (
        orders.annotate(
            wanted_total=Coalesce(Subquery(totals.values("total")), Value(ZERO)),
            takers=Coalesce(Subquery(totals.values("number")), Value(0)),
        )
        .select_related(
            "offer__category",
            "offer__owner_membership__user",
            "offer__owner_organisation",
            "local_group",
            "community",
        )
        .prefetch_related("steps")
    )


def open_first(orders: QuerySet[Any]) -> QuerySet[Any]:
    """Those that still run, the first to close on top."""
    return orders.filter(state=GroupOrderState.OPEN).order_by("closes_at", "pk")


def decided(orders: QuerySet[Any]) -> QuerySet[Any]:
    return orders.exclude(state=GroupOrderState.OPEN).order_by("-decided_at", "-pk")


def lines_in(order: GroupOrder) -> QuerySet[GroupOrderLine]:
    """Who takes part, in the order in which they joined."""
    return GroupOrderLine.objects.filter(group_order=order, state=LineState.IN).order_by("joined_at", "pk")


def open_order_of(offer: Listing) -> GroupOrder | None:
    return GroupOrder.objects.filter(offer=offer, state=GroupOrderState.OPEN).first()


def room_in(
    order: GroupOrder, offer: Listing, *, at: datetime, without: GroupOrderLine | None = None
) -> Decimal | None:
    """How much more can be wanted; None where nothing bounds it. Under the lock of the offer this is the truth."""
    others = lines_in(order).exclude(pk__in=[without.pk] if without else [])
    wanted = others.aggregate(total=Coalesce(Sum("wanted"), ZERO))["total"]
    caps = [cap - wanted for cap in (order.most_quantity, order.supply_quantity) if cap is not None]
    left = left_of(offer, at=at, without=held_by(without) if without else None)
    return min([*caps, *([] if left is None else [left])], default=None)


def supply_of(order: GroupOrder, offer: Listing, *, at: datetime) -> Decimal | None:
    """What there is to share out: what is left of the offer beside this order, and no more than the order says."""
    left = None
    amount = amount_left_of(offer, at=at)
    if amount is not None:
        own = Allocation.objects.filter(holding(Side.OFFER, at), group_order_line__group_order=order)
        amount += own.aggregate(held=Coalesce(Sum("amount"), ZERO))["held"]
        left = from_smallest(amount, offer.unit)
    caps = (order.most_quantity, order.supply_quantity, left)
    return min((cap for cap in caps if cap is not None), default=None)


def held_by(line: GroupOrderLine) -> Allocation | None:
    """What the line keeps aside while the order runs."""
    return Allocation.objects.filter(group_order_line=line, state="proposed", deal=None).first()
