"""The community: the tenant itself. Global, because the directory lists all of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from communities.enums import JoinMode, Language, Visibility
from communities.models.constraints import matches, one_of
from communities.models.network import Domain, NetworkLeader
from communities.pictures import community_picture
from weconomics.ids import uuid7


def default_languages() -> list[str]:
    return [Language.NL, Language.EN]


class Community(models.Model):
    """People who connect supply and demand for a purpose, under their own name, colours and rules."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(_("web address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("in one sentence"), max_length=160, blank=True)
    description = models.TextField(_("what it is for"), max_length=5000, blank=True)
    welcome_text = models.TextField(_("welcome to new members"), max_length=5000, blank=True)
    domain = models.ForeignKey(
        Domain, on_delete=models.PROTECT, related_name="communities", verbose_name=_("domain")
    )
    network_leader = models.ForeignKey(
        NetworkLeader, on_delete=models.PROTECT, related_name="communities", verbose_name=_("network leader")
    )
    colour = models.CharField(_("colour"), max_length=7, default="#0f766e")
    logo = models.ImageField(_("logo"), upload_to=community_picture, blank=True)
    languages = ArrayField(
        models.CharField(max_length=5, choices=Language),
        verbose_name=_("languages"),
        default=default_languages,
    )
    default_language = models.CharField(
        _("first language"), max_length=5, choices=Language, default=Language.NL
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Amsterdam")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    join_mode = models.CharField(
        _("how people join"), max_length=10, choices=JoinMode, default=JoinMode.REQUEST
    )
    connected_at = models.DateTimeField(_("in the directory since"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name"]
        constraints = [
            matches("slug", r"^[a-z0-9]+(-[a-z0-9]+)*$", name="community_slug_plain"),
            matches("colour", r"^#[0-9a-f]{6}$", name="community_colour_is_hex"),
            matches("currency", r"^[A-Z]{3}$", name="community_currency_iso"),
            one_of("visibility", Visibility, name="community_visibility_known"),
            one_of("join_mode", JoinMode, name="community_join_mode_known"),
            models.CheckConstraint(
                condition=Q(languages__contains=[F("default_language")]),
                name="community_speaks_first_language",
            ),
            models.CheckConstraint(
                condition=Q(languages__contained_by=Language.values), name="community_languages_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_connected(self) -> bool:
        """Whether the community reached the step Connect and so shows itself to others."""
        return self.connected_at is not None
