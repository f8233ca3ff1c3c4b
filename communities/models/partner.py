"""Community partners: legal persons that join through a local group."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import Advice, ColleagueRole, LegalForm, PartnershipState, VatStatus
from communities.models.constraints import matches, not_before, one_of
from communities.models.local_group import LocalGroup
from communities.models.membership import Membership
from communities.pictures import organisation_picture
from weconomics.tenancy.models import AddressableModel, CommunityModel

ORGANISATION_VAT = [choice for choice in VatStatus.choices if choice[0] != VatStatus.NONE]


class PartnerOrganisation(AddressableModel):
    """A legal person with colleagues who may act for it."""

    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    kvk = models.CharField(_("KvK number"), max_length=8)
    vat_id = models.CharField(_("VAT number (btw-id)"), max_length=20, blank=True)
    vat_status = models.CharField(_("VAT"), max_length=10, choices=ORGANISATION_VAT, default=VatStatus.LIABLE)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("what it does"), max_length=3000, blank=True)
    photo = models.ImageField(_("picture"), upload_to=organisation_picture, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "kvk"], name="partner_kvk_once"),
            matches("kvk", r"^[0-9]{8}$", name="partner_kvk_8_digits"),
            matches("country", r"^[A-Z]{2}$", name="partner_country_iso"),
            one_of("legal_form", LegalForm, name="partner_legal_form_known"),
            models.CheckConstraint(
                condition=Q(vat_status__in=[value for value, _label in ORGANISATION_VAT]),
                name="partner_vat_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerColleague(CommunityModel):
    """A member who acts for a partner organisation, from one moment to another."""

    organisation = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="colleagues")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="organisations")
    role = models.CharField(_("role"), max_length=10, choices=ColleagueRole, default=ColleagueRole.TRADER)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation", "membership"],
                condition=Q(removed_at__isnull=True),
                name="colleague_once",
            ),
            one_of("role", ColleagueRole, name="colleague_role_known"),
            not_before("removed_at", "added_at", name="colleague_removed_after_added"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} · {self.organisation}"


class Partnership(AddressableModel):
    """An organisation's way into the community, through one local group."""

    organisation = models.ForeignKey(
        PartnerOrganisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    local_group = models.ForeignKey(LocalGroup, on_delete=models.PROTECT, related_name="partnerships")
    state = models.CharField(
        _("state"), max_length=10, choices=PartnershipState, default=PartnershipState.APPLIED
    )
    motivation = models.TextField(_("why you want to join"), max_length=3000)
    check_note = models.TextField(_("what was checked"), max_length=3000, blank=True)
    advice = models.CharField(_("advice"), max_length=10, choices=Advice, blank=True)
    advice_text = models.TextField(_("reasons of the advice"), max_length=3000, blank=True)
    decision_number = models.CharField(_("decision"), max_length=20, blank=True)
    applied_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(default=timezone.now)
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["-applied_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation"],
                condition=~Q(state__in=["ended", "declined"]),
                name="partnership_live_once",
            ),
            one_of("state", PartnershipState, name="partnership_state_known"),
            models.CheckConstraint(
                condition=Q(advice__in=["", *Advice.values]), name="partnership_advice_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "checked", "declined", "ended"]) | ~Q(advice=""),
                name="partnership_advised_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "active", "suspended"]) | ~Q(decision_number=""),
                name="partnership_admitted_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "suspended"]) | Q(active_at__isnull=False),
                name="partnership_active_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.local_group}"


class PartnershipStep(CommunityModel):
    """One step of a partnership: from, to, when, by whom and why."""

    is_record_of_facts = True

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=PartnershipState)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(max_length=3000, blank=True)

    class Meta:
        verbose_name = _("step of a partnership")
        verbose_name_plural = _("steps of partnerships")
        ordering = ["at", "id"]
        constraints = [one_of("to_state", PartnershipState, name="partnership_step_state_known")]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.to_state}"
