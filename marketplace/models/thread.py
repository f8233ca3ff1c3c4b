"""What people say to each other about a listing or a deal, and whom they do not want to hear."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.enums import ThreadKind
from marketplace.models.deal import Deal
from marketplace.models.listing import Listing
from weconomics.tenancy.models import AddressableModel, CommunityModel


class Thread(AddressableModel):
    """One conversation: of the two of a deal, or of one who asks and the owner of a listing."""

    kind = models.CharField(max_length=8, choices=ThreadKind)
    deal = models.ForeignKey(Deal, null=True, on_delete=models.PROTECT, related_name="threads")
    listing = models.ForeignKey(Listing, null=True, on_delete=models.PROTECT, related_name="threads")
    asker = models.ForeignKey("communities.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    last_message_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_message_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="deal", deal__isnull=False, listing__isnull=True, asker__isnull=True)
                | Q(kind="listing", deal__isnull=True, listing__isnull=False, asker__isnull=False),
                name="thread_about_a_deal_or_a_listing",
            ),
            models.UniqueConstraint(fields=["community", "deal"], name="thread_of_deal_once"),
            models.UniqueConstraint(fields=["community", "listing", "asker"], name="thread_of_asker_once"),
        ]

    def __str__(self) -> str:
        return str(self.deal or self.listing)


class Message(AddressableModel):
    """What somebody says in a conversation. `mail_id` is the Message-ID where it came by mail: each mail counts once."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("communities.Membership", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=5000)
    sent_at = models.DateTimeField()
    mail_id = models.CharField(max_length=250, null=True, blank=True)  # noqa: DJ001 - unique where it is known
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            models.UniqueConstraint(fields=["community", "mail_id"], name="message_mail_once"),
        ]
        indexes = [models.Index(fields=["community", "thread", "sent_at"], name="message_of_thread")]

    def __str__(self) -> str:
        return self.text[:60]


def attached_file(attachment: "MessageAttachment", filename: str) -> str:
    """Outside the folder of the community: the pictures' door shows that one to everybody who sees the community."""
    return f"attachments/{attachment.community_id}/messages/{filename}"


class MessageAttachment(AddressableModel):
    """A picture or a PDF with a message; checked by its content before it is kept."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to=attached_file)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(file=""), name="attachment_has_file")]

    def __str__(self) -> str:
        return self.name


class ThreadReading(CommunityModel):
    """Until when a member has read a conversation, and until which message a letter told of it, sent at `told_at`."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    membership = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "thread", "membership"], name="thread_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.thread} {self.read_at}"


class Block(CommunityModel):
    """One does not want to hear from another. Only who blocks knows."""

    blocker = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey("communities.Membership", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} × {self.blocked_id}"
