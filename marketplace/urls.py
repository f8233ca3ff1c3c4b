"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from marketplace.views import blocks, categories, deals, finding, listings, proposals, reviews, threads

app_name = "marketplace"
urlpatterns = [
    path("listings/", finding.listing_list, name="listings"),
    path("listings/points/", finding.points, name="points"),
    path("listings/mine/", listings.my_listings, name="my_listings"),
    path("listings/import/", listings.listing_import, name="listing_import"),
    path("listings/new/<slug:side>/", listings.listing_new, name="listing_new"),
    path("listings/<uuid:public_id>/", listings.listing, name="listing"),
    path("listings/<uuid:public_id>/edit/", listings.listing_edit, name="listing_edit"),
    path("listings/<uuid:public_id>/propose/", proposals.deal_propose, name="deal_propose"),
    path("listings/<uuid:public_id>/ask/", threads.listing_ask, name="listing_ask"),
    path("listings/<uuid:public_id>/<slug:verb>/", listings.listing_verb, name="listing_verb"),
    path("matches/", finding.for_you, name="for_you"),
    path("matches/<uuid:public_id>/dismiss/", finding.match_dismiss, name="match_dismiss"),
    path("deals/", deals.deal_list, name="deals"),
    path("deals/<uuid:public_id>/", deals.deal, name="deal"),
    path("deals/<uuid:public_id>/review/", reviews.deal_review, name="deal_review"),
    path("deals/<uuid:public_id>/counter/", proposals.deal_counter, name="deal_counter"),
    path("deals/<uuid:public_id>/<slug:verb>/", deals.deal_verb, name="deal_verb"),
    path("messages/", threads.thread_list, name="threads"),
    path("messages/<uuid:public_id>/", threads.thread, name="thread"),
    path("messages/files/<uuid:public_id>/", threads.attachment, name="attachment"),
    path("blocks/", blocks.block_list, name="blocks"),
    path("blocks/<uuid:public_id>/add/", blocks.member_block, name="member_block"),
    path("blocks/<uuid:public_id>/lift/", blocks.member_unblock, name="member_unblock"),
    path("reviews/", reviews.review_rules, name="review_rules"),
    path("reviews/<uuid:public_id>/answer/", reviews.review_answer, name="review_answer"),
    path("reviews/of/<slug:kind>/<uuid:public_id>/", reviews.review_list, name="reviews"),
    path("thanks/<uuid:public_id>/", reviews.member_thank, name="member_thank"),
    path("categories/", categories.category_list, name="categories"),
    path("categories/<uuid:public_id>/", categories.category_edit, name="category_edit"),
]
