"""What the marketplace knows."""

from marketplace.models.category import Category
from marketplace.models.deal import Deal, DealStep, Message, ThreadReading
from marketplace.models.listing import Listing, Offer, Request
from marketplace.models.match import Match

__all__ = ["Category", "Deal", "DealStep", "Listing", "Match", "Message", "Offer", "Request", "ThreadReading"]
