"""Names and numbers for documents."""

from collections.abc import Iterable

from communities.enums import TraderStatus, VatStatus
from communities.interface.cards import BillingIdentity, OperatorIdentity, PartyRef
from communities.models import Membership, OperatorOfRecord, PartnerOrganisation

VAT_OF_TRADER = {
    TraderStatus.PRIVATE: VatStatus.NONE,
    TraderStatus.TRADER: VatStatus.LIABLE,
    TraderStatus.KOR: VatStatus.KOR,
}
# Plain values, not rows: the close of a month asks for a hundred thousand of these.
OF_MEMBER = ("billing_name", "display_name", "trader_status", "kvk", "vat_id", "user__email", "street", "postcode",
             "city", "country", "user__language")  # fmt: skip
OF_ORGANISATION = ("name", "email", "street", "postcode", "city", "country", "kvk", "vat_id", "vat_status",
                   "community__default_language")  # fmt: skip


def operator() -> OperatorIdentity | None:
    """The operator of the community in scope, or None while nobody filled it in."""
    row = OperatorOfRecord.objects.first()
    if row is None:
        return None
    fields = {name: getattr(row, name) for name in OperatorIdentity.__slots__ if name != "is_verified"}
    return OperatorIdentity(**fields, is_verified=row.verified_at is not None)


def billing_identity(ref: PartyRef) -> BillingIdentity:
    """What a document for this party says. Raises KeyError for a party of another community."""
    return billing_identities([ref])[ref]


def billing_identities(refs: Iterable[PartyRef]) -> dict[PartyRef, BillingIdentity]:
    """The same for many, one query per kind; who is not in this community is left out."""
    wanted = set(refs)
    members = [ref.id for ref in wanted if ref.kind == "member"]
    organisations = [ref.id for ref in wanted if ref.kind == "organisation"]
    found: dict[PartyRef, BillingIdentity] = {}
    if members:
        rows = Membership.objects.filter(pk__in=members).order_by().values_list("pk", *OF_MEMBER)
        found |= {PartyRef("member", row[0]): _of_member(*row[1:]) for row in rows}
    if organisations:
        partners = PartnerOrganisation.objects.filter(pk__in=organisations).order_by()
        values = partners.values_list("pk", *OF_ORGANISATION)
        found |= {PartyRef("organisation", row[0]): _of_organisation(*row[1:]) for row in values}
    return found


def _of_member(
    billing_name: str, display_name: str, trader_status: str, kvk: str, vat_id: str, *rest: str
) -> BillingIdentity:
    trades = trader_status != TraderStatus.PRIVATE
    email, street, postcode, city, country, language = rest
    return BillingIdentity(
        name=billing_name or display_name,
        email=email,
        street=street,
        postcode=postcode,
        city=city,
        country=country,
        kvk=kvk if trades else "",
        vat_id=vat_id if trades else "",
        vat_status=VAT_OF_TRADER[TraderStatus(trader_status)].value,
        is_business=trades,
        language=language,
    )


def _of_organisation(*values: str) -> BillingIdentity:
    name, email, street, postcode, city, country, kvk, vat_id, vat_status, language = values
    return BillingIdentity(
        name=name,
        email=email,
        street=street,
        postcode=postcode,
        city=city,
        country=country,
        kvk=kvk,
        vat_id=vat_id,
        vat_status=vat_status,
        is_business=True,
        language=language,
    )
