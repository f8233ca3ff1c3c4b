"""What a person is in one community, since when, and with which roles."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import MailPreference, MembershipState, TraderStatus
from communities.models.constraints import matches, not_before, one_of
from communities.models.local_group import LocalGroup
from communities.pictures import membership_picture
from weconomics.actor import Role
from weconomics.tenancy.models import AddressableModel, CommunityModel

# Everybody active is a member; these are granted.
GRANTED_ROLES = [role for role in Role.values if role != Role.MEMBER]
GRANTED_CHOICES = [(value, label) for value, label in Role.choices if value != Role.MEMBER]


class Membership(AddressableModel):
    """A member. Who leaves and comes back keeps this row and gets a new period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    display_name = models.CharField(_("name in this community"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=MembershipState, default=MembershipState.ACTIVE
    )
    about = models.TextField(_("about me"), max_length=2000, blank=True)
    photo = models.ImageField(_("photo"), upload_to=membership_picture, blank=True)
    trader_status = models.CharField(
        _("I take part as"), max_length=10, choices=TraderStatus, default=TraderStatus.PRIVATE
    )
    billing_name = models.CharField(_("name on invoices"), max_length=200, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")
    kvk = models.CharField(_("KvK number"), max_length=8, blank=True)
    vat_id = models.CharField(_("VAT number (btw-id)"), max_length=20, blank=True)
    mail_preference = models.CharField(
        _("mail"), max_length=10, choices=MailPreference, default=MailPreference.EACH
    )
    joined_at = models.DateTimeField(_("member since"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    state_reason = models.TextField(_("reason"), max_length=2000, blank=True)
    profile_hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["display_name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="membership_once_per_person"),
            one_of("state", MembershipState, name="membership_state_known"),
            one_of("trader_status", TraderStatus, name="membership_trader_status_known"),
            matches("kvk", r"^[0-9]{8}$", name="membership_kvk_8_digits", or_empty=True),
            matches("country", r"^[A-Z]{2}$", name="membership_country_iso"),
            not_before("left_at", "joined_at", name="membership_left_after_joined"),
            models.CheckConstraint(
                condition=Q(state=MembershipState.LEFT, left_at__isnull=False)
                | (~Q(state=MembershipState.LEFT) & Q(left_at__isnull=True)),
                name="membership_left_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def shown_about(self) -> str:
        """What the member says of themselves, unless a moderator hid it."""
        return "" if self.profile_hidden_at else self.about

    @property
    def shown_photo(self) -> Any:
        """The photo here, else that of the account; none while a moderator hides the profile."""
        return None if self.profile_hidden_at else self.photo or self.user.photo


class MembershipPeriod(CommunityModel):
    """An unbroken time of active membership: what subscriptions are counted from."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="periods")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("period of membership")
        verbose_name_plural = _("periods of membership")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "membership"],
                condition=Q(to_at__isnull=True),
                name="membership_period_open_once",
            ),
            not_before("to_at", "from_at", name="membership_period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} {self.from_at:%Y-%m-%d}"


class MembershipRole(CommunityModel):
    """A role a member holds, and who gave it. A coordinator holds it in one local group, the others everywhere."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=GRANTED_CHOICES)
    local_group = models.ForeignKey(
        LocalGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="coordinator_roles"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("role of a member")
        verbose_name_plural = _("roles of members")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "membership", "role", "local_group"],
                name="membership_role_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(role__in=GRANTED_ROLES),
                name="membership_role_known",
            ),
            models.CheckConstraint(
                condition=Q(role="coordinator", local_group__isnull=False)
                | (~Q(role="coordinator") & Q(local_group__isnull=True)),
                name="membership_role_group_only_for_coordinator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.role}"

    @property
    def label(self) -> str:
        return str(Role(self.role).label)
