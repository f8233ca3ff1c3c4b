"""Issuing numbered documents."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import override

from billing.actions.ledger import book_issue
from billing.actions.numbers import label_of, take_numbers
from billing.enums import InvoiceState, VatCategory
from billing.errors import NoOperator
from billing.events import InvoiceIssued
from billing.models import (
    BillingPeriod,
    Charge,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Party,
)
from billing.pricing import TaxLine, TaxTotal, net_of_gross, totals
from billing.treatment import Treatment, kind_of, treatment_of
from communities.interface import OperatorIdentity, billing_identity, operator
from weconomics.events import publish
from weconomics.tenancy.community import community_in_scope

DAYS_TO_PAY = 14


@transaction.atomic
def issue_invoice(
    *, period: BillingPeriod, party: Party, charges: Sequence[Charge], issued_at: datetime
) -> Invoice:
    """One invoice or receipt for these charges, with the next number, its VAT and its booking, all or nothing.

    The number is taken last, so that others wait for it as short as can be. Raises NoOperator.
    """
    issuer, payer = _issuer(), billing_identity(party.ref)
    with override(payer.language):
        treatment = treatment_of(issuer, payer)
    lines = [_line(charge, treatment, period) for charge in charges]
    return _issue(
        kind=kind_of(payer),
        period=period,
        party=party,
        lines=lines,
        treatment=treatment,
        parties=(asdict(issuer), asdict(payer)),
        issued_at=issued_at,
        currency=charges[0].currency,
    )


def _issuer() -> OperatorIdentity:
    issuer = operator()
    if issuer is None:
        raise NoOperator
    return issuer


def _line(charge: Charge, treatment: Treatment, period: BillingPeriod) -> InvoiceLine:
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
        is_late=charge.occurred_at < period.from_at,
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
    issued_at: datetime | None,
    currency: str,
    corrects: Invoice | None = None,
) -> Invoice:
    taxes = _taxes(lines, treatment)
    net, vat = sum(tax.net_minor for tax in taxes), sum(tax.vat_minor for tax in taxes)
    series, number, issued_at = take_numbers(kind=kind, issued_at=issued_at)
    today = issued_at.astimezone(ZoneInfo(community_in_scope().time_zone)).date()
    issuer, payer = parties
    invoice = Invoice(
        kind=kind, period=period, party=party, corrects=corrects, series=series, currency=currency,
        net_minor=net, vat_minor=vat, gross_minor=net + vat, issued_at=issued_at, issued_on=today,
        due_on=today + timedelta(days=DAYS_TO_PAY), language=payer["language"], issuer=issuer, payer=payer,
        mention=treatment.mention, number=number, label=label_of(series, number),
    )  # fmt: skip
    if net + vat == 0:
        invoice.state, invoice.paid_at = InvoiceState.PAID, issued_at
    invoice.save()
    _write_parts(invoice, lines, taxes)
    book_issue(invoice)
    publish(InvoiceIssued(invoice.pk))
    return invoice


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
