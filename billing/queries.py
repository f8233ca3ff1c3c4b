"""Reads with a name. All run in the scope of one community."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Concat, Lower
from django.utils import timezone

from billing.enums import (
    ASKING_KINDS,
    ChunkState,
    ExchangeType,
    InvoiceState,
    ModelState,
    PeriodState,
    VatCategory,
)
from billing.models import (
    BillingPeriod,
    BillingRun,
    BuyerReference,
    Charge,
    FeeRule,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LedgerTransaction,
    Party,
    PaymentRouteTest,
    RatedDeal,
    RevenueModel,
    RunChunk,
    SettlementNote,
)
from billing.pricing import FeeTerms, TaxLine, TaxTotal, Used, parts_of
from communities.interface import PartyRef, financed_organisation_ids
from weconomics.actor import Actor

# A row of a summary: names beside amounts in minor units.
Row = dict[str, Any]
ROUTE_TEST_HOLDS = timedelta(days=90)
STILL_ASKED = F("gross_minor") - F("credited_minor")


def active_model() -> RevenueModel | None:
    """The revenue model in force now, or None before the first decision. Its moment counts, not whether a job ran in time."""
    return model_at(timezone.now())


def announced_models() -> QuerySet[RevenueModel]:
    """Decided on, and not yet in force; the first to begin first."""
    lasting = Q(active_to__isnull=True) | Q(active_to__gt=F("active_from"))
    coming = RevenueModel.objects.filter(lasting, state=ModelState.ANNOUNCED, active_from__gt=timezone.now())
    return coming.order_by("active_from")


def earlier_models() -> QuerySet[RevenueModel]:
    """Versions that were in force and are no more, the newest first. Ones replaced before they began never were."""
    ended = RevenueModel.objects.exclude(state=ModelState.DRAFT).filter(active_to__lte=timezone.now())
    return ended.filter(active_to__gt=F("active_from"))


def models_within(start: datetime, end: datetime) -> list[RevenueModel]:
    """The versions that were in force at some moment of [start, end), in their order, with their rules."""
    decided = RevenueModel.objects.exclude(state=ModelState.DRAFT).filter(active_from__lt=end)
    touching = decided.filter(Q(active_to__isnull=True) | Q(active_to__gt=start)).exclude(
        active_to=F("active_from")
    )
    return list(touching.order_by("active_from").prefetch_related("rules"))


def model_at(moment: datetime) -> RevenueModel | None:
    """The revenue model that was in force at a moment."""
    began = RevenueModel.objects.exclude(state=ModelState.DRAFT).filter(active_from__lte=moment)
    return began.filter(Q(active_to__isnull=True) | Q(active_to__gt=moment)).order_by("-active_from").first()


def last_decided_model() -> RevenueModel | None:
    """The newest version that the community decided on, in force or announced."""
    return RevenueModel.objects.exclude(state=ModelState.DRAFT).order_by("-active_from", "-number").first()


def draft_models() -> QuerySet[RevenueModel]:
    return RevenueModel.objects.filter(state=ModelState.DRAFT)


def uninvoiced_charges() -> QuerySet[Charge]:
    """Charges that stand on no document yet."""
    return Charge.objects.filter(lines__isnull=True).select_related("party", "rule")


def used_in_year(party: Party, terms: FeeTerms, start: datetime, end: datetime) -> Used:
    """How often, and of how much, this party had this rule or the one it continues in these months, free ones counted."""
    own = Charge.objects.filter(of_line(terms.counted_as), party=party, reverses=None, reversals=None)
    within = own.filter(occurred_at__gte=start, occurred_at__lt=end)
    found = within.aggregate(count=Count("pk"), base=Sum("base_minor"))
    return Used(found["count"], found["base"] or 0)


def of_line(line_id: int) -> Q:
    """Charges of a rule and of all that continue it in later versions."""
    return Q(rule_id=line_id) | Q(rule__line_id=line_id)


def open_periods() -> QuerySet[BillingPeriod]:
    return BillingPeriod.objects.exclude(state=PeriodState.CLOSED).order_by("from_at")


def totals_of_run(run: BillingRun) -> tuple[int, int]:
    """How many documents the closing of a month made, and minor units with VAT."""
    found = run.invoices.aggregate(made=Count("pk"), gross=Sum("gross_minor"))
    return found["made"], found["gross"] or 0


def run_adds_up(run: BillingRun) -> bool:
    """The parts together say what stands in the tables: documents, lines and amount."""
    sums = run.chunks.aggregate(made=Sum("invoice_count"), lines=Sum("line_count"), gross=Sum("gross_minor"))
    made, gross = totals_of_run(run)
    lines = InvoiceLine.objects.filter(invoice__run=run).count()
    said = (sums["made"] or 0, sums["lines"] or 0, sums["gross"] or 0)
    return said == (made, lines, gross)


def run_of_month(label: str) -> BillingRun | None:
    return BillingRun.objects.filter(period__label=label).first()


def payer_count() -> int:
    return Party.objects.count()


def first_booking() -> datetime | None:
    """When the first thing was booked here."""
    return LedgerTransaction.objects.aggregate(first=Min("at"))["first"]


def parked_payers() -> list[Row]:
    """Who was left out of a closed month, and why: the part, the payer and the month."""
    chunks = RunChunk.objects.filter(state=ChunkState.PARKED).select_related("run__period")
    names = dict(Party.objects.filter(pk__in=chunks.values("low_party_id")).values_list("pk", "name"))
    return [{"chunk": chunk, "run": chunk.run, "name": names[chunk.low_party_id]} for chunk in chunks]


def invoices() -> QuerySet[Invoice]:
    return Invoice.objects.select_related("party", "period")


def invoices_of_actor(actor: Actor) -> QuerySet[Invoice]:
    """The documents of the member and of the organisations whose finances the member does."""
    own = Q(party__membership_id=actor.membership_id) if actor.membership_id else Q(pk=None)
    return invoices().filter(own | Q(party__organisation_id__in=financed_organisation_ids(actor)))


def lines_left(invoice: Invoice) -> list[tuple[InvoiceLine, int]]:
    """Each line of a document with what no credit note took back yet, as the line says it."""
    taken = Coalesce(Sum("credited_by__amount_minor"), 0)
    return [(line, line.amount_minor + line.taken) for line in invoice.lines.annotate(taken=taken)]


def taxes_left(invoice: Invoice) -> list[TaxTotal]:
    """What a document still says per rate, its credit notes taken off."""
    rows = InvoiceTax.objects.filter(Q(invoice=invoice) | Q(invoice__corrects=invoice)).order_by()
    sums = rows.values("category", "vat_bp", "vat_mode").annotate(net=Sum("net_minor"), vat=Sum("vat_minor"))
    return [TaxTotal(row["category"], row["vat_bp"], row["vat_mode"], row["net"], row["vat"]) for row in sums]


def reference_of(invoice: Invoice) -> BuyerReference | None:
    """How the payer's own books knew our documents when this one was issued. Prefetch `party__references` for many."""
    known = (row for row in invoice.party.references.all() if row.from_at <= invoice.issued_at)
    return next(known, None)


def settlement_notes_of_actor(actor: Actor) -> QuerySet[SettlementNote]:
    """What the member sold as a private person, newest first."""
    own = Q(party__membership_id=actor.membership_id) if actor.membership_id else Q(pk=None)
    return SettlementNote.objects.filter(own).select_related("period", "party").prefetch_related("lines")


def references_now(organisation_ids: Iterable[int]) -> dict[int, BuyerReference]:
    """The references that hold now, by organisation."""
    rows = BuyerReference.objects.filter(party__organisation_id__in=list(organisation_ids))
    newest = rows.order_by("party_id", "-from_at", "-id").distinct("party_id").select_related("party")
    return {row.party.organisation_id or 0: row for row in newest}


def open_invoices() -> QuerySet[Invoice]:
    return invoices().filter(kind__in=ASKING_KINDS, state=InvoiceState.ISSUED)


def totals_of_invoices() -> dict[str, int]:
    """Minor units: invoiced, paid and still open, credit notes taken off."""
    rows = Invoice.objects.aggregate(
        invoiced=Sum("gross_minor"),
        paid=Sum("gross_minor", filter=Q(state=InvoiceState.PAID, kind__in=ASKING_KINDS)),
        open=Sum(STILL_ASKED, filter=Q(state=InvoiceState.ISSUED, kind__in=ASKING_KINDS)),
    )
    return {name: amount or 0 for name, amount in rows.items()}


def vat_by_rate(start: date, end: date) -> list[Row]:
    """Net and VAT of the documents issued in these days, per category and rate."""
    rows = InvoiceTax.objects.filter(invoice__issued_on__gte=start, invoice__issued_on__lt=end)
    sums = {"net": Sum("net_minor"), "vat": Sum("vat_minor"), "documents": Count("invoice", distinct=True)}
    found = rows.values("category", "vat_bp").annotate(**sums).order_by("-vat_bp", "category")
    return [{**row, "words": VatCategory(row["category"]).label} for row in found]


def open_by_age(today: date) -> list[Row]:
    """Open amounts by how long ago they should have been paid: 0 not yet due, 1 up to 30 days, 2 to 60, 3 longer."""
    bucket = Case(
        When(due_on__gte=today, then=Value(0)),
        When(due_on__gte=today - timedelta(days=30), then=Value(1)),
        When(due_on__gte=today - timedelta(days=60), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = open_invoices().order_by().annotate(bucket=bucket).values("bucket")
    return [dict(row) for row in rows.annotate(amount=Sum(STILL_ASKED), count=Count("pk")).order_by("bucket")]


def route_was_tested() -> bool:
    """A test of the payment route that succeeded in the last 90 days."""
    since = timezone.now() - ROUTE_TEST_HOLDS
    return PaymentRouteTest.objects.filter(succeeded=True, tested_at__gte=since).exists()


def parties_by_ref(refs: Iterable[PartyRef]) -> dict[PartyRef, Party]:
    wanted = list(refs)
    members = [ref.id for ref in wanted if ref.kind == "member"]
    organisations = [ref.id for ref in wanted if ref.kind == "organisation"]
    rows = Party.objects.filter(Q(membership_id__in=members) | Q(organisation_id__in=organisations))
    return {party.ref: party for party in rows}


def charged_by_party(line_id: int, start: datetime, end: datetime) -> dict[int, int]:
    """Minor units that a line of rules took from each party in these months, by party id."""
    rows = Charge.objects.filter(of_line(line_id), occurred_at__gte=start, occurred_at__lt=end)
    return dict(
        rows.order_by()
        .values("party_id")
        .annotate(total=Sum("amount_minor"))
        .values_list("party_id", "total")
    )


def households() -> dict[int, str]:
    """The address of each member's party that has one, by party id: who shares it is one household."""
    rows = (
        Party.objects.exclude(membership=None).exclude(membership__street="").exclude(membership__postcode="")
    )
    home = Lower(Concat("membership__postcode", Value(" "), "membership__street"))
    return dict(rows.annotate(home=home).values_list("pk", "home"))


def rated_deals_within(start: datetime, end: datetime) -> QuerySet[RatedDeal]:
    """The deals completed in [start, end) that still stand, in the order of their completion."""
    standing = RatedDeal.objects.filter(reversals=None, completed_at__gte=start, completed_at__lt=end)
    return standing.select_related("provider", "requester").order_by("completed_at", "id")


def income_by_beneficiary(start: datetime, end: datetime) -> dict[str, int]:
    """Net minor units of the charges of [start, end) for each beneficiary, what was taken back off."""
    rows = Charge.objects.filter(occurred_at__gte=start, occurred_at__lt=end).order_by()
    sums = rows.values("rule_id", "vat_mode", "vat_bp").annotate(total=Sum("amount_minor"))
    shared = dict(FeeRule.objects.filter(charges__in=rows).values_list("pk", "beneficiaries"))
    found: dict[str, int] = {}
    for row in sums:
        net = TaxLine(row["total"], row["vat_mode"], row["vat_bp"]).net_minor
        for to, amount in parts_of(net, shared[row["rule_id"]]).items():
            found[to] = found.get(to, 0) + amount
    return found


def traded_within(start: datetime, end: datetime, side: str) -> set[int]:
    """The parties that had a paid deal completed in [start, end), on this side, that still stands."""
    paid = RatedDeal.objects.filter(exchange_type=ExchangeType.PAID, reversals=None)
    within = paid.filter(completed_at__gte=start, completed_at__lt=end)
    return set(within.order_by().values_list(f"{side}_id", flat=True).distinct())


def charges_by_payer() -> list[Row]:
    """Not yet invoiced, summed per payer without VAT: amounts with and without it do not add up."""
    rows = uninvoiced_charges().values("party_id", "party__name", "currency", "vat_mode", "vat_bp")
    payers: dict[tuple[int, str], Row] = {}
    for row in rows.annotate(count=Count("pk"), total=Sum("amount_minor")).order_by(
        "party__name", "party_id"
    ):
        start = {"party__name": row["party__name"], "currency": row["currency"], "count": 0, "amount": 0}
        payer = payers.setdefault((row["party_id"], row["currency"]), start)
        payer["count"] += row["count"]
        payer["amount"] += TaxLine(row["total"], row["vat_mode"], row["vat_bp"]).net_minor
    return list(payers.values())
