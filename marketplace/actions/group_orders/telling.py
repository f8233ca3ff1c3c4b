"""What each hears of a group order: the provider how it grows, all what became of it."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from communities.interface import notify
from marketplace.group_orders.queries import lines_in, with_totals
from marketplace.models import GroupOrder, GroupOrderLine
from marketplace.quantities import in_units
from marketplace.queries import people_of
from weconomics.money import format_money

in_units_lazy, format_money_lazy = lazy(in_units, str), lazy(format_money, str)


@transaction.atomic
def tell_of_group_order(*, order_id: int, what: str) -> None:
    """joined and left: to who provides, without a letter. confirmed, lapsed and cancelled: to everybody."""
    order = with_totals(GroupOrder.objects.all()).get(pk=order_id)
    url = reverse("marketplace:group_order", args=[order.community.slug, order.public_id])
    providers = people_of(order.offer.owner_ref, order.offer.owner_membership_id)
    if what in ("joined", "left"):
        notify(providers, kind="group_order", text=_growth(order), url=url, by_mail=False)
        return
    lines = list(lines_in(order).select_related("deal"))
    notify(providers, kind="group_order", text=_outcome(order, what), url=url)
    for line in lines:
        text = _part(order, line) if what == "confirmed" else _outcome(order, what)
        notify(people_of(line.ref, line.membership_id), kind="group_order", text=text, url=_page(line, url))


def _growth(order: GroupOrder) -> Promise:
    about = {"title": order.title, "wanted": _quantity(order, order.wanted_total)}  # type: ignore[attr-defined]
    about["least"] = _quantity(order, order.least_quantity)
    return format_lazy(_("“{title}” stands at {wanted}; {least} are needed."), **about)


def _outcome(order: GroupOrder, what: str) -> Promise:
    if what == "confirmed":
        takers = order.lines.filter(deal__isnull=False).count()
        sentence = ngettext_lazy(
            "“{title}” is confirmed: you have a deal with {takers} taker.",
            "“{title}” is confirmed: you have a deal with {takers} takers.",
            takers,
        )
        return format_lazy(sentence, title=order.title, takers=takers)
    if what == "cancelled":
        return format_lazy(
            _("“{title}” was called off. Nobody owes anything. {reason}"),
            title=order.title,
            reason=order.reason,
        )
    return format_lazy(
        _("“{title}” did not come about. Nobody owes anything. {reason}"),
        title=order.title,
        reason=order.reason,
    )


def _part(order: GroupOrder, line: GroupOrderLine) -> Promise:
    if line.deal is None:
        return format_lazy(
            _("“{title}” is confirmed, but there was too little for you. You owe nothing."), title=order.title
        )
    return format_lazy(
        _("“{title}” is confirmed: {quantity} for you, {amount}."),
        title=order.title,
        quantity=_quantity(order, line.deal.quantity),
        amount=format_money_lazy(line.deal.price_minor, line.deal.currency),
    )


def _quantity(order: GroupOrder, quantity: Decimal) -> Any:
    return in_units_lazy(quantity, order.offer.unit)


def _page(line: GroupOrderLine, url: str) -> str:
    """One's own deal, where there is one."""
    if line.deal is None:
        return url
    return reverse("marketplace:deal", args=[line.community.slug, line.deal.public_id])
