from typing import Any

from django.conf import settings
from django.db import models

from weconomics.ids import uuid7
from weconomics.tenancy.scope import NoScope, current, only_community


class CommunityModel(models.Model):
    """A row of one community. The database shows it in that community's scope only, so managers stay plain."""

    community = models.ForeignKey(
        settings.TENANCY["COMMUNITY"],
        on_delete=models.PROTECT,
        default=only_community,
        related_name="+",
        editable=False,
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse early, with the reason: the database would only say that a column is null."""
        if self.community_id is None:
            raise NoScope(f"{self._meta.label}: which community? The scope is {current()!r}.")
        super().save(*args, **kwargs)


class AddressableModel(CommunityModel):
    """A row that the outside may name, in an address or through the API, by its public id."""

    public_id = models.UUIDField(default=uuid7, editable=False)

    class Meta:
        abstract = True
