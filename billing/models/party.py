"""Who pays. A party survives the member or organisation it stands for: its documents must be kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.interface import PartyRef
from weconomics.tenancy.models import CommunityModel


class Party(CommunityModel):
    """A member or a partner organisation as a payer."""

    membership = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "communities.PartnerOrganisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("payer")
        verbose_name_plural = _("payers")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "membership"],
                condition=Q(membership__isnull=False),
                name="party_once_per_member",
            ),
            models.UniqueConstraint(
                fields=["community", "organisation"],
                condition=Q(organisation__isnull=False),
                name="party_once_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, organisation__isnull=True)
                | Q(membership__isnull=True, organisation__isnull=False),
                name="party_is_member_or_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> PartyRef:
        if self.membership_id is not None:
            return PartyRef("member", self.membership_id)
        return PartyRef("organisation", self.organisation_id or 0)
