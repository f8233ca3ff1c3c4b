"""What a member is told inside the product."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.membership import Membership
from weconomics.tenancy.models import AddressableModel


class Notification(AddressableModel):
    """One message to one member; mailed too, unless the member prefers not."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=60)
    text = models.CharField(_("text"), max_length=500)
    url = models.CharField(_("page"), max_length=500)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["membership", "-created_at"], name="notification_by_member"),
            models.Index(
                fields=["membership"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
        ]
        # A page inside the product, never an address elsewhere: a mail must not lead people away.
        constraints = [
            models.CheckConstraint(condition=Q(url__regex=r"^/([^/\\]|$)"), name="notification_url_is_ours")
        ]

    def __str__(self) -> str:
        return self.text
