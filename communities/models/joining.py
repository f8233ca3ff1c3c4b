"""The ways in: questions and requests, and invitations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.enums import JoinRequestState
from communities.models.constraints import lower_case, matches, one_of, together
from communities.models.local_group import LocalGroup
from communities.models.membership import Membership
from weconomics.actor import Role
from weconomics.tenancy.models import AddressableModel, CommunityModel


class JoinQuestion(CommunityModel):
    """A question for who asks to join."""

    position = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("question"), max_length=300)
    is_required = models.BooleanField(_("an answer is required"), default=True)

    class Meta:
        verbose_name = _("question for joining")
        verbose_name_plural = _("questions for joining")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class JoinRequest(AddressableModel):
    """Somebody asks to join; `answers` is a list of {question, answer} as it was shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    answers = models.JSONField(_("answers"), default=list)
    local_group = models.ForeignKey(
        LocalGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=JoinRequestState, default=JoinRequestState.PENDING
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"],
                condition=Q(state=JoinRequestState.PENDING),
                name="join_request_pending_once",
            ),
            one_of("state", JoinRequestState, name="join_request_state_known"),
            models.CheckConstraint(
                condition=Q(state=JoinRequestState.PENDING, answered_at__isnull=True)
                | (~Q(state=JoinRequestState.PENDING) & Q(answered_at__isnull=False)),
                name="join_request_answered_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=JoinRequestState.DECLINED) | ~Q(reason=""),
                name="join_request_declined_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class Invitation(AddressableModel):
    """A link that lets one person in, once. Only the SHA-256 of the token is kept."""

    token_hash = models.CharField(max_length=64)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    local_group = models.ForeignKey(
        LocalGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("local group"),
    )
    message = models.TextField(_("personal message"), max_length=2000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["token_hash"], name="invitation_token_hash")]
        constraints = [
            models.UniqueConstraint(fields=["community", "token_hash"], name="invitation_token_once"),
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once_per_address",
            ),
            matches("token_hash", r"^[0-9a-f]{64}$", name="invitation_token_is_hashed"),
            lower_case("email", name="invitation_email_in_lower_case"),
            together("accepted_at", "accepted_by", name="invitation_accepted_by_somebody"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_known",
            ),
            models.CheckConstraint(
                condition=~Q(role="coordinator") | Q(local_group__isnull=False),
                name="invitation_coordinator_has_group",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """accepted, revoked, expired or open: in this order, the first that holds."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "open"
