"""What a deal's page offers: the steps of the table as buttons, forms and links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.actions.deals import delivered_of, owed_after_cancelling
from marketplace.enums import DealState
from marketplace.forms import DeliveryForm, ReasonForm
from marketplace.models import Deal
from marketplace.transitions import Transition, side_of, steps_for
from weconomics.actor import Actor
from weconomics.money import format_money
from weconomics.web.forms import Form

# Steps with a page of their own; all others are taken on the page of the deal.
PAGES = {
    "propose": "marketplace:deal_counter",
    "counter": "marketplace:deal_counter",
    "dispute": "marketplace:dispute_open",
    "drop_dispute": "marketplace:dispute",
    "settle": "marketplace:dispute",
    "withdraw": "marketplace:withdrawal",
}
MAIN = ("accept", "confirm", "deliver", "propose")
GRAVE = ("decline", "cancel", "report_no_show", "dispute", "withdraw")
MILESTONES = (DealState.PROPOSED, DealState.AGREED, DealState.DELIVERED, DealState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A step as people see it. With a form it opens below its button; with `is_page` the address is another page."""

    step: Transition
    label: str | Promise
    url: str
    is_page: bool
    is_main: bool
    is_grave: bool
    form: Form | None
    warning: str


def choices_for(deal: Deal, *, by: Actor, at: datetime) -> list[Choice]:
    """What this person can do now, the main thing first."""
    steps = [step for step in steps_for(deal, by=by, at=at) if not _is_said_twice(step, deal, by, at)]
    choices = [_choice(step, deal, by, at) for step in steps]
    return sorted(choices, key=lambda choice: (not choice.is_main, choice.is_grave))


def milestones_of(deal: Deal) -> list[dict[str, Any]]:
    """The four great steps, with where the deal is; a deal that ended early shows how far it came."""
    reached = _reached(deal)
    has_ended = deal.ended_at is not None
    return [
        {"label": state.label, "state": _mark(index, reached, has_ended)}
        for index, state in enumerate(MILESTONES)
    ]


def _choice(step: Transition, deal: Deal, by: Actor, at: datetime) -> Choice:
    is_page = step.name in PAGES
    name = PAGES.get(step.name, "marketplace:deal_verb")
    arguments = [deal.community.slug, deal.public_id, *([] if is_page else [step.name])]
    return Choice(
        step,
        step.label,
        reverse(name, args=arguments),
        is_page,
        step.name in MAIN,
        step.name in GRAVE,
        None if is_page else _form(step, deal),
        _warning(step, deal, by, at),
    )


def _form(step: Transition, deal: Deal) -> Form | None:
    if step.asks:
        return ReasonForm()
    if step.name == "report_no_show":
        return ReasonForm()
    if step.name == "deliver":
        return DeliveryForm(left=deal.quantity - delivered_of(deal), unit=deal.get_unit_display())
    return None


def _warning(step: Transition, deal: Deal, by: Actor, at: datetime) -> str:
    """What calling it off costs, before one does it."""
    if step.name != "cancel" or deal.agreed_at is None or not deal.price_minor:
        return ""
    owed = owed_after_cancelling(deal, side_of(deal, by), at)
    if not owed:
        return _("Called off now, nothing has to be paid.")
    amount = format_money(owed, deal.currency)
    return _("Called off now, %(amount)s of the price still has to be paid.") % {"amount": amount}


def _is_said_twice(step: Transition, deal: Deal, by: Actor, at: datetime) -> bool:
    """Who can decline need not call it off as well."""
    if step.name != "cancel":
        return False
    return any(other.name == "decline" for other in steps_for(deal, by=by, at=at))


def _reached(deal: Deal) -> int:
    """How many of the milestones lie behind it."""
    if deal.confirmed_at:
        return 4
    if deal.delivered_at:
        return 3
    return 2 if deal.agreed_at else int(deal.state != DealState.INQUIRY)


def _mark(index: int, reached: int, has_ended: bool) -> str:
    if index < reached:
        return "done"
    return "current" if index == reached and not has_ended else "todo"
