"""What the marketplace does when something happened."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.interface import notify
from marketplace.actions.deals import people_of
from marketplace.enums import DealState
from marketplace.events import DealMoved, ListingChanged, MessageSent
from marketplace.models import Deal, Listing, Message
from weconomics.events import receiver
from weconomics.jobs import enqueue


@receiver(ListingChanged)
def look_for_matches(event: ListingChanged) -> None:
    """A job per state of the listing: changing it twice looks twice, a repeated event once."""
    listing = Listing.objects.filter(pk=event.listing_id).first()
    if listing is not None:
        key = f"{listing.pk}:{listing.updated_at.isoformat()}"
        enqueue("marketplace.match_listing", key=key, payload={"listing_id": listing.pk})


@receiver(DealMoved)
def look_again_at_what_is_left(event: DealMoved) -> None:
    """What is taken is suggested to nobody any more; what comes free is suggested again."""
    if event.state in (DealState.AGREED, DealState.CANCELLED):
        for listing_id in _deal(event.deal_id).listing_ids:
            key = f"{listing_id}:deal:{event.deal_id}:{event.state}"
            enqueue("marketplace.match_listing", key=key, payload={"listing_id": listing_id})


@receiver(DealMoved)
def tell_the_other_side(event: DealMoved) -> None:
    deal = _deal(event.deal_id)
    with override(deal.community.default_language):
        notify(
            _everybody_but(deal, event.by_membership_id),
            kind="deal",
            text=_news(deal, event.state),
            url=_url(deal),
        )


@receiver(MessageSent)
def tell_of_a_message(event: MessageSent) -> None:
    message = Message.objects.select_related("author").get(pk=event.message_id)
    deal = _deal(message.deal_id)
    with override(deal.community.default_language):
        text = _("%(name)s wrote about “%(title)s”.") % {
            "name": message.author.display_name,
            "title": deal.title,
        }
        notify(_everybody_but(deal, message.author_id), kind="message", text=text, url=_url(deal))


def _deal(deal_id: int) -> Deal:
    return Deal.objects.select_related("community").get(pk=deal_id)


def _everybody_but(deal: Deal, membership_id: int | None) -> list[int]:
    people = people_of(deal.provider_ref, deal.provider_membership_id)
    people += people_of(deal.requester_ref, deal.requester_membership_id)
    return sorted(set(people) - {membership_id})


def _url(deal: Deal) -> str:
    return reverse("marketplace:deal", args=[deal.community.slug, deal.public_id])


def _news(deal: Deal, state: str) -> str:
    sentences = {
        DealState.PROPOSED: _("A deal is proposed: “%s”. Do you agree?"),
        DealState.AGREED: _("It is a deal: “%s”."),
        DealState.DELIVERED: _("“%s” was delivered. Is it well? Then confirm it."),
        DealState.CONFIRMED: _("“%s” is confirmed. Thank you."),
        DealState.DECLINED: _("The proposal for “%s” was declined."),
        DealState.CANCELLED: _("The deal “%s” was called off."),
    }
    return sentences[DealState(state)] % deal.title
