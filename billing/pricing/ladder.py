"""Which rules count for a deal: those that fit it, and of each ladder only the most specific.

Rules without a ladder add up. Of rules on one ladder one counts, for the whole deal: listing before category, before
member type, before organisation, before local group, before the community as a whole; of two that are equally specific
the first.
"""

from collections.abc import Iterable

from billing.pricing.terms import FeeTerms, PriceOfDeal

Sides = tuple[str, ...]
SIDES: dict[str, Sides] = {
    "provider": ("provider",),
    "requester": ("requester",),
    "split": ("provider", "requester"),
}


def rules_that_count(rules: Iterable[FeeTerms], price: PriceOfDeal) -> list[FeeTerms]:
    """In the order of the rules."""
    fitting = [terms for terms in rules if _fits(terms, price)]
    best: dict[str, FeeTerms] = {}
    for terms in fitting:
        if terms.ladder and (
            terms.ladder not in best or specificity(terms) > specificity(best[terms.ladder])
        ):
            best[terms.ladder] = terms
    return [terms for terms in fitting if not terms.ladder or best[terms.ladder] is terms]


def specificity(terms: FeeTerms) -> tuple[bool, ...]:
    """Greater is more specific: the rungs from the top."""
    return (
        terms.listing_id is not None,
        terms.category_id is not None,
        bool(terms.member_type),
        terms.organisation_id is not None,
        terms.local_group_id is not None,
        terms.party_kind != "any",
    )


def pays(terms: FeeTerms, side: str, price: PriceOfDeal) -> bool:
    """Whether the rule is for who stands on this side; a rule for one kind of party passes the other by."""
    is_provider = side == "provider"
    kind = price.provider_kind if is_provider else price.requester_kind
    member_type = price.provider_type if is_provider else price.requester_type
    organisation_id = price.provider_organisation_id if is_provider else price.requester_organisation_id
    return (
        terms.party_kind in ("any", kind)
        and terms.member_type in ("", member_type)
        and terms.organisation_id in (None, organisation_id)
    )


def _fits(terms: FeeTerms, price: PriceOfDeal) -> bool:
    return (
        price.exchange_type in terms.exchange_types
        and price.price_minor >= terms.from_price_minor
        and terms.category_id in (None, price.category_id)
        and terms.listing_id in (None, price.listing_id)
        and terms.local_group_id in (None, price.local_group_id)
        and any(pays(terms, side, price) for side in SIDES.get(terms.payer, ()))
    )
