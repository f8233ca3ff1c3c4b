"""Issuing numbered documents."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from stdnum.eu import vat as eu_vat

from billing import rules
from billing.actions.ledger import book_issue
from billing.actions.payments import refuse_while_paying
from billing.enums import InvoiceKind, InvoiceState, VatCategory
from billing.errors import NoOperator, NotCreditable
from billing.events import InvoiceIssued
from billing.models import (
    BillingPeriod,
    Charge,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    NumberSeries,
    Party,
)
from billing.pricing import TaxLine, TaxTotal, net_of_gross, totals
from communities.interface import BillingIdentity, OperatorIdentity, billing_identity, operator
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.tenancy.community import community_in_scope

DAYS_TO_PAY = 14


@dataclass(frozen=True)
class Treatment:
    """How VAT stands between issuer and payer, and what the document must say about it."""

    category: str
    is_taxed: bool
    mention: str = ""


@transaction.atomic
def issue_invoice(
    *, period: BillingPeriod, party: Party, charges: Sequence[Charge], issued_at: datetime
) -> Invoice:
    """One document for these charges, with the next number, its VAT and its booking, all or nothing.

    The number is taken last, so that others wait for it as short as can be. Raises NoOperator.
    """
    issuer, payer = _issuer(), billing_identity(party.ref)
    with override(payer.language):
        treatment = treatment_of(issuer, payer)
    lines = [_line(charge, treatment) for charge in charges]
    return _issue(
        kind=InvoiceKind.INVOICE,
        period=period,
        party=party,
        lines=lines,
        treatment=treatment,
        parties=(asdict(issuer), asdict(payer)),
        issued_at=issued_at,
        currency=charges[0].currency,
    )


def asked_for(*, party: Party, charges: Sequence[Charge]) -> int:
    """What a document for these charges would ask: minor units with VAT, below zero where more is taken back.

    Amounts with and without VAT in them cannot be added up as they stand. Raises NoOperator.
    """
    treatment = treatment_of(_issuer(), billing_identity(party.ref))
    taxes = _taxes([_line(charge, treatment) for charge in charges], treatment)
    return sum(tax.gross_minor for tax in taxes)


@transaction.atomic
def credit_invoice(*, invoice: Invoice, by: Actor) -> Invoice:
    """Take a whole document back by its exact opposite with a number of its own.

    Raises NotAllowed, NotCreditable, PaymentRunning. A paid invoice is not taken back here: the money has to go back first.
    """
    if not rules.may_record_payment(by=by):
        raise NotAllowed(_("Only the treasurer writes credit notes."))
    invoice = (
        Invoice.objects.select_for_update(of=("self",)).select_related("party", "period").get(pk=invoice.pk)
    )
    if not invoice.is_open:
        raise NotCreditable
    refuse_while_paying(invoice)
    lines = [
        InvoiceLine(
            text=line.text,
            occurred_on=line.occurred_on,
            amount_minor=-line.amount_minor,
            vat_mode=line.vat_mode,
            vat_bp=line.vat_bp,
        )
        for line in invoice.lines.all()
    ]
    category = invoice.taxes.values_list("category", flat=True).first() or VatCategory.STANDARD
    note = _issue(
        kind=InvoiceKind.CREDIT_NOTE,
        period=invoice.period,
        party=invoice.party,
        lines=lines,
        treatment=Treatment(category, True, invoice.mention),
        parties=(invoice.issuer, invoice.payer),
        issued_at=timezone.now(),
        currency=invoice.currency,
        corrects=invoice,
    )
    invoice.state = InvoiceState.CREDITED
    invoice.save(update_fields=["state"])
    return note


def treatment_of(issuer: OperatorIdentity, payer: BillingIdentity) -> Treatment:
    """The issuer's small-business scheme or exemption first, then reverse charge in the EU (art. 196 VAT Directive)."""
    if issuer.vat_status == "kor":
        return Treatment(
            VatCategory.EXEMPT, False, _("Exempt from VAT under the small-business scheme (art. 25 Wet OB).")
        )
    if issuer.vat_status == "exempt":
        return Treatment(VatCategory.EXEMPT, False, _("Exempt from VAT."))
    if _is_eu_business_abroad(issuer, payer):
        return Treatment(VatCategory.REVERSE_CHARGE, False, _("VAT reverse-charged (btw verlegd)."))
    return Treatment(VatCategory.STANDARD, True)


def _is_eu_business_abroad(issuer: OperatorIdentity, payer: BillingIdentity) -> bool:
    abroad = payer.country != issuer.country and payer.is_business
    return abroad and bool(payer.vat_id) and eu_vat.is_valid(payer.vat_id)


def _issuer() -> OperatorIdentity:
    issuer = operator()
    if issuer is None:
        raise NoOperator
    return issuer


def _line(charge: Charge, treatment: Treatment) -> InvoiceLine:
    """A charge as a line. Without VAT an inclusive amount stands for its net part, unless the issuer keeps it whole."""
    amount, mode, vat_bp = charge.amount_minor, charge.vat_mode, charge.vat_bp
    if not treatment.is_taxed:
        if mode == "incl" and treatment.category == VatCategory.REVERSE_CHARGE:
            amount = net_of_gross(amount, vat_bp)
        mode, vat_bp = "excl", 0
    zone = ZoneInfo(community_in_scope().time_zone)
    return InvoiceLine(
        charge=charge,
        text=charge.text,
        occurred_on=charge.occurred_at.astimezone(zone).date(),
        amount_minor=amount,
        vat_mode=mode,
        vat_bp=vat_bp,
    )


def _taxes(lines: list[InvoiceLine], treatment: Treatment) -> list[TaxTotal]:
    return totals(
        TaxLine(line.amount_minor, line.vat_mode, line.vat_bp, treatment.category) for line in lines
    )


def _issue(
    *,
    kind: str,
    period: BillingPeriod,
    party: Party,
    lines: list[InvoiceLine],
    treatment: Treatment,
    parties: tuple[dict[str, Any], dict[str, Any]],
    issued_at: datetime,
    currency: str,
    corrects: Invoice | None = None,
) -> Invoice:
    taxes = _taxes(lines, treatment)
    net, vat = sum(tax.net_minor for tax in taxes), sum(tax.vat_minor for tax in taxes)
    today = issued_at.astimezone(ZoneInfo(community_in_scope().time_zone)).date()
    series = f"{'C' if kind == InvoiceKind.CREDIT_NOTE else 'F'}{today.year}"
    issuer, payer = parties
    invoice = Invoice(
        kind=kind, period=period, party=party, corrects=corrects, series=series, currency=currency,
        net_minor=net, vat_minor=vat, gross_minor=net + vat, issued_at=issued_at, issued_on=today,
        due_on=today + timedelta(days=DAYS_TO_PAY), language=payer["language"], issuer=issuer, payer=payer,
        mention=treatment.mention,
    )  # fmt: skip
    invoice.number = _next_number(series)
    invoice.label = f"{series}-{invoice.number:04d}"
    if net + vat == 0:
        invoice.state, invoice.paid_at = InvoiceState.PAID, issued_at
    invoice.save()
    _write_parts(invoice, lines, taxes)
    book_issue(invoice)
    publish(InvoiceIssued(invoice.pk))
    return invoice


def _next_number(series: str) -> int:
    """The UPDATE holds the row until the transaction ends: no gap when it fails, no number twice."""
    NumberSeries.objects.get_or_create(code=series)
    NumberSeries.objects.filter(code=series).update(last=F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(code=series)


def _write_parts(invoice: Invoice, lines: list[InvoiceLine], taxes: list[TaxTotal]) -> None:
    for position, line in enumerate(lines, start=1):
        line.invoice, line.position = invoice, position
    InvoiceLine.objects.bulk_create(lines)
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            invoice=invoice,
            category=tax.category,
            vat_bp=tax.vat_bp,
            vat_mode=tax.vat_mode,
            net_minor=tax.net_minor,
            vat_minor=tax.vat_minor,
        )
        for tax in taxes
    )
