"""Examples beside the rules: what deals of several prices cost each side."""

from dataclasses import dataclass

from billing.models import RevenueModel
from billing.pricing import Fee, FeeTerms, PriceOfDeal, Used, fee_lines

EXAMPLE_PRICE_MINOR = 10_000
EXAMPLE_PRICES_MINOR = (500, 2_500, 25_000, 100_000)
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


def example_of(model: RevenueModel, price_minor: int = EXAMPLE_PRICE_MINOR) -> Example:
    """A paid deal of one piece between two private members, after the free ones of the year."""
    return _example([rule.terms() for rule in model.rules.all()], price_minor)


def examples_of(model: RevenueModel) -> list[Example]:
    """The same for a small deal up to a large one."""
    terms = [rule.terms() for rule in model.rules.all()]
    return [_example(terms, price) for price in EXAMPLE_PRICES_MINOR]


def _example(terms: list[FeeTerms], price_minor: int) -> Example:
    price = PriceOfDeal(
        price_minor, EXAMPLE_VAT_BP, "paid", None, "member", "member", provider_type="private",
        requester_type="private",
    )  # fmt: skip
    return Example(price_minor, fee_lines(terms, price, _all_used))


def _all_used(terms: FeeTerms, side: str) -> Used:
    return Used(terms.free_per_year, terms.free_amount_minor)
