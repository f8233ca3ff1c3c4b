"""Parts of a deal's page for when it goes otherwise: its dispute, and a consumer's right to withdraw."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from marketplace.disputing.queries import last_dispute_of
from marketplace.disputing.rules import may_answer_dispute
from marketplace.enums import OPEN_DEALS, DealState, DisputeState, Kind
from marketplace.models import Deal, Withdrawal
from marketplace.rules import acts_for
from marketplace.withdrawal_terms import facts_of_right
from marketplace.withdrawing import Facts, NoRight, right_of
from weconomics.actor import Actor

register = template.Library()
# Where a consumer reads why they cannot withdraw; in all other cases the right has nothing to do with the deal.
WORTH_SAYING = (NoRight.EXCEPTION, NoRight.DATED, NoRight.PERFORMED, NoRight.TOO_LATE)
RUNNING = (*OPEN_DEALS, DealState.AGREED, DealState.STARTED, DealState.DELIVERED, DealState.CONFIRMED)


def _page(context: Any) -> dict[str, Any]:
    return {name: context[name] for name in ("community", "actor", "request")}


@register.inclusion_tag("marketplace/_dispute_box.html", takes_context=True)
def dispute_of_deal(context: Any, deal: Deal) -> dict[str, Any]:
    """The last dispute of the deal, with what is to be done in it now."""
    dispute = last_dispute_of(deal)
    may_answer = (
        dispute is not None
        and dispute.state == DisputeState.OPEN
        and may_answer_dispute(dispute, by=context["actor"])
    )
    return _page(context) | {"deal": deal, "dispute": dispute, "may_answer": may_answer}


@register.inclusion_tag("marketplace/_withdrawal_box.html", takes_context=True)
def withdrawal_of_deal(context: Any, deal: Deal) -> dict[str, Any]:
    """The right to withdraw as this side sees it: the function itself, until when, or why not."""
    about = _page(context) | {"deal": deal}
    if deal.state == DealState.WITHDRAWN:
        return about | {"withdrawal": Withdrawal.objects.filter(deal=deal).first()}
    if deal.state not in RUNNING:
        return about
    facts, now = facts_of_right(deal), timezone.now()
    if deal.agreed_at is None:
        facts = replace(facts, agreed_at=now)
    right = right_of(facts, now=now, zone=ZoneInfo(deal.community.time_zone))
    return about | {
        "right": right,
        "days": facts.days,
        "is_goods": facts.kind == Kind.GOOD,
        "is_agreed": deal.agreed_at is not None,
        "is_requester": acts_for(deal.requester_ref, by=context["actor"]),
        "is_worth_saying": right.missing in WORTH_SAYING,
        "may_begin_early": right.holds and _may_begin_early(deal, facts, context["actor"]),
        "begins_early": facts.asked_to_begin_early,
    }


def _may_begin_early(deal: Deal, facts: Facts, actor: Actor) -> bool:
    is_waiting = deal.state == DealState.AGREED and not facts.asked_to_begin_early
    return is_waiting and facts.kind != Kind.GOOD and acts_for(deal.requester_ref, by=actor)
