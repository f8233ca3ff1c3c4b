"""Two who deal with each other: one gives, one takes. Either is a member, or a member for an organisation."""

from django.db import models
from django.db.models import F, Q

from communities.interface import PartyRef
from weconomics.tenancy.models import AddressableModel


class BetweenTwo(AddressableModel):
    """Whose provider and whose requester are known, and never the same party."""

    provider_membership = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="+"
    )
    provider_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    requester_membership = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, related_name="+"
    )
    requester_organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def provider_ref(self) -> PartyRef:
        return ref_of(self.provider_membership_id, self.provider_organisation_id)

    @property
    def requester_ref(self) -> PartyRef:
        return ref_of(self.requester_membership_id, self.requester_organisation_id)

    @property
    def refs(self) -> tuple[PartyRef, PartyRef]:
        """Provider and requester."""
        return self.provider_ref, self.requester_ref


NOT_WITH_SELF = models.CheckConstraint(
    condition=~Q(
        provider_membership=F("requester_membership"),
        provider_organisation__isnull=True,
        requester_organisation__isnull=True,
    ),
    name="%(class)s_not_with_self",
)
NOT_WITH_OWN_ORGANISATION = models.CheckConstraint(
    condition=Q(provider_organisation__isnull=True)
    | Q(requester_organisation__isnull=True)
    | ~Q(provider_organisation=F("requester_organisation")),
    name="%(class)s_not_with_own_organisation",
)


def ref_of(membership_id: int, organisation_id: int | None) -> PartyRef:
    """The organisation where there is one: whoever acts for it acts as it."""
    if organisation_id is not None:
        return PartyRef("organisation", organisation_id)
    return PartyRef("member", membership_id)
