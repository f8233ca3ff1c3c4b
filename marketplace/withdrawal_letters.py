"""The letter that acknowledges a withdrawal: what was said, on which day, at what time.

A letter is the durable medium of Directive 2011/83/EU, art. 11a(4), so it goes out whatever mail a member wants.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from communities.interface import mailboxes, party_cards
from marketplace.mailing.outgoing import HEADERS
from marketplace.models import Withdrawal


def acknowledgement_of(withdrawal_id: int) -> EmailMultiAlternatives | None:
    """To the consumer, in their language; None when it was sent already, or they cannot be reached any more."""
    row = Withdrawal.objects.select_related("deal__community", "membership").get(pk=withdrawal_id)
    box = mailboxes([row.membership_id]).get(row.membership_id)
    if row.acknowledged_at is not None or box is None:
        return None
    deal = row.deal
    about = {
        "withdrawal": row,
        "deal": deal,
        "community": deal.community,
        "name": box.name,
        "provider": party_cards([deal.provider_ref])[deal.provider_ref].name,
        "link": settings.SITE_URL + reverse("marketplace:deal", args=[deal.community.slug, deal.public_id]),
    }
    with override(box.language):
        subject = render_to_string("marketplace/mail/withdrawal_subject.txt", about)
        text = render_to_string("marketplace/mail/withdrawal.txt", about)
        page = render_to_string("marketplace/mail/withdrawal.html", about)
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, to=[box.email], headers=HEADERS)
    letter.attach_alternative(page, "text/html")
    return letter
