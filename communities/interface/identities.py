"""Names and numbers for documents."""

from communities.enums import TraderStatus, VatStatus
from communities.interface.cards import BillingIdentity, OperatorIdentity, PartyRef
from communities.models import Membership, OperatorOfRecord, PartnerOrganisation

VAT_OF_TRADER = {
    TraderStatus.PRIVATE: VatStatus.NONE,
    TraderStatus.TRADER: VatStatus.LIABLE,
    TraderStatus.KOR: VatStatus.KOR,
}


def operator() -> OperatorIdentity | None:
    """The operator of the community in scope, or None while nobody filled it in."""
    row = OperatorOfRecord.objects.first()
    if row is None:
        return None
    fields = {name: getattr(row, name) for name in OperatorIdentity.__slots__ if name != "is_verified"}
    return OperatorIdentity(**fields, is_verified=row.verified_at is not None)


def billing_identity(ref: PartyRef) -> BillingIdentity:
    """What a document for this party says. Raises DoesNotExist for a party of another community."""
    return _of_member(ref.id) if ref.kind == "member" else _of_organisation(ref.id)


def _of_member(membership_id: int) -> BillingIdentity:
    member = Membership.objects.select_related("user").get(pk=membership_id)
    trades = member.trader_status != TraderStatus.PRIVATE
    return BillingIdentity(
        name=member.billing_name or member.display_name,
        email=member.user.email,
        street=member.street,
        postcode=member.postcode,
        city=member.city,
        country=member.country,
        kvk=member.kvk if trades else "",
        vat_id=member.vat_id if trades else "",
        vat_status=VAT_OF_TRADER[TraderStatus(member.trader_status)].value,
        is_business=trades,
        language=member.user.language,
    )


def _of_organisation(organisation_id: int) -> BillingIdentity:
    organisation = PartnerOrganisation.objects.select_related("community").get(pk=organisation_id)
    return BillingIdentity(
        name=organisation.name,
        email=organisation.email,
        street=organisation.street,
        postcode=organisation.postcode,
        city=organisation.city,
        country=organisation.country,
        kvk=organisation.kvk,
        vat_id=organisation.vat_id,
        vat_status=organisation.vat_status,
        is_business=True,
        language=organisation.community.default_language,
    )
