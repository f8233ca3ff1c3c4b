"""The marketplace's work in the background."""

from django.utils import timezone
from django.utils.translation import override

from marketplace.actions.deals import confirm_by_itself, lapse_deal
from marketplace.actions.disputes import tell_what_is_due
from marketplace.actions.figures import keep_market_days
from marketplace.actions.group_orders import decide_group_order
from marketplace.actions.listing_ends import expire_listings, remind_of_ends, settle_all_met
from marketplace.actions.match_news import (
    mark_mailed,
    members_untold,
    plan_to_tell_matches,
    tell_matches,
)
from marketplace.actions.matches import match_listing
from marketplace.actions.moderation import begin_suspensions, lapse_measure, lapse_measures
from marketplace.actions.reviews import show_reviews
from marketplace.actions.standing import make_due_deals, plan_due_deals
from marketplace.actions.telling import letter_was_sent, page_of, remind_of_review
from marketplace.actions.withdrawals import mark_acknowledged
from marketplace.actions.words import learn_words, renew_vocabulary
from marketplace.finding.alerts import (
    look_for_saved,
    members_not_told,
    plan_to_tell,
    tell_here,
    tidings_for,
)
from marketplace.mailing.outgoing import letter_of, parcel_for
from marketplace.matching.again import look_again
from marketplace.matching.telling import letter_about_matches
from marketplace.models import Deal, GroupOrder, StandingDeal
from marketplace.moderation.letters import letter_about_measure, letter_about_notice
from marketplace.rounds.work import plan_round, send_round
from marketplace.translating.drafting import draft_translation
from marketplace.withdrawal_letters import acknowledgement_of
from weconomics.actor import Actor
from weconomics.jobs import Run, daily, handler


@handler("marketplace.match_listing")
def look_for_matches(run: Run) -> None:
    """Payload: the id of the listing."""
    with run.scope():
        match_listing(listing_id=run.payload["listing_id"])


@handler("marketplace.match_many")
def look_for_many_matches(run: Run) -> None:
    """Payload: whose listings, see marketplace/matching/again.py. A job is a step; the next one goes on."""
    look_again(run)


@handler("marketplace.tell_matches")
def tell_of_matches(run: Run) -> None:
    """Payload: the member."""
    with run.scope():
        tell_matches(membership_id=run.payload["membership_id"])


@handler("marketplace.mail_matches")
def mail_about_matches(run: Run) -> None:
    """Payload: the member, and what they were told here. The letter goes out between two scopes."""
    news_ids = run.payload["news_ids"]
    with run.scope():
        letter = letter_about_matches(run.payload["membership_id"], news_ids)
    if letter is None:
        return
    letter.send()
    with run.scope():
        mark_mailed(news_ids=news_ids)


@daily("marketplace.tell_matches")
def tell_of_matches_that_were_left() -> None:
    for membership_id in members_untold():
        plan_to_tell_matches(membership_id, timezone.now())


@handler("marketplace.plan_round")
def plan_a_round(run: Run) -> None:
    plan_round(run)


@handler("marketplace.send_round")
def send_a_round(run: Run) -> None:
    send_round(run)


@handler("marketplace.take_step")
def let_time_take_a_step(run: Run) -> None:
    """Payload: the deal, and the transition that time takes when nothing happened before."""
    with run.scope():
        deal = Deal.objects.get(pk=run.payload["deal_id"])
        if run.payload["transition"] == "confirm_by_itself":
            confirm_by_itself(deal=deal)
        else:
            lapse_deal(deal=deal)


@handler("marketplace.decide_group_order")
def decide_a_group_order(run: Run) -> None:
    """Payload: the group order. One that was decided meanwhile, or closes later now, is left alone."""
    with run.scope():
        order = GroupOrder.objects.select_related("community").get(pk=run.payload["group_order_id"])
        with override(order.community.default_language):
            decide_group_order(order=order, by=Actor.system(run.community_id))


@handler("marketplace.make_standing_deals")
def make_deals_of_a_standing_deal(run: Run) -> None:
    """Payload: the standing deal. Dates that were looked at are not looked at again."""
    with run.scope():
        make_due_deals(standing=StandingDeal.objects.get(pk=run.payload["standing_id"]))


@daily("marketplace.plan_standing_deals")
def look_for_standing_deals() -> None:
    plan_due_deals()


@handler("marketplace.dispute_is_due")
def look_at_a_dispute(run: Run) -> None:
    """Payload: the dispute of which a term is over."""
    with run.scope():
        tell_what_is_due(dispute_id=run.payload["dispute_id"])


@handler("marketplace.lapse_measure")
def end_a_measure(run: Run) -> None:
    """Payload: the measure whose time is over. One that was lifted before is left alone."""
    with run.scope():
        lapse_measure(measure_id=run.payload["measure_id"])


@daily("marketplace.lapse_measures")
def end_measures_that_were_missed() -> None:
    lapse_measures()
    begin_suspensions()


@handler("marketplace.mail_moderation")
def mail_about_moderation(run: Run) -> None:
    """Payload: the notice or the measure, and what happened. The letter goes out between scopes."""
    what = run.payload["what"]
    with run.scope():
        if "notice" in run.payload:
            letter = letter_about_notice(run.payload["notice"], what)
        else:
            letter = letter_about_measure(run.payload["measure"], what)
    if letter is not None:
        letter.send()


@handler("marketplace.acknowledge_withdrawal")
def acknowledge_withdrawal(run: Run) -> None:
    """Payload: the withdrawal. The letter goes out between two scopes; one that was acknowledged is not sent again."""
    with run.scope():
        letter = acknowledgement_of(run.payload["withdrawal_id"])
    if letter is None:
        return
    letter.send()
    with run.scope():
        mark_acknowledged(withdrawal_id=run.payload["withdrawal_id"])


@handler("marketplace.mail_thread")
def mail_thread(run: Run) -> None:
    """Payload: the thread and the member who hears. The letter goes out between two scopes, never inside one."""
    thread_id, membership_id = run.payload["thread_id"], run.payload["membership_id"]
    with run.scope():
        parcel = parcel_for(thread_id, membership_id, page_of)
        letter = letter_of(parcel) if parcel else None
    if parcel is None:
        return
    if letter is not None:
        letter.send()
    with run.scope():
        until = parcel.messages[-1].sent_at
        letter_was_sent(thread=parcel.thread, membership_id=membership_id, until=until)


@handler("marketplace.remind_of_review")
def remind_of_a_review(run: Run) -> None:
    """Payload: the deal."""
    with run.scope():
        remind_of_review(deal_id=run.payload["deal_id"])


@handler("marketplace.show_reviews")
def show_what_was_written(run: Run) -> None:
    """Payload: the deal."""
    with run.scope():
        show_reviews(deal_id=run.payload["deal_id"])


@handler("marketplace.draft_translation")
def draft_a_translation(run: Run) -> None:
    draft_translation(run)


@handler("marketplace.learn_words")
def learn_the_words(run: Run) -> None:
    """Payload: the id of the listing."""
    with run.scope():
        learn_words(listing_id=run.payload["listing_id"])


@handler("marketplace.look_for_saved")
def look_for_saved_searches(run: Run) -> None:
    """Payload: the id of the listing."""
    with run.scope():
        look_for_saved(listing_id=run.payload["listing_id"])


@handler("marketplace.tell_saved")
def tell_of_saved_searches(run: Run) -> None:
    """Payload: the member. The letter goes out between two scopes; what is told here is told with its mark."""
    membership_id = run.payload["membership_id"]
    with run.scope():
        tidings = tidings_for(membership_id)
    if tidings.letter is not None:
        tidings.letter.send()
    with run.scope():
        tell_here(membership_id, tidings)


@daily("marketplace.tell_saved")
def tell_what_was_left() -> None:
    for membership_id in members_not_told():
        plan_to_tell(membership_id, timezone.now())


@daily("marketplace.renew_vocabulary")
def forget_words_nobody_says() -> None:
    renew_vocabulary()


@daily("marketplace.expire_listings")
def let_old_listings_expire() -> None:
    expire_listings()


@daily("marketplace.remind_of_ends")
def remind_owners_of_what_ends() -> None:
    remind_of_ends()


@daily("marketplace.settle_met")
def close_what_is_met() -> None:
    settle_all_met()


@daily("marketplace.keep_figures")
def keep_the_figures_of_days_that_are_over() -> None:
    keep_market_days()
