"""Network leaders and the domains they carry. Global tables: the directory needs them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkLeader(models.Model):
    """The organisation that opens communities and supplies the software."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("web address"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("network leader")
        verbose_name_plural = _("network leaders")

    def __str__(self) -> str:
        return self.name


class NetworkLeaderStaff(models.Model):
    """A person who works for a network leader."""

    network_leader = models.ForeignKey(NetworkLeader, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="network_staff")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("staff member of a network leader")
        verbose_name_plural = _("staff of network leaders")
        constraints = [
            models.UniqueConstraint(fields=["network_leader", "user"], name="network_leader_staff_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.network_leader})"


class Domain(models.Model):
    """A purpose and a target group: the model behind one or more communities."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("web address"), max_length=60, unique=True)
    purpose = models.TextField(_("purpose"), max_length=2000)
    target_group = models.TextField(_("target group"), max_length=2000)
    network_leader = models.ForeignKey(NetworkLeader, on_delete=models.PROTECT, related_name="domains")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.UniqueConstraint(
                fields=["network_leader", "name"], name="domain_name_once_per_network_leader"
            ),
        ]

    def __str__(self) -> str:
        return self.name
