"""What a network leader bills its communities for the software. A document belongs to the community it is for;
numbers run on over all communities of one leader, so they are given out by tables that stand above the communities."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.enums import VatCategory
from communities.enums import VatStatus
from weconomics.tenancy.models import AddressableModel, CommunityModel

A_MONTH_MINOR = 8300


class PlatformIssuer(models.Model):
    """The network leader as the one who issues these invoices. Global: one for all its communities."""

    network_leader = models.OneToOneField(
        "communities.NetworkLeader", on_delete=models.PROTECT, related_name="+"
    )
    legal_name = models.CharField(_("legal name"), max_length=200)
    kvk = models.CharField(_("KvK number"), max_length=8)
    vat_id = models.CharField(_("VAT number (btw-id)"), max_length=20, blank=True)
    vat_status = models.CharField(_("VAT"), max_length=10, choices=VatStatus, default=VatStatus.LIABLE)
    iban = models.CharField(_("bank account (IBAN)"), max_length=34)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=12)
    city = models.CharField(_("town"), max_length=80)
    country = models.CharField(_("country"), max_length=2, default="NL")
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("network leader as issuer")
        verbose_name_plural = _("network leaders as issuers")
        constraints = [
            models.CheckConstraint(
                condition=Q(kvk__regex=r"^[0-9]{8}$"), name="platform_issuer_kvk_8_digits"
            ),
            models.CheckConstraint(
                condition=Q(vat_status__in=["liable", "kor", "exempt"]),
                name="platform_issuer_vat_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name


class PlatformSeries(models.Model):
    """The last number a network leader gave out in a year. The row is locked by the UPDATE that takes the next one."""

    network_leader = models.ForeignKey(
        "communities.NetworkLeader", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network_leader", "code"], name="platform_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class PlatformNumber(models.Model):
    """One number that was given out: to one community, for one month. Both happen once, whoever asks."""

    series = models.ForeignKey(PlatformSeries, on_delete=models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField()
    network_leader = models.ForeignKey(
        "communities.NetworkLeader", on_delete=models.PROTECT, related_name="+"
    )
    community = models.ForeignKey("communities.Community", on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="platform_number_once"),
            models.UniqueConstraint(
                fields=["network_leader", "community", "month"], name="platform_month_once_per_community"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.number}"


class PlatformSubscription(CommunityModel):
    """What the community pays its network leader a month, without VAT, from one day to another."""

    monthly_minor = models.BigIntegerField(_("a month, without VAT"), default=A_MONTH_MINOR)
    currency = models.CharField(max_length=3, default="EUR")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("platform subscription")
        verbose_name_plural = _("platform subscriptions")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "starts_on"], name="platform_subscription_starts_once"
            ),
            models.CheckConstraint(
                condition=Q(monthly_minor__gte=0), name="platform_subscription_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on")),
                name="platform_subscription_starts_before_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.monthly_minor} {self.currency}"


class PlatformInvoice(AddressableModel):
    """The invoice of a month from the network leader to the community. Parties are copied in, as they were."""

    is_record_of_facts = True

    platform_number = models.ForeignKey(PlatformNumber, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("number"), max_length=40)
    month = models.CharField(max_length=7)
    starts_on = models.DateField()
    ends_on = models.DateField()
    text = models.CharField(max_length=300)
    currency = models.CharField(max_length=3)
    category = models.CharField(max_length=2, choices=VatCategory)
    vat_bp = models.PositiveIntegerField()
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_on = models.DateField(_("date"))
    due_on = models.DateField(_("pay before"))
    language = models.CharField(max_length=5)
    issuer = models.JSONField()
    payer = models.JSONField()
    mention = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("platform invoice")
        verbose_name_plural = _("platform invoices")
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "platform_number"], name="platform_invoice_number_once"
            ),
            models.UniqueConstraint(
                fields=["community", "month", "label"], name="platform_invoice_label_once"
            ),
            models.CheckConstraint(
                condition=Q(gross_minor=F("net_minor") + F("vat_minor")),
                name="platform_invoice_gross_is_net_and_vat",
            ),
            models.CheckConstraint(
                condition=Q(category__in=VatCategory.values), name="platform_invoice_category_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label
