"""Local groups: where a community meets on the ground."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import LocalGroupState
from communities.models.constraints import one_of
from weconomics.tenancy.models import AddressableModel, CommunityModel


class LocalGroup(AddressableModel):
    """People of a community around one place. Organisations join the community through it."""

    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    radius_km = models.PositiveSmallIntegerField(_("radius in km"), default=5)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LocalGroupState, default=LocalGroupState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("local group")
        verbose_name_plural = _("local groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="local_group_name_once"),
            models.CheckConstraint(
                condition=Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="local_group_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(radius_km__gte=1, radius_km__lte=200), name="local_group_radius_1_200"
            ),
            one_of("state", LocalGroupState, name="local_group_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class LocalGroupMembership(CommunityModel):
    """A member takes part in a local group. Who coordinates it is a role: `MembershipRole`."""

    local_group = models.ForeignKey(LocalGroup, on_delete=models.CASCADE, related_name="memberships")
    membership = models.ForeignKey(
        "communities.Membership", on_delete=models.CASCADE, related_name="local_groups"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("participation in a local group")
        verbose_name_plural = _("participations in local groups")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "local_group", "membership"], name="local_group_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} · {self.local_group}"
