"""Below /api/v1/communities/<slug>/."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from marketplace.api import (
    aftercare,
    categories,
    deal_views,
    figure_views,
    listing_views,
    moderation_views,
    talking_views,
    together_views,
)
from marketplace.enums import Side


def of_side(noun: str, side: Side) -> Iterator[URLPattern]:
    """The same addresses for offers and for requests."""
    one = f"{noun}s/<uuid:public_id>/"
    yield path(f"{noun}s/", listing_views.ListingList.as_view(side=side), name=f"{noun}s")
    yield path(one, listing_views.ListingDetail.as_view(side=side), name=noun)
    yield path(f"{one}publish/", listing_views.ListingPublish.as_view(side=side), name=f"{noun}_publish")
    yield path(f"{one}close/", listing_views.ListingClose.as_view(side=side), name=f"{noun}_close")
    yield path(f"{one}matches/", listing_views.ListingMatches.as_view(side=side), name=f"{noun}_matches")


urlpatterns = [
    *of_side("offer", Side.OFFER),
    *of_side("request", Side.REQUEST),
    path("categories/", categories.CategoryList.as_view(), name="categories"),
    path("deals/", deal_views.DealList.as_view(), name="deals"),
    path("deals/<uuid:public_id>/", deal_views.DealDetail.as_view(), name="deal"),
    path("deals/<uuid:public_id>/messages/", talking_views.DealMessages.as_view(), name="deal_messages"),
    path("group-orders/", together_views.GroupOrderList.as_view(), name="group_orders"),
    path("group-orders/<uuid:public_id>/", together_views.GroupOrderDetail.as_view(), name="group_order"),
    path(
        "group-orders/<uuid:public_id>/join/",
        together_views.GroupOrderJoin.as_view(),
        name="group_order_join",
    ),
    path(
        "group-orders/<uuid:public_id>/leave/",
        together_views.GroupOrderLeave.as_view(),
        name="group_order_leave",
    ),
    path("standing-deals/", together_views.StandingDealList.as_view(), name="standing_deals"),
    path(
        "standing-deals/<uuid:public_id>/", together_views.StandingDealDetail.as_view(), name="standing_deal"
    ),
    path(
        "standing-deals/<uuid:public_id>/skip/",
        together_views.StandingDealSkip.as_view(),
        name="standing_skip",
    ),
    path("figures/", figure_views.FiguresToday.as_view(), name="figures"),
    path("figures/days/", figure_views.FigureDays.as_view(), name="figure_days"),
    path("notices/", moderation_views.NoticeList.as_view(), name="notices"),
    path("notices/<uuid:public_id>/", moderation_views.NoticeDetail.as_view(), name="notice"),
    path("notice-rules/", moderation_views.NoticeRules.as_view(), name="notice_rules"),
    path("measures/", moderation_views.MeasureList.as_view(), name="measures"),
    path("reviews/", talking_views.ReviewList.as_view(), name="reviews"),
    path("deals/<uuid:public_id>/accept/", deal_views.DealAccept.as_view(), name="deal_accept"),
    path("deals/<uuid:public_id>/counter/", deal_views.DealCounter.as_view(), name="deal_counter"),
    path("deals/<uuid:public_id>/start/", deal_views.DealStart.as_view(), name="deal_start"),
    path("deals/<uuid:public_id>/no-show/", deal_views.DealNoShow.as_view(), name="deal_no_show"),
    path("deals/<uuid:public_id>/decline/", deal_views.DealDecline.as_view(), name="deal_decline"),
    path("deals/<uuid:public_id>/deliver/", deal_views.DealDeliver.as_view(), name="deal_deliver"),
    path("deals/<uuid:public_id>/confirm/", deal_views.DealConfirm.as_view(), name="deal_confirm"),
    path("deals/<uuid:public_id>/cancel/", deal_views.DealCancel.as_view(), name="deal_cancel"),
    path("deals/<uuid:public_id>/dispute/", aftercare.DealDispute.as_view(), name="deal_dispute"),
    path(
        "deals/<uuid:public_id>/drop-dispute/", aftercare.DealDropDispute.as_view(), name="deal_drop_dispute"
    ),
    path("deals/<uuid:public_id>/withdraw/", aftercare.DealWithdraw.as_view(), name="deal_withdraw"),
]
