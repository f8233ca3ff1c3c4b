"""What somebody sold through the community, for who sends no invoices: a private person may charge no VAT."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.charge import BillingPeriod
from billing.models.party import Party
from weconomics.tenancy.models import AddressableModel, CommunityModel


class SettlementNote(AddressableModel):
    """One private seller, one month, one currency. It asks for nothing; what the fees cost is on an invoice."""

    is_record_of_facts = True

    period = models.ForeignKey(BillingPeriod, on_delete=models.PROTECT, related_name="settlement_notes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="settlement_notes")
    series = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    label = models.CharField(_("number"), max_length=40)
    currency = models.CharField(max_length=3)
    sold_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    language = models.CharField(max_length=5)
    issuer = models.JSONField()
    seller = models.JSONField()

    class Meta:
        verbose_name = _("settlement note")
        verbose_name_plural = _("settlement notes")
        ordering = ["-issued_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "series", "number"], name="settlement_number_once"),
            models.UniqueConstraint(
                fields=["community", "period", "party", "currency"],
                name="settlement_one_per_seller_and_period",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SettlementLine(CommunityModel):
    """One deal on a settlement note: its price, and the fees that the seller pays for it, VAT in them."""

    is_record_of_facts = True

    note = models.ForeignKey(SettlementNote, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    deal_id = models.BigIntegerField()
    text = models.CharField(max_length=300)
    completed_on = models.DateField()
    price_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "note", "position"], name="settlement_position_once"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="settlement_position_from_one"),
        ]

    def __str__(self) -> str:
        return self.text
