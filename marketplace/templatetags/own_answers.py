"""What a listing answered to its category's own questions."""

from django import template

from marketplace.fields import Shown, shown_values
from marketplace.models import Listing

register = template.Library()


@register.simple_tag
def own_answers(listing: Listing) -> list[Shown]:
    """By the version in which they were given. One query where there are answers."""
    return shown_values(listing)
