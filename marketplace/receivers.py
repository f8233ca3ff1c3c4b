"""What the marketplace does when something happened."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.events import CommunityFounded
from communities.interface import notify
from marketplace.actions.disputes import tell_of_dispute
from marketplace.actions.group_orders import tell_of_group_order
from marketplace.actions.listing_ends import settle_met
from marketplace.actions.listing_types import open_usual_types
from marketplace.actions.matches import part_matches, reopen_match
from marketplace.actions.moderation import (
    begin_suspensions,
    tell_of_appeal,
    tell_of_measure,
    tell_of_notice,
)
from marketplace.actions.reviews import plan_reviews
from marketplace.actions.standing import tell_of_standing
from marketplace.actions.telling import tell_of_message, tell_that_reviews_show
from marketplace.enums import DealState
from marketplace.events import (
    AppealMoved,
    DealMoved,
    DisputeMoved,
    GroupOrderMoved,
    ListingChanged,
    MatchingPolicyAdopted,
    MeasureMoved,
    MembersParted,
    MembersReconciled,
    MessageSent,
    NoticeReceived,
    ReviewsShown,
    StandingMoved,
)
from marketplace.matching.again import plan_for_all, plan_for_listing, plan_for_member
from marketplace.models import Deal, GroupOrder, Listing
from marketplace.queries import people_of
from weconomics.actor import Actor
from weconomics.events import receiver
from weconomics.jobs import enqueue

TAKING = ("propose", "counter", "accept", "agree_group_order", "agree_standing")
FREEING = (
    DealState.DECLINED,
    DealState.LAPSED,
    DealState.CANCELLED,
    DealState.WITHDRAWN,
    DealState.CONFIRMED,
)


@receiver(CommunityFounded)
def begin_with_the_usual_types(event: CommunityFounded) -> None:
    """Once: where there are types already nothing happens."""
    open_usual_types(by=Actor.system(event.community_id))


@receiver(ListingChanged)
def look_for_matches(event: ListingChanged) -> None:
    """A job per state of the listing: changing it twice looks twice, a repeated event once."""
    listing = Listing.objects.filter(pk=event.listing_id).first()
    if listing is not None:
        key = f"{listing.pk}:{listing.updated_at.isoformat()}"
        enqueue("marketplace.match_listing", key=key, payload={"listing_id": listing.pk})
        enqueue("marketplace.learn_words", key=key, payload={"listing_id": listing.pk})
        enqueue("marketplace.look_for_saved", key=key, payload={"listing_id": listing.pk})


@receiver(DealMoved)
def look_again_at_what_is_left(event: DealMoved) -> None:
    """What is taken is suggested to nobody any more; what comes free is suggested again."""
    reopen_match(deal_id=event.deal_id)
    if event.transition in TAKING or event.state in FREEING:
        for listing_id in _deal(event.deal_id).listing_ids:
            key = f"{listing_id}:deal:{event.deal_id}:{event.transition}:{event.state}"
            enqueue("marketplace.match_listing", key=key, payload={"listing_id": listing_id})


@receiver(DealMoved)
def look_again_at_who_was_chosen(event: DealMoved) -> None:
    """Who was chosen counts for less on their other listings, and for more again when it came to nothing."""
    deal = _deal(event.deal_id)
    if deal.agreed_at is not None and (event.state == DealState.AGREED or event.state in FREEING):
        for membership_id in (deal.provider_membership_id, deal.requester_membership_id):
            plan_for_member(membership_id)


@receiver(MembersParted)
def take_back_what_was_suggested(event: MembersParted) -> None:
    part_matches(one_id=event.blocker_id, other_id=event.blocked_id)


@receiver(MembersReconciled)
def look_again_at_the_two(event: MembersReconciled) -> None:
    """From one side: a pair is found from either."""
    plan_for_member(event.blocker_id)


@receiver(MatchingPolicyAdopted)
def rank_all_anew(event: MatchingPolicyAdopted) -> None:
    plan_for_all(because=f"policy:{event.policy_id}")


@receiver(DealMoved)
def settle_what_is_met(event: DealMoved) -> None:
    """All of a listing was done, or something of it fell away."""
    if event.state in FREEING:
        for listing_id in sorted(_deal(event.deal_id).listing_ids):
            settle_met(listing_id=listing_id)


@receiver(DealMoved)
def tell_the_other_side(event: DealMoved) -> None:
    if event.transition == "agree_group_order":  # each hears of their part from the order itself, once
        return
    deal = _deal(event.deal_id)
    with override(deal.community.default_language):
        notify(
            _everybody_but(deal, event.by_membership_id),
            kind="deal",
            text=_news(deal, event),
            url=_url(deal),
        )


@receiver(MessageSent)
def tell_what_was_said(event: MessageSent) -> None:
    tell_of_message(message_id=event.message_id)


@receiver(DealMoved)
def plan_its_reviews(event: DealMoved) -> None:
    if event.state == DealState.CONFIRMED:
        plan_reviews(deal=_deal(event.deal_id))


@receiver(ReviewsShown)
def tell_of_reviews(event: ReviewsShown) -> None:
    tell_that_reviews_show(deal_id=event.deal_id)


@receiver(DisputeMoved)
def tell_of_the_dispute(event: DisputeMoved) -> None:
    tell_of_dispute(dispute_id=event.dispute_id, what=event.what, by_membership_id=event.by_membership_id)


@receiver(GroupOrderMoved)
def tell_of_the_group_order(event: GroupOrderMoved) -> None:
    tell_of_group_order(order_id=event.group_order_id, what=event.what)


@receiver(GroupOrderMoved)
def look_again_at_what_is_kept_aside(event: GroupOrderMoved) -> None:
    plan_for_listing(GroupOrder.objects.values_list("offer_id", flat=True).get(pk=event.group_order_id))


@receiver(StandingMoved)
def tell_of_the_standing_deal(event: StandingMoved) -> None:
    tell_of_standing(
        standing_id=event.standing_id, what=event.what, by_membership_id=event.by_membership_id, on=event.on
    )


@receiver(NoticeReceived)
def tell_of_the_notice(event: NoticeReceived) -> None:
    tell_of_notice(notice_id=event.notice_id)


@receiver(MeasureMoved)
def tell_of_the_measure(event: MeasureMoved) -> None:
    tell_of_measure(measure_id=event.measure_id, what=event.what)


@receiver(AppealMoved)
def tell_of_the_appeal(event: AppealMoved) -> None:
    tell_of_appeal(appeal_id=event.appeal_id, what=event.what)


@receiver(DealMoved)
def shut_out_who_finished(event: DealMoved) -> None:
    deal = _deal(event.deal_id)
    begin_suspensions([deal.provider_membership_id, deal.requester_membership_id])


def _deal(deal_id: int) -> Deal:
    return Deal.objects.select_related("community").get(pk=deal_id)


def _everybody_but(deal: Deal, membership_id: int | None) -> list[int]:
    people = people_of(deal.provider_ref, deal.provider_membership_id)
    people += people_of(deal.requester_ref, deal.requester_membership_id)
    return sorted(set(people) - {membership_id})


def _url(deal: Deal) -> str:
    return reverse("marketplace:deal", args=[deal.community.slug, deal.public_id])


def _news(deal: Deal, event: DealMoved) -> str:
    """In words of the step where it says more than the state that it led to."""
    by_step = {
        "counter": _("There is another proposal for “%s”. Do you agree?"),
        "lapse": _("The proposal for “%s” has lapsed."),
        "lapse_inquiry": _("The inquiry about “%s” has lapsed."),
        "confirm_by_itself": _("“%s” was confirmed by itself: nobody spoke against it in time."),
        "report_no_show": _(
            "Of “%s” is said that one of you did not come. Is that not so? Then open a dispute."
        ),
        "drop_dispute": _("The dispute about “%s” was taken back."),
        "begin_early": _("You can begin with “%s”: the other asked for it within the term to withdraw."),
        "settle": _("The dispute about “%s” is decided."),
        "agree_standing": _("The next time of “%s” is a deal."),
    }
    if event.transition in by_step:
        return by_step[event.transition] % deal.title
    return _by_state()[DealState(event.state)] % deal.title


def _by_state() -> dict[DealState, str]:
    return {
        DealState.INQUIRY: _("Somebody asks what “%s” would be. Make a proposal."),
        DealState.PROPOSED: _("A deal is proposed: “%s”. Do you agree?"),
        DealState.AGREED: _("It is a deal: “%s”."),
        DealState.STARTED: _("“%s” is under way."),
        DealState.DELIVERED: _("“%s” was delivered. Is it well? Then confirm it."),
        DealState.CONFIRMED: _("“%s” is confirmed. Thank you."),
        DealState.DECLINED: _("The proposal for “%s” was declined."),
        DealState.LAPSED: _("The proposal for “%s” has lapsed."),
        DealState.CANCELLED: _("The deal “%s” was called off."),
        DealState.DISPUTED: _("There is a dispute about “%s”."),
        DealState.WITHDRAWN: _("The requester withdrew from “%s”."),
    }
