"""Programs that act in a community through the API."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.membership import Membership
from communities.models.partner import PartnerOrganisation
from weconomics.tenancy.models import AddressableModel


class ApiClient(AddressableModel):
    """An OAuth2 client bound to one community: acts as a member, possibly for a partner organisation."""

    client_id = models.CharField(_("client id"), max_length=100)
    name = models.CharField(_("name"), max_length=120)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="api_clients")
    organisation = models.ForeignKey(
        PartnerOrganisation, on_delete=models.PROTECT, null=True, blank=True, related_name="api_clients"
    )
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        constraints = [
            models.UniqueConstraint(fields=["community", "client_id"], name="api_client_once_per_community"),
            models.CheckConstraint(condition=~Q(client_id=""), name="api_client_has_id"),
        ]

    def __str__(self) -> str:
        return self.name
