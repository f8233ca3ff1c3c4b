"""Pages of one community, below /c/<slug>/."""

from django.urls import path

from marketplace.views import categories, deals, finding, listings

app_name = "marketplace"
urlpatterns = [
    path("listings/", finding.listing_list, name="listings"),
    path("listings/points/", finding.points, name="points"),
    path("listings/mine/", listings.my_listings, name="my_listings"),
    path("listings/import/", listings.listing_import, name="listing_import"),
    path("listings/new/<slug:side>/", listings.listing_new, name="listing_new"),
    path("listings/<uuid:public_id>/", listings.listing, name="listing"),
    path("listings/<uuid:public_id>/edit/", listings.listing_edit, name="listing_edit"),
    path("listings/<uuid:public_id>/propose/", deals.deal_propose, name="deal_propose"),
    path("listings/<uuid:public_id>/<slug:verb>/", listings.listing_verb, name="listing_verb"),
    path("matches/", finding.for_you, name="for_you"),
    path("matches/<uuid:public_id>/dismiss/", finding.match_dismiss, name="match_dismiss"),
    path("deals/", deals.deal_list, name="deals"),
    path("deals/<uuid:public_id>/", deals.deal, name="deal"),
    path("deals/<uuid:public_id>/<slug:verb>/", deals.deal_verb, name="deal_verb"),
    path("categories/", categories.category_list, name="categories"),
    path("categories/<uuid:public_id>/", categories.category_edit, name="category_edit"),
]
