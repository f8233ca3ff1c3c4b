"""The types of listings of a community: kept by who runs its market."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.enums import CategoryState
from marketplace.errors import ListingTypeIncomplete
from marketplace.listing_types.usual import SIDES, USUAL
from marketplace.models import ListingType
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

FIELDS = frozenset(
    {"kind", "name_nl", "name_en", "icon", "sides", "units", "price_types", "asks_availability", "lives_days"}
)
LONGEST_LIFE_DAYS = 730


@transaction.atomic
def open_listing_type(*, by: Actor, **values: Any) -> ListingType:
    """A new type at the end of the list. Raises NotAllowed, ListingTypeIncomplete."""
    _check(by)
    last = ListingType.objects.aggregate(last=Max("position"))["last"] or 0
    return _save(ListingType(position=last + 1), values)


@transaction.atomic
def change_listing_type(*, listing_type: ListingType, by: Actor, **values: Any) -> ListingType:
    """Counts for what is placed or changed from now on. Raises NotAllowed, ListingTypeIncomplete."""
    _check(by)
    return _save(ListingType.objects.select_for_update().get(pk=listing_type.pk), values)


@transaction.atomic
def retire_listing_type(*, listing_type: ListingType, by: Actor, is_open: bool = False) -> ListingType:
    """Nobody chooses it any more; what has it keeps it. `is_open` takes it back. Raises NotAllowed."""
    _check(by)
    listing_type.state = CategoryState.OPEN if is_open else CategoryState.CLOSED
    listing_type.save(update_fields=["state"])
    return listing_type


@transaction.atomic
def move_listing_type(*, listing_type: ListingType, up: bool, by: Actor) -> None:
    """One place up or down among the open ones; at the end it stays. Raises NotAllowed."""
    _check(by)
    rows = list(
        ListingType.objects.select_for_update()
        .filter(state=CategoryState.OPEN)
        .order_by("position", "name_nl")
    )
    place = next((number for number, row in enumerate(rows) if row.pk == listing_type.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    ListingType.objects.bulk_update(rows, ["position"])


@transaction.atomic
def open_usual_types(*, by: Actor) -> list[ListingType]:
    """What a community begins with. Where there are types already nothing happens. Raises NotAllowed."""
    _check(by)
    if ListingType.objects.exists():
        return []
    return ListingType.objects.bulk_create(
        [
            ListingType(
                kind=usual.kind,
                name_nl=usual.name_nl,
                name_en=usual.name_en,
                icon=usual.icon,
                sides=list(SIDES),
                units=list(usual.units),
                price_types=list(usual.price_types),
                asks_availability=usual.asks_availability,
                position=position,
            )
            for position, usual in enumerate(USUAL, start=1)
        ],
        ignore_conflicts=True,
    )


def _check(by: Actor) -> None:
    if not rules.may_manage_market(by=by):
        raise NotAllowed(
            _("Only coordinators and the leader of the community can change the types of listings.")
        )


def _save(listing_type: ListingType, values: dict[str, Any]) -> ListingType:
    if unknown := values.keys() - FIELDS:
        raise TypeError(f"a listing type has no {sorted(unknown)}")
    for name, value in values.items():
        setattr(listing_type, name, value.strip() if isinstance(value, str) else value)
    _check_complete(listing_type)
    try:
        with transaction.atomic():
            listing_type.save()
    except IntegrityError as error:
        if "listing_type_name_once" not in str(error):
            raise
        raise _incomplete("name_nl", _("There is a type with this name already.")) from error
    return listing_type


def _check_complete(listing_type: ListingType) -> None:
    if not listing_type.name_nl:
        raise _incomplete("name_nl", _("Give it a name in Dutch."))
    for name in ("sides", "units", "price_types"):
        if not getattr(listing_type, name):
            raise _incomplete(name, _("Choose at least one."))
    if listing_type.lives_days is not None and not 1 <= listing_type.lives_days <= LONGEST_LIFE_DAYS:
        raise _incomplete("lives_days", _("Choose from 1 to 730 days."))


def _incomplete(field: str, sentence: str) -> ListingTypeIncomplete:
    return ListingTypeIncomplete(sentence, data={"field": field})
