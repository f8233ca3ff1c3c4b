"""Attempts to pay an invoice. Card and bank data never come here: the provider has them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.enums import LIVE_ATTEMPTS, AttemptState
from billing.models.invoice import Invoice
from weconomics.tenancy.models import AddressableModel, CommunityModel


class PaymentAttempt(AddressableModel):
    """One attempt. The key is what the provider sees at every try of it; one attempt of an invoice lives at a time."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="attempts")
    sequence = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=20)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    idempotency_key = models.CharField(max_length=100)
    provider_reference = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=AttemptState, default=AttemptState.CREATED)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["community", "idempotency_key"], name="payment_key_once"),
            models.UniqueConstraint(
                fields=["community", "invoice", "sequence"], name="payment_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["community", "invoice"],
                condition=Q(state__in=[state.value for state in LIVE_ATTEMPTS]),
                name="payment_one_live_per_invoice",
            ),
            models.UniqueConstraint(
                fields=["community", "invoice"], condition=Q(state="succeeded"), name="payment_succeeds_once"
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="payment_state_known"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_ATTEMPTS


class PaymentRouteTest(CommunityModel):
    """The treasurer let one cent go there and back: paid trade waits for a route that was seen to work."""

    is_record_of_facts = True

    gateway = models.CharField(max_length=20)
    succeeded = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    tested_at = models.DateTimeField(auto_now_add=True)
    tested_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("test of the payment route")
        verbose_name_plural = _("tests of the payment route")

    def __str__(self) -> str:
        return f"{self.gateway} {self.tested_at:%Y-%m-%d}"
