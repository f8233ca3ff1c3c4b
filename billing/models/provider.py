"""What the payment provider knows us by, what it told, and the accounts to which it pays out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import AttemptState, EventState
from billing.models.party import Party
from weconomics.tenancy.models import AddressableModel, CommunityModel


class ProviderCustomer(CommunityModel):
    """By which reference a provider knows a payer."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=100)
    livemode = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "party", "gateway"], name="provider_customer_once")
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentEvent(CommunityModel):
    """Something the provider told, once each. It is a hint: what holds is what the provider answers when asked."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    object_reference = models.CharField(max_length=100)
    livemode = models.BooleanField()
    payload = models.JSONField()
    told_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=EventState, default=EventState.RECEIVED)
    error = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message of the payment provider")
        verbose_name_plural = _("messages of the payment provider")
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "gateway", "event_id"], name="payment_event_once"),
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="payment_event_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="received", done_at__isnull=True)
                | (~Q(state="received") & Q(done_at__isnull=False)),
                name="payment_event_done_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "received_at"],
                condition=Q(state="received"),
                name="payment_event_to_apply",
            )
        ]

    def __str__(self) -> str:
        return self.event_id


class ProviderAccount(AddressableModel):
    """Where a provider of the trade is paid out: an account of its own at the payment provider."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="provider_accounts")
    gateway = models.CharField(max_length=20)
    setup_key = models.CharField(max_length=100)
    reference = models.CharField(max_length=100, blank=True)
    action_url = models.TextField(blank=True)
    charges_enabled = models.BooleanField(default=False)
    payouts_enabled = models.BooleanField(default=False)
    requirements = models.JSONField(default=list, blank=True)
    disconnected_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payout account")
        verbose_name_plural = _("payout accounts")
        constraints = [
            models.UniqueConstraint(fields=["community", "party", "gateway"], name="provider_account_once"),
            models.UniqueConstraint(
                fields=["community", "gateway", "reference"],
                condition=~Q(reference=""),
                name="provider_account_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.setup_key

    @property
    def may_receive(self) -> bool:
        return self.charges_enabled and self.disconnected_at is None


class TradePayment(AddressableModel):
    """A deal that is paid through the provider: the price goes to who provides, our fee is kept back of it.

    What goes back takes its part from the transfer and from the fee, each said explicitly.
    """

    deal_id = models.BigIntegerField()
    sequence = models.PositiveSmallIntegerField(default=1)
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="trade_payments")
    gateway = models.CharField(max_length=20)
    text = models.CharField(max_length=200)
    gross_minor = models.BigIntegerField()
    application_fee_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    reversed_minor = models.BigIntegerField(default=0)
    fee_refunded_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    idempotency_key = models.CharField(max_length=100)
    provider_reference = models.CharField(max_length=100, blank=True)
    session_reference = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=16, choices=AttemptState, default=AttemptState.CREATED)
    reason = models.CharField(max_length=200, blank=True)
    action_url = models.TextField(blank=True)
    refund_asked_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment of a deal")
        verbose_name_plural = _("payments of deals")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["community", "idempotency_key"], name="trade_payment_key_once"),
            models.UniqueConstraint(
                fields=["community", "deal_id", "sequence"], name="trade_payment_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["community", "deal_id"],
                condition=~Q(state__in=["failed", "canceled"]),
                name="trade_payment_one_per_deal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AttemptState.values), name="trade_payment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    gross_minor__gt=0,
                    application_fee_minor__gte=0,
                    application_fee_minor__lte=F("gross_minor"),
                ),
                name="trade_payment_fee_within_price",
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_minor__gte=0,
                    refunded_minor__lte=F("gross_minor"),
                    refund_asked_minor__gte=0,
                    refund_asked_minor__lte=F("gross_minor"),
                ),
                name="trade_payment_refund_within_price",
            ),
            models.CheckConstraint(
                condition=Q(reversed_minor__gte=0, reversed_minor__lte=F("refunded_minor")),
                name="trade_payment_reverses_what_went_back",
            ),
            models.CheckConstraint(
                condition=Q(fee_refunded_minor__gte=0, fee_refunded_minor__lte=F("application_fee_minor")),
                name="trade_payment_fee_back_within_fee",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def captured_already(self) -> bool:
        return self.state in (AttemptState.SUCCEEDED, AttemptState.RETURNED, AttemptState.DISPUTED)


class SandboxRecord(CommunityModel):
    """What the sandbox knows, as a provider knows it: kept in rows, so that its days of waiting outlive a restart."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    reference = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("record of the sandbox")
        verbose_name_plural = _("records of the sandbox")
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="sandbox_key_once"),
            models.UniqueConstraint(fields=["community", "reference"], name="sandbox_reference_once"),
        ]

    def __str__(self) -> str:
        return self.reference
