"""Notices of what breaks a rule, what is done about it, and appeals. Source: Regulation (EU) 2022/2065, art. 16, 17, 20."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import (
    AppealState,
    GroundKind,
    Language,
    Law,
    LiftReason,
    MeasureKind,
    NoticeState,
    SubjectKind,
)
from marketplace.models.listing import Listing
from marketplace.models.listing_parts import ListingPhoto
from marketplace.models.review import Review
from marketplace.models.thread import Message
from weconomics.ids import uuid7
from weconomics.tenancy.models import AddressableModel

# A photo goes when its owner takes it away; its listing stays. Without a photo of its own it is the cover.
HAS_ITS_SUBJECT = (
    Q(subject_kind="listing", listing__isnull=False)
    | Q(subject_kind="photo", listing__isnull=False)
    | Q(subject_kind="message", message__isnull=False)
    | Q(subject_kind="review", review__isnull=False)
    | Q(subject_kind="member", membership__isnull=False)
)
NAMES_ITS_RULE = Q(ground_kind="law", law__in=Law.values) | (
    Q(ground_kind="agreement", law="") & ~Q(ground="")
)


def kept_picture(notice: Any, filename: str) -> str:
    """Outside the folder of the community: only who judges sees it again."""
    return f"moderation/{notice.community_id}/{uuid7()}.webp"


class AboutSomething(AddressableModel):
    """A thing that moderation can be about, and whose it is. `membership` is always the one whom it concerns.

    `subject_key` names the thing in one word, `listing:12`: notices of the same thing are decided together.
    """

    subject_kind = models.CharField(max_length=8, choices=SubjectKind)
    subject_key = models.CharField(max_length=40)
    listing = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(ListingPhoto, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, null=True, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Notice(AboutSomething):
    """Somebody says that something breaks the law or an agreement of the community.

    `snapshot` is the thing as it was then: changing it afterwards does not take the evidence away.
    """

    number = models.PositiveIntegerField()
    reporter = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reporter_name = models.CharField(_("your name"), max_length=120, blank=True)
    reporter_email = models.EmailField(_("your e-mail address"), blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.NL)
    ground_kind = models.CharField(max_length=9, choices=GroundKind)
    law = models.CharField(max_length=8, choices=Law, blank=True)
    ground = models.CharField(_("which rule"), max_length=300, blank=True)
    text = models.TextField(_("what is wrong with it"), max_length=5000)
    in_good_faith = models.BooleanField(default=False)
    snapshot = models.JSONField(default=dict)
    kept_photo = models.ImageField(upload_to=kept_picture, blank=True)
    state = models.CharField(max_length=9, choices=NoticeState, default=NoticeState.RECEIVED)
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    measure = models.ForeignKey("Measure", null=True, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="notice_number_once"),
            models.UniqueConstraint(
                fields=["community", "reporter", "subject_key"],
                condition=Q(state="received", reporter__isnull=False),
                name="notice_open_once_a_reporter",
            ),
            models.CheckConstraint(condition=HAS_ITS_SUBJECT, name="notice_about_something"),
            models.CheckConstraint(condition=NAMES_ITS_RULE, name="notice_names_its_rule"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="notice_says_what_is_wrong"),
            # Art. 16(2)(c): only who reports abuse of children need not say who they are.
            models.CheckConstraint(
                condition=Q(reporter__isnull=False) | ~Q(reporter_email="") | Q(law="minors"),
                name="notice_reporter_known",
            ),
            models.CheckConstraint(condition=~Q(reporter=F("membership")), name="notice_not_about_oneself"),
            models.CheckConstraint(
                condition=Q(state="received", decided_at__isnull=True, measure__isnull=True)
                | Q(state="decided", decided_at__isnull=False, measure__isnull=False),
                name="notice_decided_by_a_measure",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "received_at"], name="notice_queue"),
            models.Index(fields=["community", "subject_key"], name="notice_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{_('Notice')} {self.number}"


class Measure(AboutSomething):
    """What a moderator decided, with the statement of reasons. Deciding to do nothing is a decision as well.

    `takes_effect_at` of a suspension is empty while the member finishes what runs; `undo` says how to let them in again
    as they were. A measure holds until `until`, or until it is lifted.
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MeasureKind)
    ground_kind = models.CharField(max_length=9, choices=GroundKind, blank=True)
    law = models.CharField(max_length=8, choices=Law, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    facts = models.TextField(_("facts and reasons"), max_length=5000)
    is_automated = models.BooleanField(default=False)
    decided_by = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=8, choices=LiftReason, blank=True)
    lifted_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    undo = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="measure_number_once"),
            models.CheckConstraint(condition=HAS_ITS_SUBJECT, name="measure_about_something"),
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_known"),
            models.CheckConstraint(
                condition=~Q(facts="") & (Q(kind="none") | (~Q(ground="") & NAMES_ITS_RULE)),
                name="measure_has_ground_and_facts",
            ),
            models.UniqueConstraint(
                fields=["community", "membership"],
                condition=Q(kind="suspend", lifted_at__isnull=True),
                name="measure_suspends_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="limit") | Q(until__isnull=False), name="measure_limit_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True)
                | Q(kind__in=["hide", "limit", "suspend"], until__gt=F("decided_at")),
                name="measure_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_because="")
                | Q(lifted_at__gte=F("decided_at"), lifted_because__in=LiftReason.values),
                name="measure_lifted_because",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("membership")), name="measure_not_by_whom_it_concerns"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "membership", "kind"], name="measure_of_member"),
            models.Index(
                fields=["community", "until"], condition=Q(lifted_at__isnull=True), name="measure_to_lapse"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Measure')} {self.number}"


class Appeal(AddressableModel):
    """Somebody asks another person to look at a decision again: whom it concerns, or who reported and was not heard.

    `decided_by` copies the measure's, so that the database itself can refuse the same judge. `notice` is that of the
    reporter who appeals; who reported without an account has no `appellant`. `outcome` is what the judge did instead.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="appeals")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="appeals")
    appellant = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("why it should be otherwise"), max_length=5000)
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.OPEN)
    made_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    judgement = models.TextField(_("judgement and reasons"), max_length=5000, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "measure", "appellant"], name="appeal_once"),
            models.UniqueConstraint(fields=["community", "notice"], name="appeal_once_a_notice"),
            models.CheckConstraint(
                condition=Q(appellant__isnull=False) | Q(notice__isnull=False), name="appeal_by_somebody"
            ),
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True)
                | (
                    ~Q(judged_by=F("decided_by")) & (Q(appellant__isnull=True) | ~Q(judged_by=F("appellant")))
                ),
                name="appeal_judged_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="open", judged_by__isnull=True)
                | (Q(judged_by__isnull=False, judged_at__isnull=False) & ~Q(judgement="") & ~Q(state="open")),
                name="appeal_judged_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Appeal')}: {self.measure}"
