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
    FROM_TO = "from_to", _("From … to …")
    NEGOTIABLE = "negotiable", _("To be agreed")
    FREE = "free", _("Free of charge")
    BARTER = "barter", _("Barter")
    COMMONS = "commons", _("For the common good")


PRICED = (PriceType.FIXED, PriceType.PER_UNIT)
OPEN_PRICES = (PriceType.NEGOTIABLE, PriceType.FROM_TO)  # the two agree on the price in their deal
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
    REVIEW = "review", _("Waits for approval")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")
    HIDDEN = "hidden", _("Hidden by a moderator")


class CategoryState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class MatchState(TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    CONTACTED = "contacted", _("In contact")
    DISMISSED = "dismissed", _("Not suitable")


class DealState(TextChoices):
    INQUIRY = "inquiry", _("Inquiry")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    STARTED = "started", _("Under way")
    DELIVERED = "delivered", _("Delivered")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("In dispute")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_DEALS = (DealState.INQUIRY, DealState.PROPOSED)
RUNNING = (
    DealState.INQUIRY,
    DealState.PROPOSED,
    DealState.AGREED,
    DealState.STARTED,
    DealState.DELIVERED,
    DealState.DISPUTED,
)


class Proposer(TextChoices):
    """Who laid the terms on the table."""

    PROVIDER = "provider", _("Provider")
    REQUESTER = "requester", _("Requester")
    COORDINATOR = "coordinator", _("Coordinator")


class EndReason(TextChoices):
    """Why a deal ended before it was completed."""

    RETRACTED = "retracted", _("The proposal was taken back")
    CANCELLED_PROVIDER = "cancelled_provider", _("Called off by the provider")
    CANCELLED_REQUESTER = "cancelled_requester", _("Called off by the requester")
    NO_SHOW_PROVIDER = "no_show_provider", _("The provider did not come")
    NO_SHOW_REQUESTER = "no_show_requester", _("The requester was not there")
    DISPUTE = "dispute", _("Decided in a dispute")
    WITHDRAWAL = "withdrawal", _("Withdrawn by the consumer")
    NEED_MET = "need_met", _("The need was met by others")
    NOT_COMPLETE = "not_complete", _("The whole could not be brought together")


class WithdrawalException(TextChoices):
    """For what the law gives consumers no right to withdraw (Directive 2011/83/EU, art. 16)."""

    PERISHABLE = "perishable", _("Food and other things that spoil soon")
    MADE_TO_ORDER = "made_to_order", _("Made to the wishes of one person")
    HYGIENE = "hygiene", _("Sealed for health or hygiene")
    DATED = "dated", _("Lodging, meals, transport or leisure on a certain day")
    URGENT = "urgent", _("Urgent repair at home that was asked for")


class CancellationPolicy(TextChoices):
    FLEXIBLE = "flexible", _("Flexible")
    MODERATE = "moderate", _("Moderate")
    STRICT = "strict", _("Strict")


class AllocationState(TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted by one side")
    AGREED = "agreed", _("Agreed")
    FULFILLED = "fulfilled", _("Fulfilled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


HOLDING = (AllocationState.ACCEPTED, AllocationState.AGREED, AllocationState.FULFILLED)


class RoundState(TextChoices):
    PLANNING = "planning", _("Being planned")
    READY = "ready", _("Ready to send")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped")
    FAILED = "failed", _("Failed")


class GroupOrderState(TextChoices):
    OPEN = "open", _("Open")
    CONFIRMED = "confirmed", _("Confirmed")
    LAPSED = "lapsed", _("Lapsed")
    CANCELLED = "cancelled", _("Cancelled")


class LineState(TextChoices):
    IN = "in", _("Takes part")
    OUT = "out", _("Does not take part")


class StandingState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Runs")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")
    DECLINED = "declined", _("Declined")


class RepeatUnit(TextChoices):
    WEEK = "week", _("week")
    MONTH = "month", _("month")


class QuantityPer(TextChoices):
    TOTAL = "total", _("in total")
    DAY = "day", _("each day anew")


class VatCategory(TextChoices):
    """How a price is taxed; the rate itself stands in basis points beside it."""

    NONE = "none", _("No VAT: private person")
    STANDARD = "standard", _("Standard rate")
    REDUCED = "reduced", _("Reduced rate")
    ZERO = "zero", _("Zero rate")
    EXEMPT = "exempt", _("Exempt")
    SMALL_BUSINESS = "small_business", _("Small businesses scheme (KOR)")


TAXED = (VatCategory.STANDARD, VatCategory.REDUCED)


class Language(TextChoices):
    NL = "nl", _("Dutch")
    EN = "en", _("English")


class ReviewOutcome(TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")


class SchemaState(TextChoices):
    ACTIVE = "active", _("In use")
    SUPERSEDED = "superseded", _("Replaced")


class FieldKind(TextChoices):
    """How a question of a category is answered."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Some of a list")
    YES_NO = "yes_no", _("Yes or no")
    DATE = "date", _("Date")


class PolicyState(TextChoices):
    """A draft that members decide on stays one: the proposal's fingerprint sees whether it changed."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In force")
    SUPERSEDED = "superseded", _("Replaced")
    DISCARDED = "discarded", _("Thrown away")


class Alert(TextChoices):
    NONE = "none", _("not")
    APP = "app", _("here")
    MAIL = "mail", _("by mail")


class ThreadKind(TextChoices):
    LISTING = "listing", _("About a listing")
    DEAL = "deal", _("About a deal")


class DisputeState(TextChoices):
    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Waits for a decision")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Taken back")


class DisputeReason(TextChoices):
    NOT_DELIVERED = "not_delivered", _("It was not delivered")
    NOT_AS_AGREED = "not_as_agreed", _("It is not as we agreed")
    DAMAGED = "damaged", _("Something was damaged")
    NOT_PAID = "not_paid", _("It was not paid")
    NO_SHOW = "no_show", _("The other did not come, or says that I did not")
    OTHER = "other", _("Something else")


class SubjectKind(TextChoices):
    LISTING = "listing", _("Listing")
    MESSAGE = "message", _("Message")
    REVIEW = "review", _("Review")
    MEMBER = "member", _("Member")
    PHOTO = "photo", _("Photo")


class GroundKind(TextChoices):
    LAW = "law", _("The law")
    AGREEMENT = "agreement", _("Our agreements")


class Law(TextChoices):
    """What kind of breach of the law somebody speaks of, in words that people use."""

    GOODS = "goods", _("Forbidden, stolen or unsafe things")
    FRAUD = "fraud", _("Fraud or deception")
    HATE = "hate", _("Discrimination, hate or a threat")
    PRIVACY = "privacy", _("Somebody's private life or data")
    PROPERTY = "property", _("Copied or counterfeit: copyright, brand, design")
    MINORS = "minors", _("Sexual abuse of children")
    OTHER = "other", _("Another law")


class NoticeState(TextChoices):
    RECEIVED = "received", _("Received")
    DECIDED = "decided", _("Decided")


class MeasureKind(TextChoices):
    """From light to heavy."""

    NONE = "none", _("No measure")
    REMINDER = "reminder", _("Reminder")
    WARNING = "warning", _("Warning")
    HIDE = "hide", _("Hidden from others")
    LIMIT = "limit", _("Limited for a while")
    SUSPEND = "suspend", _("Suspended")


# What lasts, and can so have an end.
LASTING = (MeasureKind.HIDE, MeasureKind.LIMIT, MeasureKind.SUSPEND)


class LiftReason(TextChoices):
    """Why a measure holds no longer."""

    LIFTED = "lifted", _("Lifted by a moderator")
    LAPSED = "lapsed", _("Its time is over")
    REVERSED = "reversed", _("Undone on appeal")


class AppealState(TextChoices):
    OPEN = "open", _("Waits for a judgement")
    UPHELD = "upheld", _("The decision stands")
    REVERSED = "reversed", _("The decision was undone")


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
