"""Rows that the API shows, written straight to their tables."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from billing.models import BillingPeriod, Invoice, InvoiceLine, InvoiceTax, Party
from weconomics.tenancy.scope import scope

ADDRESS = {"street": "Dorpsstraat 1", "postcode": "7211 AA", "city": "Eefde", "kvk": "00000001", "vat_id": ""}
ISSUER = {**ADDRESS, "legal_name": "Coöperatie Voorbeeld U.A.", "iban": "NL79WECO0000000001"}
_numbers = count(1)


def make_invoice(
    community: Any, *, membership: Any = None, organisation: Any = None, **fields: Any
) -> Invoice:
    """€ 12,10 with € 2,10 VAT, for October 2026 unless `month` says otherwise."""
    number, month = next(_numbers), fields.pop("month", 10)
    with scope(community):
        period, _ = BillingPeriod.objects.get_or_create(
            label=f"2026-{month:02}",
            from_at=datetime(2026, month, 1, tzinfo=UTC),
            to_at=datetime(2026, month, 28, tzinfo=UTC),
        )
        party, _ = Party.objects.get_or_create(
            membership=membership,
            organisation=organisation,
            defaults={"name": str(membership or organisation)},
        )
        fields = {
            "series": "2026",
            "number": number,
            "label": f"ZK-2026-{number:04}",
            "currency": "EUR",
            "net_minor": 1000,
            "vat_minor": 210,
            "gross_minor": 1210,
            "issued_at": datetime(2026, 11, 1, tzinfo=UTC),
            "issued_on": date(2026, 11, 1),
            "due_on": date(2026, 11, 15),
            "issuer": ISSUER,
            "payer": {**ADDRESS, "name": party.name, "email": ""},
            **fields,
        }
        invoice = Invoice.objects.create(period=period, party=party, **fields)
        about = {"vat_mode": "excl", "vat_bp": 2100}
        InvoiceLine.objects.create(
            invoice=invoice,
            position=1,
            text="Bijdrage",
            occurred_on=date(2026, 10, 3),
            amount_minor=1000,
            **about,
        )
        InvoiceTax.objects.create(invoice=invoice, category="S", net_minor=1000, vat_minor=210, **about)
    return invoice
