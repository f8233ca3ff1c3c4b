"""What templates ask about reports and measures."""

from typing import Any

from django import template

from marketplace.models import Listing, ListingPhoto, Measure, Notice
from marketplace.moderation import statements
from marketplace.moderation.queries import live_measure_of
from marketplace.moderation.rulebook import label_of
from marketplace.moderation.rules import may_report
from marketplace.moderation.subjects import title_of

register = template.Library()


@register.simple_tag
def statement(measure: Measure) -> list[statements.Part]:
    """The statement of reasons, part by part (art. 17(3))."""
    return statements.parts_of(measure)


@register.filter
def thing(row: Notice | Measure) -> str:
    """What a report or a measure is about, in words."""
    return title_of(row)


@register.filter
def broken_rule(row: Notice | Measure) -> str:
    return label_of(row.ground_kind, row.law, row.ground)


@register.inclusion_tag("marketplace/_report_link.html", takes_context=True)
def report_link(context: dict[str, Any], kind: str, row: Any, membership_id: int) -> dict[str, Any]:
    """The way to report a thing, for everybody but whose it is; `row` is the thing with its public id."""
    actor, community = context.get("actor"), context.get("community")
    is_shown = actor is not None and community is not None and may_report(membership_id, by=actor)
    return {"is_shown": is_shown, "kind": kind, "row": row, "community": community}


@register.inclusion_tag("marketplace/_report_photo.html", takes_context=True)
def report_photo(context: dict[str, Any], photo: ListingPhoto, number: int) -> dict[str, Any]:
    """The same for a photo after the cover, small in its corner. `number` as its alternative text counts."""
    owner_id = context["listing"].owner_membership_id
    return report_link(context, "photo", photo, owner_id) | {"number": number}


@register.inclusion_tag("marketplace/_hidden_why.html", takes_context=True)
def why_hidden(context: dict[str, Any], listing: Listing) -> dict[str, Any]:
    """For its owner: that a moderator hid it, and the page with the reasons."""
    measure = live_measure_of(listing) if listing.hidden_at else None
    return {"measure": measure, "community": context["community"]}
