"""What the marketplace knows."""

from marketplace.models.allocation import Allocation
from marketplace.models.category import Category, FieldSchema, ListingType
from marketplace.models.deal import Deal, DealStep, DealTerms, Delivery
from marketplace.models.dispute import Dispute, DisputeEvidence, Withdrawal
from marketplace.models.figures import MarketDay
from marketplace.models.finding import SavedSearch, SavedSearchHit, Synonym
from marketplace.models.group_order import GroupOrder, GroupOrderLine, PriceStep
from marketplace.models.listing import Listing, Offer, Request
from marketplace.models.listing_parts import (
    AvailabilityException,
    AvailabilityRule,
    ListingPhoto,
    ListingReview,
    ListingTranslation,
)
from marketplace.models.match import Match, MatchingPolicy, MatchNews
from marketplace.models.moderation import Appeal, Measure, Notice
from marketplace.models.review import Review, Thanks
from marketplace.models.round import MatchingRound
from marketplace.models.settings import MarketSettings
from marketplace.models.standing import StandingDeal, StandingSkip
from marketplace.models.thread import Block, Message, MessageAttachment, Thread, ThreadReading
from marketplace.models.words import Word

__all__ = [
    "Allocation",
    "Appeal",
    "AvailabilityException",
    "AvailabilityRule",
    "Block",
    "Category",
    "Deal",
    "DealStep",
    "DealTerms",
    "Delivery",
    "Dispute",
    "DisputeEvidence",
    "FieldSchema",
    "GroupOrder",
    "GroupOrderLine",
    "Listing",
    "ListingPhoto",
    "ListingReview",
    "ListingTranslation",
    "ListingType",
    "MarketDay",
    "MarketSettings",
    "Match",
    "MatchNews",
    "MatchingPolicy",
    "MatchingRound",
    "Measure",
    "Message",
    "MessageAttachment",
    "Notice",
    "Offer",
    "PriceStep",
    "Request",
    "Review",
    "SavedSearch",
    "SavedSearchHit",
    "StandingDeal",
    "StandingSkip",
    "Synonym",
    "Thanks",
    "Thread",
    "ThreadReading",
    "Withdrawal",
    "Word",
]
