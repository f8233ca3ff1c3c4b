"""How a rule looks at a document: by path, with decimals for amounts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from xml.etree import ElementTree as ET

from django.utils.functional import Promise

from billing.documents.ubl import SPACES

CENT = Decimal("0.01")
NOTHING = Decimal(0)
Node = ET.Element


@dataclass(frozen=True)
class Broken:
    """A rule that a document does not keep."""

    code: str
    sentence: str | Promise


class Document:
    """A UBL invoice or credit note that was just written."""

    def __init__(self, xml: bytes) -> None:
        self.root = ET.fromstring(xml)  # noqa: S314  # our own bytes, never somebody else's
        self.is_credit = self.root.tag.endswith("CreditNote")
        self.lines = self.nodes("cac:CreditNoteLine" if self.is_credit else "cac:InvoiceLine")
        self.rates = self.nodes("cac:TaxTotal/cac:TaxSubtotal")

    def nodes(self, path: str, at: Node | None = None) -> list[Node]:
        return (self.root if at is None else at).findall(path, SPACES)

    def text(self, path: str, at: Node | None = None) -> str:
        found = (self.root if at is None else at).find(path, SPACES)
        return (found.text or "").strip() if found is not None else ""

    def amount(self, path: str, at: Node | None = None) -> Decimal:
        """Zero where it is not there, as XPath's sum() has it."""
        try:
            return Decimal(self.text(path, at) or "0")
        except InvalidOperation:
            return Decimal("NaN")

    def scheme(self, path: str) -> str:
        found = self.root.find(path, SPACES)
        return found.get("schemeID", "") if found is not None else ""

    def seller(self, path: str) -> str:
        return self.text(f"cac:AccountingSupplierParty/cac:Party/{path}")

    def buyer(self, path: str) -> str:
        return self.text(f"cac:AccountingCustomerParty/cac:Party/{path}")

    def total(self, name: str) -> Decimal:
        return self.amount(f"cac:LegalMonetaryTotal/cbc:{name}")

    def rates_of(self, category: str) -> list[Node]:
        return [rate for rate in self.rates if self.text("cac:TaxCategory/cbc:ID", rate) == category]

    def lines_of(self, category: str) -> list[Node]:
        path = "cac:Item/cac:ClassifiedTaxCategory/cbc:ID"
        return [line for line in self.lines if self.text(path, line) == category]

    def uses(self, category: str) -> bool:
        return bool(self.rates_of(category) or self.lines_of(category))

    @property
    def quantity(self) -> str:
        return "cbc:CreditedQuantity" if self.is_credit else "cbc:InvoicedQuantity"


Holds = Callable[[Document], bool]
_rules: dict[str, tuple[str | Promise, Holds]] = {}


def rule(code: str, sentence: str | Promise) -> Callable[[Holds], Holds]:
    """Decorator: the function answers whether the document keeps the rule."""

    def register(holds: Holds) -> Holds:
        _rules[code] = (sentence, holds)
        return holds

    return register


def all_rules() -> dict[str, tuple[str | Promise, Holds]]:
    return _rules


def broken_in(document: Document) -> Iterator[Broken]:
    for code, (sentence, holds) in _rules.items():
        if not holds(document):
            yield Broken(code, sentence)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP) if amount.is_finite() else amount
