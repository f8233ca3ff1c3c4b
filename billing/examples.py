"""An example beside the rules: what a deal of a hundred euros costs each side."""

from dataclasses import dataclass

from billing.models import RevenueModel
from billing.pricing import Fee, PriceOfDeal, fee_lines

EXAMPLE_PRICE_MINOR = 10_000
EXAMPLE_VAT_BP = 2100


@dataclass(frozen=True)
class Example:
    """Amounts in minor units, VAT in them."""

    price_minor: int
    fees: list[Fee]

    @property
    def requester_pays_minor(self) -> int:
        return self.price_minor + sum(fee.total_minor for fee in self.fees if fee.payer == "requester")

    @property
    def provider_receives_minor(self) -> int:
        return self.price_minor - sum(fee.total_minor for fee in self.fees if fee.payer == "provider")


def example_of(model: RevenueModel) -> Example:
    """A paid deal between two members, first of the year over the free ones."""
    price = PriceOfDeal(EXAMPLE_PRICE_MINOR, EXAMPLE_VAT_BP, "paid", None, "member", "member")
    terms = [rule.terms() for rule in model.rules.all()]
    return Example(EXAMPLE_PRICE_MINOR, fee_lines(terms, price, lambda rule, side: rule.free_per_year))
