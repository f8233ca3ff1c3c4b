"""A proposal, the people asked, their answers and their objections."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.enums import ENDED_STATES, LIVE_STATES, ObjectionState, ProposalState, ResponseKind
from weconomics.tenancy.models import AddressableModel, CommunityModel


class Proposal(AddressableModel):
    """What a member wants the community to decide, with the change that the decision would make.

    The rule (quorum, people) is copied at opening, so that a new rule does not reach a running round.
    """

    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    driver = models.TextField(_("why is this needed?"), max_length=4000)
    text = models.TextField(_("what do we decide?"), max_length=10000)
    text_version = models.PositiveSmallIntegerField(_("version of the text"), default=1)
    evaluation = models.TextField(_("how do we see whether it works?"), max_length=2000, blank=True)
    review_on = models.DateField(_("look back on"), null=True, blank=True)
    effect_kind = models.CharField(_("kind of change"), max_length=80, blank=True)
    effect_id = models.BigIntegerField(null=True, blank=True)
    effect_text = models.CharField(_("what it changes"), max_length=500, blank=True)
    effect_fingerprint = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.DRAFT)
    days = models.PositiveSmallIntegerField(_("days to answer"), default=5)
    quorum_percent = models.PositiveSmallIntegerField(_("quorum (%)"), default=50)
    minimum_people = models.PositiveSmallIntegerField(_("people at least"), default=3)
    proposer = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="proposals")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    closes_at = models.DateTimeField(_("answers until"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="proposal_numbered_once"),
            models.UniqueConstraint(
                fields=["community", "effect_kind", "effect_id"],
                condition=Q(state__in=LIVE_STATES) & ~Q(effect_kind=""),
                name="proposal_effect_asked_once",
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(effect_kind="", effect_id__isnull=True)
                | (~Q(effect_kind="") & Q(effect_id__isnull=False)),
                name="proposal_effect_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*LIVE_STATES, ProposalState.ADOPTED, ProposalState.EXPIRED])
                | Q(opened_at__isnull=False, closes_at__isnull=False, expires_at__isnull=False),
                name="proposal_asked_has_moments",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_STATES, ended_at__isnull=False)
                | (~Q(state__in=ENDED_STATES) & Q(ended_at__isnull=True)),
                name="proposal_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opened_at"), expires_at__gte=F("closes_at")),
                name="proposal_moments_in_order",
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__range=(1, 100)), name="proposal_quorum_is_percentage"
            ),
            models.CheckConstraint(condition=Q(minimum_people__gte=1), name="proposal_needs_people"),
            models.CheckConstraint(condition=Q(text_version__gte=1), name="proposal_text_from_one"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def is_draft(self) -> bool:
        return self.state == ProposalState.DRAFT


class ProposalText(CommunityModel):
    """A text as the members read it. Versions are only added."""

    is_record_of_facts = True

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    effect_text = models.CharField(max_length=500, blank=True)
    written_by = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("text of a proposal")
        verbose_name_plural = _("texts of proposals")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "proposal", "version"], name="proposal_text_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} ({self.version})"


class ProposalElector(CommunityModel):
    """One who was a member when the proposal opened. Who leaves afterwards no longer counts for the quorum."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="electors")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("elector")
        verbose_name_plural = _("electors")
        constraints = [
            models.UniqueConstraint(fields=["community", "proposal", "membership"], name="elector_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership}"


class Response(CommunityModel):
    """An explicit answer to one version of the text. It hangs on an elector, so nobody else can have one."""

    elector = models.ForeignKey(ProposalElector, on_delete=models.PROTECT, related_name="responses")
    text_version = models.PositiveSmallIntegerField()
    kind = models.CharField(_("answer"), max_length=15, choices=ResponseKind)
    argument = models.TextField(_("argument"), max_length=4000, blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "elector", "text_version"], name="response_once_per_text"
            ),
            models.CheckConstraint(condition=Q(kind__in=ResponseKind.values), name="response_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ResponseKind.NO_OBJECTION) | ~Q(argument=""), name="response_has_argument"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Objection(AddressableModel):
    """A reason why the proposal would do harm. It blocks until a new text meets it or it is found not valid."""

    elector = models.ForeignKey(ProposalElector, on_delete=models.PROTECT, related_name="objections")
    text_version = models.PositiveSmallIntegerField()
    argument = models.TextField(_("argument"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    resolution = models.TextField(_("how it was met"), max_length=4000, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "communities.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "elector"],
                condition=Q(state=ObjectionState.OPEN),
                name="objection_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="objection_state_known"
            ),
            models.CheckConstraint(condition=~Q(argument=""), name="objection_has_argument"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, settled_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & Q(settled_at__isnull=False)),
                name="objection_settled_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ObjectionState.RESOLVED, ObjectionState.INVALID]) | ~Q(resolution=""),
                name="objection_settled_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.argument[:80]

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN
