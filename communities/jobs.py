"""Mail, sent by a worker: each letter is marked once it went out, so a retry sends only what is left."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.actions.community import connect_when_ready
from communities.actions.invitation import token_of
from communities.enums import JoinRequestState
from communities.models import Invitation, JoinRequest, Notification
from weconomics.jobs import Run, daily, handler


@handler("communities.mail_invitations")
def mail_invitations(run: Run) -> None:
    """Payload: ids of invitations. An invitation that was revoked meanwhile is not mailed."""
    ids = run.payload["ids"]
    for done, invitation_id in enumerate(ids, start=1):
        _mail_invitation(run, invitation_id)
        run.progress(100 * done // len(ids), f"{done}/{len(ids)}")


@handler("communities.mail_notifications")
def mail_notifications(run: Run) -> None:
    """Payload: ids of notifications."""
    for notification_id in run.payload["ids"]:
        with run.scope():
            rows = Notification.objects.select_related("membership__user", "community")
            row = rows.filter(pk=notification_id, mailed_at=None).first()
        if row is not None:
            about = {"notification": row, "community": row.community, "link": settings.SITE_URL + row.url}
            user = row.membership.user
            _send("notification", user.email, user.language, about)
            _mark(run, row)


@handler("communities.mail_join_answer")
def mail_join_answer(run: Run) -> None:
    """Payload: id of a request to join that was answered."""
    with run.scope():
        rows = JoinRequest.objects.select_related("user", "community")
        row = (
            rows.filter(pk=run.payload["id"], mailed_at=None).exclude(state=JoinRequestState.PENDING).first()
        )
    if row is None:
        return
    link = settings.SITE_URL + reverse("communities:home", args=[row.community.slug])
    about = {"join_request": row, "community": row.community, "link": link}
    _send("join_answer", row.user.email, row.user.language, about)
    _mark(run, row)


def _mail_invitation(run: Run, invitation_id: int) -> None:
    with run.scope():
        rows = Invitation.objects.select_related("community__domain", "invited_by", "local_group")
        row = rows.filter(pk=invitation_id, mailed_at=None, revoked_at=None, accepted_at=None).first()
    if row is None:
        return
    link = settings.SITE_URL + reverse("invitation", args=[token_of(row)])
    about = {"invitation": row, "community": row.community, "link": link}
    _send("invitation", row.email, row.community.default_language, about)
    _mark(run, row)


def _send(letter: str, to: str, language: str, about: dict[str, Any]) -> None:
    with override(language):
        subject = render_to_string(f"communities/mail/{letter}_subject.txt", about).strip()
        text = render_to_string(f"communities/mail/{letter}.txt", about)
        page = render_to_string(f"communities/mail/{letter}.html", about)
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to])
    mail.attach_alternative(page, "text/html")
    mail.send()


def _mark(run: Run, row: Model) -> None:
    with run.scope():
        type(row)._default_manager.filter(pk=row.pk).update(mailed_at=timezone.now())


@daily("communities.connect_when_ready")
def connect_communities_that_are_ready() -> None:
    """For what no event told: time can make a community ready too."""
    connect_when_ready()
