"""The words of the marketplace."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    OFFER = "offer", _("Offer")
    REQUEST = "request", _("Request")


class Kind(TextChoices):
    SERVICE = "service", _("Service")
    GOOD = "good", _("Goods")
    LOAN = "loan", _("Loan")
    RENTAL = "rental", _("Rental")
    SPACE = "space", _("Space")
    KNOWLEDGE = "knowledge", _("Knowledge")
    TRANSPORT = "transport", _("Transport")


class Unit(TextChoices):
    PIECE = "piece", _("piece")
    HOUR = "hour", _("hour")
    PART_OF_DAY = "daypart", _("part of a day")
    DAY = "day", _("day")
    WEEK = "week", _("week")
    TIME = "time", _("time")
    PERSON = "person", _("person")
    KG = "kg", _("kg")
    LITRE = "litre", _("litre")
    KM = "km", _("km")
    M2 = "m2", _("m²")


class PriceType(TextChoices):
    FIXED = "fixed", _("Fixed price")
    PER_UNIT = "per_unit", _("Price per unit")
    NEGOTIABLE = "negotiable", _("To be agreed")
    FREE = "free", _("Free of charge")
    BARTER = "barter", _("Barter")
    COMMONS = "commons", _("For the common good")


PRICED = (PriceType.FIXED, PriceType.PER_UNIT)
WITHOUT_MONEY = (PriceType.FREE, PriceType.BARTER, PriceType.COMMONS)


class ExchangeType(TextChoices):
    """How a deal is exchanged; billing's rules name the same words."""

    PAID = "paid", _("Paid")
    FREE = "free", _("Free of charge")
    LOAN = "loan", _("Loan")
    BARTER = "barter", _("Barter")
    COMMONS = "commons", _("For the common good")


class Audience(TextChoices):
    GROUP = "group", _("My local group")
    COMMUNITY = "community", _("Members of the community")
    PUBLIC = "public", _("Everybody")


class ListingState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")


class CategoryState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class MatchState(TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    CONTACTED = "contacted", _("In contact")
    DISMISSED = "dismissed", _("Not suitable")


class DealState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DELIVERED = "delivered", _("Delivered")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


HOLDING = (DealState.AGREED, DealState.DELIVERED, DealState.CONFIRMED)
RUNNING = (DealState.PROPOSED, DealState.AGREED, DealState.DELIVERED)


class CategoryIcon(TextChoices):
    """The pictures a category can have: names of lucide icons."""

    SHAPES = "shapes", _("Shapes")
    CARROT = "carrot", _("Vegetables")
    APPLE = "apple", _("Fruit")
    WHEAT = "wheat", _("Grain")
    BASKET = "shopping-basket", _("Groceries")
    UTENSILS = "utensils", _("Meals")
    CHEF_HAT = "chef-hat", _("Cooking")
    SPROUT = "sprout", _("Garden")
    TREE = "trees", _("Landscape")
    SHOVEL = "shovel", _("Digging")
    HAMMER = "hammer", _("Odd jobs")
    WRENCH = "wrench", _("Repair")
    BRICKS = "brick-wall", _("Building")
    PAINT = "paint-roller", _("Painting")
    RECYCLE = "recycle", _("Second-hand")
    SOFA = "armchair", _("Furniture")
    SHIRT = "shirt", _("Clothes")
    SUN = "sun", _("Solar energy")
    HEATER = "heater", _("Heating")
    PLUG = "plug", _("Electricity")
    CAR = "car", _("Driving")
    TRUCK = "truck", _("Moving things")
    BIKE = "bike", _("Cycling")
    WALK = "footprints", _("Walking")
    PAW = "paw-print", _("Animals")
    CHILD = "baby", _("Children")
    CARE = "heart-handshake", _("Care")
    TALK = "messages-square", _("Company")
    LEARN = "graduation-cap", _("Learning")
    TALKS = "presentation", _("Advice")
    COMPUTER = "monitor-smartphone", _("Computers")
    BOOKS = "book-open", _("Books")
    MUSIC = "music", _("Music")
    ART = "palette", _("Art")
    SPORT = "dumbbell", _("Sports")
    PARTY = "party-popper", _("Parties")
    ROOM = "door-open", _("Rooms")
    MONEY = "calculator", _("Money and tax")
