"""Methods, attempts to pay, and money that goes back. Card and bank data never come here: the provider has them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import LIVE_ATTEMPTS, AttemptState, MethodKind, MethodState, RefundState
from billing.models.invoice import Invoice
from billing.models.party import Party
from weconomics.tenancy.models import AddressableModel, CommunityModel


class PaymentMethod(AddressableModel):
    """A card or bank account that a payer lets the provider keep: references, and a label that the payer knows it by."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payment_methods")
    gateway = models.CharField(max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=MethodKind)
    state = models.CharField(_("state"), max_length=8, choices=MethodState, default=MethodState.PENDING)
    setup_key = models.CharField(max_length=100)
    setup_reference = models.CharField(max_length=100, blank=True)
    customer_reference = models.CharField(max_length=100, blank=True)
    method_reference = models.CharField(max_length=100, blank=True)
    mandate_reference = models.CharField(max_length=100, blank=True)
    mandate_signed_at = models.DateTimeField(null=True, blank=True)
    brand = models.CharField(max_length=40, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    action_url = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")
        ordering = ["-is_default", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["community", "setup_key"], name="payment_method_setup_once"),
            models.UniqueConstraint(
                fields=["community", "gateway", "method_reference"],
                condition=~Q(method_reference=""),
                name="payment_method_reference_once",
            ),
            models.UniqueConstraint(
                fields=["community", "party"],
                condition=Q(is_default=True),
                name="payment_method_one_default",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(state="active"), name="payment_method_default_is_in_use"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | ~Q(method_reference=""),
                name="payment_method_in_use_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(kind="sepa_debit", state="active")
                | (~Q(mandate_reference="") & Q(mandate_signed_at__isnull=False)),
                name="payment_method_debit_has_mandate",
            ),
            models.CheckConstraint(condition=Q(kind__in=MethodKind.values), name="payment_method_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=MethodState.values), name="payment_method_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand} •••• {self.last4}".strip()

    @property
    def is_usable(self) -> bool:
        return self.state == MethodState.ACTIVE


class PaymentAttempt(AddressableModel):
    """One attempt. The key is what the provider sees at every try of it; one attempt of an invoice lives at a time.

    `amount_minor` is asked, `captured_minor` came, `settled_minor` of it paid the invoice; the rest is the payer's balance.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="attempts")
    sequence = models.PositiveSmallIntegerField()
    gateway = models.CharField(max_length=20)
    method = models.ForeignKey(PaymentMethod, null=True, on_delete=models.PROTECT, related_name="attempts")
    kind = models.CharField(max_length=10, choices=MethodKind, default=MethodKind.CARD)
    off_session = models.BooleanField(default=False)
    keeps_method = models.BooleanField(default=False)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    settled_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    idempotency_key = models.CharField(max_length=100)
    provider_reference = models.CharField(max_length=100, blank=True)
    session_reference = models.CharField(max_length=100, blank=True)
    livemode = models.BooleanField(null=True)
    state = models.CharField(max_length=16, choices=AttemptState, default=AttemptState.CREATED)
    reason = models.CharField(max_length=200, blank=True)
    decline_code = models.CharField(max_length=60, blank=True)
    return_code = models.CharField(max_length=60, blank=True)
    action_url = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    prenotified_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
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
                fields=["community", "gateway", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payment_reference_once",
            ),
            models.UniqueConstraint(
                fields=["community", "invoice"],
                condition=Q(state__in=[state.value for state in LIVE_ATTEMPTS]),
                name="payment_one_live_per_invoice",
            ),
            models.UniqueConstraint(
                fields=["community", "invoice"],
                condition=Q(state="succeeded", settled_minor__gt=0),
                name="payment_succeeds_once",
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="payment_state_known"),
            models.CheckConstraint(condition=Q(kind__in=MethodKind.values), name="payment_kind_known"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(
                    captured_minor__gte=0, settled_minor__gte=0, settled_minor__lte=F("captured_minor")
                ),
                name="payment_settles_what_came",
            ),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="payment_fee_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(captured_minor__gt=0), name="payment_succeeded_took_money"
            ),
            models.CheckConstraint(
                condition=Q(off_session=False) | Q(method__isnull=False), name="payment_off_session_by_method"
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "next_at"],
                condition=Q(next_at__isnull=False),
                name="payment_to_look_at",
            ),
            models.Index(fields=["community", "provider_reference"], name="payment_by_reference"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_ATTEMPTS


class Refund(AddressableModel):
    """Money of a payment that goes back. A trigger holds that all of them together take no more than came."""

    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    sequence = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    idempotency_key = models.CharField(max_length=100)
    provider_reference = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.CREATED)
    reason = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["community", "idempotency_key"], name="refund_key_once"),
            models.UniqueConstraint(fields=["community", "attempt", "sequence"], name="refund_sequence_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="refund_state_known"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def gateway(self) -> str:
        return self.attempt.gateway


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
