"""What each side would pay under the terms that stand in a form: at once, and again with every change."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from billing.interface import Quote
from communities.interface import PartyRef
from marketplace.facts import quote_of_listing, quote_of_terms
from marketplace.models import Deal, Listing


def is_preview(request: Any) -> bool:
    """Asked for the sum alone: nothing is to be written."""
    return request.method == "POST" and "preview" in request.POST


def with_preview(request: Any, template: str, about: dict[str, Any]) -> HttpResponse:
    """The page, or for a change in the form the sum alone."""
    alone = is_preview(request) and request.htmx
    return render(request, "marketplace/_quote_now.html" if alone else template, about)


def preview_of_listing(form: BaseForm, listing: Listing) -> Quote | None:
    """At the listing's own price, else at what is typed; None as long as something is missing."""
    values = _typed(form)
    quantity, party = values.get("quantity"), values.get("party")
    if not quantity or not party:
        return None
    own = listing.price_of(quantity)
    price = values.get("price_minor") if own is None else own
    return None if price is None else quote_of_listing(listing, PartyRef.parse(party), quantity, price)


def preview_of_deal(form: BaseForm, deal: Deal) -> Quote | None:
    """Under other terms of the same deal; without an amount to fill in, at its own price."""
    values = _typed(form)
    price = values.get("price_minor") if "price_minor" in form.fields else deal.price_minor
    quantity = values.get("quantity")
    return None if not quantity or price is None else quote_of_terms(deal, quantity, price)


def preview_of_join(form: BaseForm, offer: Listing, unit_price: Callable[[Decimal], int]) -> Quote | None:
    """Of a part in a group order, at the price that all reach together when this one joins."""
    values = _typed(form)
    wanted, party = values.get("wanted"), values.get("party")
    if not wanted or not party:
        return None
    return quote_of_listing(offer, PartyRef.parse(party), wanted, int(wanted * unit_price(wanted)))


def _typed(form: BaseForm) -> dict[str, Any]:
    """What stands in the form and is right by itself, whatever is wrong beside it; at first, what it starts with."""
    if form.is_bound:
        form.is_valid()
        return form.cleaned_data
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    choices: Any = getattr(form.fields.get("party"), "choices", [])
    for name in {"quantity", "wanted"} & values.keys():
        values[name] = None if values[name] is None else Decimal(values[name])  # a form begins with a whole 1
    return values | {"party": values.get("party") or next((value for value, _name in choices), None)}
