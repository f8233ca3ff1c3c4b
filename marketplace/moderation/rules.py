"""Who may report, decide, appeal and judge. Nobody does so about what they have a part in; the database asks the same."""

from datetime import datetime, timedelta

from communities.interface import colleague_membership_ids
from marketplace.disputing.rules import judges
from marketplace.enums import LASTING, AppealState, MeasureKind, NoticeState
from marketplace.models import Appeal, Deal, Listing, Measure, Message, Notice, Review, Thread
from marketplace.models.moderation import AboutSomething
from weconomics.actor import Actor

# Art. 20(1): at least six months after who it concerns was told.
APPEAL_DAYS = 183
APPEAL_WITHIN = timedelta(days=APPEAL_DAYS)


def moderates(by: Actor) -> bool:
    """A member who moderates or leads: a decision has a name below it."""
    return by.membership_id is not None and by.client_id is None and judges(by)


def may_report(membership_id: int, *, by: Actor) -> bool:
    """Anybody, about what is not their own."""
    return by.membership_id != membership_id


def has_part(row: AboutSomething, *, by: Actor) -> bool:
    """Whose it is, the colleagues of whose organisation it is, and the sides of the deal or the conversation."""
    member = by.membership_id
    if member is None or row.membership_id == member:
        return True
    return member in people_with_part(row)


def people_with_part(row: AboutSomething) -> set[int]:
    people = {row.membership_id}
    if row.listing is not None:
        people |= _of_listing(row.listing)
    if row.message is not None:
        people |= _of_message(row.message)
    if row.review is not None:
        people |= _of_review(row.review)
    return people


def may_decide(notice: Notice, reporter_ids: set[int], *, by: Actor) -> bool:
    """Who moderates, did not report it, and has no part in it."""
    return moderates(by) and by.membership_id not in reporter_ids and not has_part(notice, by=by)


def may_lift(measure: Measure, *, by: Actor) -> bool:
    return (
        moderates(by)
        and measure.kind in LASTING
        and measure.lifted_at is None
        and not has_part(measure, by=by)
        and not measure.notices.filter(reporter_id=by.membership_id).exists()
    )


def may_see_measure(measure: Measure, *, by: Actor) -> bool:
    """Whom it concerns, and who moderates without a part in it."""
    return by.membership_id == measure.membership_id or (moderates(by) and not has_part(measure, by=by))


def appeal_until(measure: Measure) -> datetime:
    return measure.decided_at + APPEAL_WITHIN


def may_appeal(measure: Measure, *, membership_id: int | None, at: datetime) -> bool:
    """Whom a measure concerns, once, within six months; a measure that did nothing leaves nothing to appeal."""
    return (
        measure.membership_id == membership_id
        and measure.kind != MeasureKind.NONE
        and at < appeal_until(measure)
        and not measure.appeals.filter(appellant_id=membership_id).exists()
    )


def may_appeal_refusal(notice: Notice, *, at: datetime) -> bool:
    """Who reported and was not heard: nothing was done about it."""
    measure = notice.measure
    return (
        notice.state == NoticeState.DECIDED
        and measure is not None
        and measure.kind == MeasureKind.NONE
        and at < appeal_until(measure)
        and not notice.appeals.exists()
    )


def may_judge(appeal: Appeal, *, by: Actor) -> bool:
    """Somebody else than who decided, than who appeals, than who reported, and without a part in it."""
    measure = appeal.measure
    return (
        moderates(by)
        and appeal.state == AppealState.OPEN
        and by.membership_id not in (measure.decided_by_id, appeal.appellant_id)
        and not has_part(measure, by=by)
        and not measure.notices.filter(reporter_id=by.membership_id).exists()
    )


def _of_listing(listing: Listing) -> set[int]:
    colleagues = (
        colleague_membership_ids(listing.owner_organisation_id) if listing.owner_organisation_id else []
    )
    return {listing.owner_membership_id, *colleagues}


def _of_message(message: Message) -> set[int]:
    thread: Thread = message.thread
    if thread.deal is not None:
        return {message.author_id} | _of_deal(thread.deal)
    return {message.author_id, thread.asker_id or 0} | (
        _of_listing(thread.listing) if thread.listing else set()
    )


def _of_review(review: Review) -> set[int]:
    return {review.author_id, review.about_membership_id} | _of_deal(review.deal)


def _of_deal(deal: Deal) -> set[int]:
    people = {deal.provider_membership_id, deal.requester_membership_id}
    for organisation_id in (deal.provider_organisation_id, deal.requester_organisation_id):
        if organisation_id:
            people.update(colleague_membership_ids(organisation_id))
    return people
