"""Taking a document back, whole or in part. Several notes may correct one invoice; together they never exceed it."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from billing import rules
from billing.actions.ledger import book
from billing.actions.numbers import label_of, take_numbers
from billing.actions.payments import refuse_while_paying
from billing.enums import Account, InvoiceKind, InvoiceState, VatCategory
from billing.errors import MoreThanIsLeft, NotCreditable, NothingChosen
from billing.events import InvoiceIssued
from billing.models import Invoice, InvoiceLine, InvoiceTax
from billing.pricing import TaxLine, TaxTotal
from billing.pricing.crediting import AboveWhatIsLeft, totals_of_part
from billing.queries import lines_left, taxes_left
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.tenancy.community import community_in_scope


@transaction.atomic
def credit_invoice(*, invoice: Invoice, by: Actor, reason: str = "") -> Invoice:
    """Take back all that is left of a document, with a number of its own.

    What was paid becomes a balance of the payer. Raises NotAllowed, NotCreditable, PaymentRunning.
    """
    invoice = _lock(invoice, by)
    return _credit(invoice, {line.pk: left for line, left in lines_left(invoice) if left}, reason)


@transaction.atomic
def credit_part(*, invoice: Invoice, amounts: Mapping[int, int], by: Actor, reason: str = "") -> Invoice:
    """Take back these amounts of these lines, by their ids: minor units, as the line says them, with or without VAT.

    The charge behind a line stays billed: what should be asked anew is a new charge.
    Raises NotAllowed, NotCreditable, PaymentRunning, NothingChosen, MoreThanIsLeft.
    """
    invoice = _lock(invoice, by)
    return _credit(invoice, {line: amount for line, amount in amounts.items() if amount}, reason)


def _lock(invoice: Invoice, by: Actor) -> Invoice:
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer writes credit notes."))
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("party", "period")
    invoice = rows.get(pk=invoice.pk)
    if not invoice.remaining_minor:
        raise NotCreditable
    if invoice.is_open:
        refuse_while_paying(invoice)
    return invoice


def _credit(invoice: Invoice, amounts: dict[int, int], reason: str) -> Invoice:
    category = invoice.taxes.values_list("category", flat=True).first() or VatCategory.STANDARD
    parts = _parts(invoice, amounts)
    taken = [TaxLine(part, line.vat_mode, line.vat_bp, category) for line, _left, part in parts if part]
    rest = [TaxLine(left - part, line.vat_mode, line.vat_bp, category) for line, left, part in parts]
    try:
        taxes = totals_of_part(taxes_left(invoice), taken, rest)
    except AboveWhatIsLeft:
        raise MoreThanIsLeft from None
    note = _write(invoice, [(line, part) for line, _left, part in parts if part], taxes, reason)
    _book(note, Account.RECEIVABLE if invoice.is_open else Account.CREDIT_BALANCE)
    _count(invoice, -note.gross_minor)
    publish(InvoiceIssued(note.pk))
    return note


def _parts(invoice: Invoice, amounts: dict[int, int]) -> list[tuple[InvoiceLine, int, int]]:
    """Each line with what is left of it and what is taken now."""
    lines = lines_left(invoice)
    if not amounts or amounts.keys() - {line.pk for line, _left in lines}:
        raise NothingChosen
    parts = [(line, left, amounts.get(line.pk, 0)) for line, left in lines]
    for line, left, part in parts:
        if not min(0, left) <= part <= max(0, left):
            raise MoreThanIsLeft(data={"field": f"line_{line.pk}"})
    return parts


def _write(
    invoice: Invoice, parts: list[tuple[InvoiceLine, int]], taxes: list[TaxTotal], reason: str
) -> Invoice:
    net, vat = sum(tax.net_minor for tax in taxes), sum(tax.vat_minor for tax in taxes)
    if not 0 <= net + vat <= invoice.remaining_minor:
        raise MoreThanIsLeft
    note = Invoice(
        kind=InvoiceKind.CREDIT_NOTE, period=invoice.period, party=invoice.party, corrects=invoice,
        currency=invoice.currency, net_minor=-net, vat_minor=-vat, gross_minor=-net - vat, language=invoice.language,
        issuer=invoice.issuer, payer=invoice.payer, mention=invoice.mention, reason=reason[:200], **_dated(),
    )  # fmt: skip
    note.save()
    InvoiceLine.objects.bulk_create(
        _opposite(note, place, line, part) for place, (line, part) in enumerate(parts, 1)
    )
    InvoiceTax.objects.bulk_create(_opposite_tax(note, tax) for tax in taxes)
    return note


def _dated() -> dict[str, object]:
    """The next number and the moment, looked at when nobody else can take a number: their order is that of issue."""
    series, number, now = take_numbers(kind=InvoiceKind.CREDIT_NOTE, issued_at=None)
    today = now.astimezone(ZoneInfo(community_in_scope().time_zone)).date()
    days = {"issued_at": now, "issued_on": today, "due_on": today}
    return {"series": series, "number": number, "label": label_of(series, number), **days}


def _opposite(note: Invoice, place: int, line: InvoiceLine, part: int) -> InvoiceLine:
    return InvoiceLine(
        invoice=note,
        credits=line,
        position=place,
        text=line.text,
        occurred_on=line.occurred_on,
        amount_minor=-part,
        vat_mode=line.vat_mode,
        vat_bp=line.vat_bp,
    )


def _opposite_tax(note: Invoice, tax: TaxTotal) -> InvoiceTax:
    return InvoiceTax(
        invoice=note,
        category=tax.category,
        vat_bp=tax.vat_bp,
        vat_mode=tax.vat_mode,
        net_minor=-tax.net_minor,
        vat_minor=-tax.vat_minor,
    )


def _book(note: Invoice, account: str) -> None:
    """Contributions and VAT go down; an open invoice asks less, a paid one leaves the payer a balance."""
    book(
        key=f"issue:{note.pk}",
        text=note.label,
        at=note.issued_at,
        currency=note.currency,
        entries=[
            (account, note.party, note.gross_minor),
            (Account.FEE_INCOME, None, -note.net_minor),
            (Account.VAT_PAYABLE, None, -note.vat_minor),
        ],
    )


def _count(invoice: Invoice, gross_minor: int) -> None:
    invoice.credited_minor += gross_minor
    if invoice.is_open and not invoice.remaining_minor:
        invoice.state = InvoiceState.CREDITED
    invoice.save(update_fields=["credited_minor", "state"])
