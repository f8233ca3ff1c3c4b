"""How a community runs its market."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.errors import SettingsRefused
from marketplace.models import MarketSettings
from marketplace.models.settings import DAYS_BY_LAW, RANGES
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

FIELDS = frozenset({*RANGES, "needs_approval", "cancellation", "machine_translation"})


@transaction.atomic
def change_market_settings(*, by: Actor, **values: Any) -> MarketSettings:
    """Other terms, in days, from now on: what was agreed or laid aside before keeps the moment that it was given.

    Raises NotAllowed, SettingsRefused.
    """
    if not rules.may_manage_market(by=by):
        raise NotAllowed(
            _("Only coordinators and the leader of the community can change how the market works.")
        )
    if unknown := values.keys() - FIELDS:
        raise TypeError(f"the market has no {sorted(unknown)}")
    settings, _is_new = MarketSettings.objects.get_or_create()
    settings = MarketSettings.objects.select_for_update().get(pk=settings.pk)
    for name, value in values.items():
        setattr(settings, name, value)
    _check(settings)
    settings.save()
    return settings


def _check(settings: MarketSettings) -> None:
    if settings.withdrawal_days < DAYS_BY_LAW:
        sentence = (
            _("The law gives consumers %s days to withdraw. You can give more, never less.") % DAYS_BY_LAW
        )
        raise SettingsRefused(sentence, data={"field": "withdrawal_days"})
    for name, (least, most) in RANGES.items():
        if not least <= getattr(settings, name) <= most:
            sentence = _("Choose from %(least)s to %(most)s days.") % {"least": least, "most": most}
            raise SettingsRefused(sentence, data={"field": name})
    if settings.remind_days >= settings.listing_days:
        raise SettingsRefused(
            _("The reminder comes before the end: choose fewer days than a listing lives."),
            data={"field": "remind_days"},
        )
