"""Words of the field that other apps may use too."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    NL = "nl", _("Dutch")
    EN = "en", _("English")


class Visibility(TextChoices):
    """Who sees the pages of a community. Hidden also means: not in the directory."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members see all, visitors only what it is for")
    HIDDEN = "hidden", _("Members only, not in the directory")


class JoinMode(TextChoices):
    OPEN = "open", _("Anybody can join")
    REQUEST = "request", _("On request, with questions")
    INVITATION = "invitation", _("By invitation only")


class LegalForm(TextChoices):
    ASSOCIATION = "association", _("Association")
    FOUNDATION = "foundation", _("Foundation")
    COOPERATIVE = "cooperative", _("Cooperative")
    BV = "bv", _("Private limited company (BV)")
    NV = "nv", _("Public limited company (NV)")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    PARTNERSHIP = "partnership", _("General partnership (VOF)")
    OWNERS = "owners", _("Owners' association (VvE)")
    PUBLIC_BODY = "public_body", _("Public body or school")
    OTHER = "other", _("Other")


class VatStatus(TextChoices):
    """How somebody stands to VAT. A private person has none."""

    NONE = "none", _("Private person, no VAT")
    LIABLE = "liable", _("Charges VAT")
    KOR = "kor", _("Small business scheme (KOR)")
    EXEMPT = "exempt", _("Exempt from VAT")


class TraderStatus(TextChoices):
    PRIVATE = "private", _("Private person")
    TRADER = "trader", _("Trader")
    KOR = "kor", _("Trader under the small business scheme (KOR)")


class MembershipState(TextChoices):
    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")
    SUSPENDED = "suspended", _("Suspended")


class MailPreference(TextChoices):
    EACH = "each", _("Mail me every notification")
    NONE = "none", _("Only show notifications here")


class LocalGroupState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class JoinRequestState(TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class ColleagueRole(TextChoices):
    """What a member may do for a partner organisation."""

    ADMIN = "admin", _("Administrator")
    TRADER = "trader", _("Trades for it")
    FINANCE = "finance", _("Sees its invoices")


class PartnershipState(TextChoices):
    APPLIED = "applied", _("Applied")
    CHECKED = "checked", _("Papers checked")
    ADVISED = "advised", _("Advised by the local group")
    DECIDED = "decided", _("Decided")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Stopped")
    DECLINED = "declined", _("Declined")


class Advice(TextChoices):
    POSITIVE = "positive", _("Positive")
    NEGATIVE = "negative", _("Negative")
