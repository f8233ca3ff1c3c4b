"""What a payer wants to read on its documents, and what was found out about its VAT number."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models.party import Party
from weconomics.tenancy.models import CommunityModel


class BuyerReference(CommunityModel):
    """How a payer's own books know our documents, from a moment on. A document says what held when it was issued."""

    is_record_of_facts = True

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="references")
    buyer_reference = models.CharField(_("your reference"), max_length=60, blank=True)
    order_reference = models.CharField(_("order number"), max_length=60, blank=True)
    from_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("reference of a payer")
        verbose_name_plural = _("references of payers")
        ordering = ["-from_at", "-id"]
        indexes = [models.Index(fields=["community", "party", "from_at"], name="buyer_reference_by_moment")]

    def __str__(self) -> str:
        return self.buyer_reference or self.order_reference


class VatIdCheck(CommunityModel):
    """What the register of VAT numbers answered, and when. It never holds a document up."""

    is_record_of_facts = True

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="vat_id_checks")
    vat_id = models.CharField(max_length=20)
    is_valid = models.BooleanField(null=True)
    answer = models.JSONField(default=dict)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("check of a VAT number")
        verbose_name_plural = _("checks of VAT numbers")
        ordering = ["-checked_at", "-id"]
        indexes = [models.Index(fields=["community", "party", "checked_at"], name="vat_id_check_by_moment")]

    def __str__(self) -> str:
        return self.vat_id
