"""A document as EN 16931 sees it: plain values in minor units, always positive, ready to be written as XML."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.enums import InvoiceKind, VatCategory
from billing.models import Invoice, InvoiceLine, PlatformInvoice
from billing.pricing import net_of_gross
from billing.queries import reference_of
from weconomics.money import share
from weconomics.ui.templatetags.ui import day


@dataclass(frozen=True)
class Trader:
    """Seller or buyer, as the document froze them."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "NL"
    kvk: str = ""
    vat_id: str = ""
    email: str = ""


@dataclass(frozen=True)
class Item:
    """A line without VAT; below zero where it takes something back."""

    text: str
    note: str
    net_minor: int
    category: str
    vat_bp: int


@dataclass(frozen=True)
class Rate:
    """What the lines of one category and rate come to, with the VAT that this net amount gives."""

    category: str
    vat_bp: int
    net_minor: int
    reason: str = ""

    @property
    def vat_minor(self) -> int:
        return share(self.net_minor, self.vat_bp)


@dataclass(frozen=True)
class EInvoice:
    """An invoice (380) or a credit note (381).

    VAT is of the net amount here. A price with VAT in it may differ from that by a cent: `rounding_minor`.
    """

    number: str
    is_credit: bool
    issued_on: date
    due_on: date
    currency: str
    seller: Trader
    buyer: Trader
    items: tuple[Item, ...]
    rates: tuple[Rate, ...]
    gross_minor: int
    buyer_reference: str
    starts_on: date
    ends_on: date
    order_reference: str = ""
    iban: str = ""
    mandate_reference: str = ""
    note: str = ""
    corrects: tuple[str, date] | None = field(default=None)

    @property
    def net_minor(self) -> int:
        return sum(rate.net_minor for rate in self.rates)

    @property
    def vat_minor(self) -> int:
        return sum(rate.vat_minor for rate in self.rates)

    @property
    def rounding_minor(self) -> int:
        return self.gross_minor - self.net_minor - self.vat_minor


def einvoice_of(invoice: Invoice, *, mandate_reference: str = "") -> EInvoice:
    """The same frozen values as the PDF. With a mandate it is collected by direct debit."""
    reference = reference_of(invoice)
    sign = -1 if invoice.kind == InvoiceKind.CREDIT_NOTE else 1
    items = tuple(_items(invoice, sign))
    zone = ZoneInfo(invoice.community.time_zone)
    buyer = trader(invoice.payer)
    return EInvoice(
        number=invoice.label,
        is_credit=sign < 0,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        seller=trader(invoice.issuer),
        buyer=buyer,
        items=items,
        rates=rates_of(items, invoice.mention),
        gross_minor=sign * invoice.gross_minor,
        buyer_reference=(reference.buyer_reference if reference else "") or buyer.name,
        order_reference=reference.order_reference if reference else "",
        starts_on=invoice.period.from_at.astimezone(zone).date(),
        ends_on=invoice.period.to_at.astimezone(zone).date() - timedelta(days=1),
        iban=invoice.issuer["iban"],
        mandate_reference=mandate_reference,
        note=invoice.reason,
        corrects=(invoice.corrects.label, invoice.corrects.issued_on) if invoice.corrects else None,
    )


def einvoice_of_platform(invoice: PlatformInvoice) -> EInvoice:
    item = Item(invoice.text, "", invoice.net_minor, _code(invoice.category, invoice.vat_bp), invoice.vat_bp)
    return EInvoice(
        number=invoice.label,
        is_credit=False,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        seller=trader(invoice.issuer),
        buyer=trader(invoice.payer),
        items=(item,),
        rates=rates_of((item,), invoice.mention),
        gross_minor=invoice.gross_minor,
        buyer_reference=invoice.payer["legal_name"],
        starts_on=invoice.starts_on,
        ends_on=invoice.ends_on,
        iban=invoice.issuer["iban"],
    )


def trader(party: dict[str, Any]) -> Trader:
    names = ("street", "postcode", "city", "country", "kvk", "vat_id", "email")
    about = {name: party.get(name) or "" for name in names}
    about["country"] = about["country"] or "NL"
    return Trader(name=party.get("legal_name") or party.get("name") or "", **about)


def rates_of(items: Iterable[Item], mention: str) -> tuple[Rate, ...]:
    """One for each category and rate, highest first. Where no VAT is charged the document says why."""
    sums: dict[tuple[str, int], int] = {}
    for item in items:
        key = (item.category, item.vat_bp)
        sums[key] = sums.get(key, 0) + item.net_minor
    return tuple(
        Rate(category, bp, net, mention if category in ("E", "AE") else "")
        for (category, bp), net in sorted(sums.items(), key=lambda item: (-item[0][1], item[0][0]))
    )


def nets_of(amounts: list[int], vat_bp: int, total_minor: int) -> list[int]:
    """The net parts of inclusive amounts, such that they sum to the net total of the document.

    What rounding leaves over goes to the largest amounts, a unit each, the first of equals first.
    """
    nets = [net_of_gross(amount, vat_bp) for amount in amounts]
    largest = sorted(range(len(nets)), key=lambda place: (-abs(amounts[place]), place))
    over = total_minor - sum(nets)
    for place in largest * (1 + abs(over) // max(len(largest), 1)):
        if not over:
            break
        step = 1 if over > 0 else -1
        nets[place], over = nets[place] + step, over - step
    return nets


def _items(invoice: Invoice, sign: int) -> Iterable[Item]:
    """In the order of the document."""
    found: dict[int, Item] = {}
    lines = list(invoice.lines.all())
    with override(invoice.language):
        for tax in invoice.taxes.all():
            own = [line for line in lines if (line.vat_bp, line.vat_mode) == (tax.vat_bp, tax.vat_mode)]
            amounts = [sign * line.amount_minor for line in own]
            if tax.vat_mode == "incl":
                amounts = nets_of(amounts, tax.vat_bp, sign * tax.net_minor)
            code = _code(tax.category, tax.vat_bp)
            for line, net in zip(own, amounts, strict=True):
                found[line.position] = Item(line.text, _delivered(line), net, code, line.vat_bp)
    return (found[position] for position in sorted(found))


def _delivered(line: InvoiceLine) -> str:
    return _("Delivered on %s") % day(line.occurred_on)


def _code(category: str, vat_bp: int) -> str:
    """Nothing is taxed at a standard rate of zero: that is its own category."""
    return VatCategory.ZERO.value if category == VatCategory.STANDARD and not vat_bp else str(category)
