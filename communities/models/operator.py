"""The legal person behind a community: who contracts, invoices and answers for the data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.enums import LegalForm, VatStatus
from communities.models.constraints import matches, one_of
from weconomics.tenancy.models import CommunityModel

OPERATOR_VAT = [choice for choice in VatStatus.choices if choice[0] != VatStatus.NONE]


class OperatorOfRecord(CommunityModel):
    """One per community (domain.md §3.0). Paid trade waits until the network leader has verified it."""

    legal_name = models.CharField(_("legal name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    kvk = models.CharField(_("KvK number"), max_length=8, blank=True)
    vat_id = models.CharField(_("VAT number (btw-id)"), max_length=20, blank=True)
    vat_status = models.CharField(_("VAT"), max_length=10, choices=OPERATOR_VAT, default=VatStatus.LIABLE)
    iban = models.CharField(_("bank account (IBAN)"), max_length=34, blank=True)
    creditor_id = models.CharField(_("creditor identifier (direct debit)"), max_length=35, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")
    email = models.EmailField(_("e-mail address"), blank=True)
    terms_version = models.CharField(_("version of the terms"), max_length=40, blank=True)
    processing_agreement_signed_on = models.DateField(
        _("processing agreement signed on"), null=True, blank=True
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        constraints = [
            models.UniqueConstraint(fields=["community"], name="operator_once_per_community"),
            matches("kvk", r"^[0-9]{8}$", name="operator_kvk_8_digits", or_empty=True),
            matches("iban", r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$", name="operator_iban_form", or_empty=True),
            matches("country", r"^[A-Z]{2}$", name="operator_country_iso"),
            one_of("legal_form", LegalForm, name="operator_legal_form_known"),
            models.CheckConstraint(
                condition=Q(vat_status__in=[value for value, _label in OPERATOR_VAT]),
                name="operator_vat_status_known",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True)
                | (
                    ~Q(kvk="")
                    & ~Q(iban="")
                    & ~Q(terms_version="")
                    & ~Q(street="")
                    & ~Q(city="")
                    & Q(processing_agreement_signed_on__isnull=False)
                ),
                name="operator_verified_only_when_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name
