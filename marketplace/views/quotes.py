"""The quotes on one's own request: side by side, and awarded in parts with one button."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from marketplace import rules
from marketplace.actions.awards import Award, award_quotes
from marketplace.errors import AwardRefused
from marketplace.forms.quotes import AwardForm, start_of
from marketplace.models import Listing
from marketplace.quotes.awarding import ZERO, check_award, suggest
from marketplace.quotes.comparing import ORDERS, Comparison, compare, costs_of
from marketplace.units import from_smallest
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import member_page

SORTS = {
    "price": gettext_lazy("Lowest price"),
    "soonest": gettext_lazy("Soonest"),
    "nearest": gettext_lazy("Nearest"),
    "trusted": gettext_lazy("Most satisfied"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def quotes(request: Any, public_id: UUID) -> HttpResponse:
    """Compare them, fill in how much you take of each, award them."""
    listing = _own_request(request, public_id)
    sort = request.GET.get("sort", "price")
    table = compare(listing, at=timezone.now(), sort=sort)
    form = AwardForm(request.POST or None, comparison=table, initial=_start(request, table))
    if request.method == "POST" and form.is_valid():
        try:
            made = award_quotes(request=listing, takes=form.by_deal(), by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _said(made))
            return redirect("marketplace:quotes", request.community.slug, public_id)
    chosen = sort if sort in ORDERS else "price"
    about = {"listing": listing, "table": table, "form": form, "sort": chosen}
    about |= {"sorts": _tabs(chosen), "sum": _sum(form, table, _start(request, table))}
    return render(request, "marketplace/quote_list.html", about)


@require_GET
@member_page
def quotes_sum(request: Any, public_id: UUID) -> HttpResponse:
    """The part that says what the filled in quantities come to, while one is typing."""
    listing = _own_request(request, public_id)
    table = compare(listing, at=timezone.now())
    form = AwardForm(request.GET, comparison=table)
    form.is_valid()
    return render(request, "marketplace/_quote_sum.html", {"listing": listing, "sum": _sum(form, table)})


def _own_request(request: Any, public_id: UUID) -> Listing:
    rows = Listing.objects.filter(side="request").select_related("local_group", "community")
    listing = get_or_refuse(rows, public_id)
    if not rules.may_change_listing(listing, by=request.actor):
        raise NotFound
    return listing


def _start(request: Any, table: Comparison) -> dict[str, Any]:
    """`?fill=price` fills in the lowest prices first."""
    return start_of(suggest(table.quotes, table.need)) if "fill" in request.GET else {}


def _sum(form: AwardForm, table: Comparison, start: dict[str, Any] | None = None) -> dict[str, Any]:
    """How much of the need, what one pays with contributions, and what stands in the way."""
    if not form.is_bound and start:
        form = AwardForm(
            {key: str(value).replace(".", ",") for key, value in start.items()}, comparison=table
        )
    takes = form.takes() if form.is_bound and form.is_valid() else []
    total = from_smallest(sum((take.amount for take in takes), ZERO), table.need.unit)
    costs = costs_of(takes, form.rows)
    return {
        "takes": len(takes),
        "quantity": total,
        "left": table.need.left,
        "rest": None if table.need.left is None else max(table.need.left - total, ZERO),
        "pays_minor": sum(cost.requester_pays_minor for cost in costs),
        "asked": sum(not take.is_agreed_beforehand for take in takes),
        "refusal": _refusal(takes, table) if takes else "",
    }


def _refusal(takes: list[Any], table: Comparison) -> str:
    try:
        check_award(takes, table.need)
    except AwardRefused as refusal:
        return str(refusal)
    return ""


def _tabs(chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?sort={name}", "is_active": name == chosen, "count": None}
        for name, label in SORTS.items()
    ]


def _said(made: Award) -> str:
    """“2 quotes awarded. 1 provider is asked for a part. 3 others get a friendly no.”"""
    parts = []
    if made.agreed:
        text = ngettext("%(count)s quote is awarded.", "%(count)s quotes are awarded.", len(made.agreed))
        parts.append(text % {"count": len(made.agreed)})
    if made.asked:
        text = ngettext(
            "%(count)s provider is asked for a part.",
            "%(count)s providers are asked for a part.",
            len(made.asked),
        )
        parts.append(text % {"count": len(made.asked)})
    if made.declined:
        text = ngettext(
            "%(count)s other gets a friendly no.", "%(count)s others get a friendly no.", len(made.declined)
        )
        parts.append(text % {"count": len(made.declined)})
    return " ".join(parts)
