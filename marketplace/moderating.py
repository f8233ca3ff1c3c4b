"""What a measure of a moderator keeps somebody from."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketplace.enums import MeasureKind
from marketplace.models import Measure
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


def refuse_when_limited(by: Actor) -> None:
    """Who is limited for a while places no listings and proposes no deals. Raises NotAllowed with until when."""
    if by.membership_id is None or by.is_system:
        return
    now = timezone.now()
    limits = Measure.objects.filter(membership_id=by.membership_id, kind=MeasureKind.LIMIT, lifted_at=None)
    until = limits.filter(until__gt=now).order_by("-until").values_list("until", flat=True).first()
    if until is not None:
        sentence = _("You are limited until %(day)s: until then you place nothing and propose nothing new.")
        raise NotAllowed(sentence % {"day": date_format(timezone.localtime(until), "j F Y")})
