"""VAT: once per rate on a document, from the net sum, or from the inclusive sum where prices include it."""

from collections.abc import Iterable
from dataclasses import dataclass

from weconomics.money import share


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One line of a document. `amount_minor` is net for mode excl and gross for mode incl."""

    amount_minor: int
    vat_mode: str
    vat_bp: int
    category: str = "S"

    @property
    def net_minor(self) -> int:
        return net_of_gross(self.amount_minor, self.vat_bp) if self.vat_mode == "incl" else self.amount_minor


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """What a document says for one rate and mode."""

    category: str
    vat_bp: int
    vat_mode: str
    net_minor: int
    vat_minor: int

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor


def net_of_gross(gross_minor: int, vat_bp: int) -> int:
    """The net part of an amount that includes VAT."""
    scaled = abs(gross_minor) * 10_000
    divisor = 10_000 + vat_bp
    net = (2 * scaled + divisor) // (2 * divisor)
    return net if gross_minor >= 0 else -net


def gross_of_net(net_minor: int, vat_bp: int) -> int:
    return net_minor + share(net_minor, vat_bp)


def totals(lines: Iterable[TaxLine]) -> list[TaxTotal]:
    """One total per category, rate and mode, highest rate first."""
    sums: dict[tuple[int, str, str], int] = {}
    for line in lines:
        key = (line.vat_bp, line.category, line.vat_mode)
        sums[key] = sums.get(key, 0) + line.amount_minor
    return [
        _total(*key, amount)
        for key, amount in sorted(sums.items(), key=lambda item: (-item[0][0], *item[0][1:]))
    ]


def _total(vat_bp: int, category: str, vat_mode: str, amount_minor: int) -> TaxTotal:
    net = net_of_gross(amount_minor, vat_bp) if vat_mode == "incl" else amount_minor
    vat = amount_minor - net if vat_mode == "incl" else share(net, vat_bp)
    return TaxTotal(category, vat_bp, vat_mode, net, vat)
