"""Words of the field that other apps may use too."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """The sides of organising; not to be mistaken for offers and requests on the marketplace."""

    DEMAND = "demand", _("Demand side")
    HINGE = "hinge", _("Hinge")
    SUPPLY = "supply", _("Supply side")


class Factor(TextChoices):
    """The seven connecting factors, in their order."""

    PERSPECTIVE = "perspective", _("Perspective")
    VISION = "vision", _("Vision")
    AMBITION = "ambition", _("Ambition")
    COORDINATION = "coordination", _("Coordination")
    GOVERNANCE = "governance", _("Governance")
    STRUCTURE = "structure", _("Structure")
    CULTURE = "culture", _("Culture")

    @property
    def side(self) -> Side:
        if self in (Factor.PERSPECTIVE, Factor.VISION, Factor.AMBITION):
            return Side.DEMAND
        return Side.HINGE if self == Factor.COORDINATION else Side.SUPPLY


class FactorState(TextChoices):
    """A version is written, proposed, adopted by a decision, and one day replaced by the next."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")
    SUPERSEDED = "superseded", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ContextKind(TextChoices):
    CHANCE = "chance", _("Chance")
    THREAT = "threat", _("Threat")


class ContextTheme(TextChoices):
    PEOPLE = "people", _("People and living together")
    ECONOMY = "economy", _("Work and money")
    TECHNOLOGY = "technology", _("Technology")
    NATURE = "nature", _("Nature and climate")
    POLICY = "policy", _("Policy and law")
    PLACE = "place", _("Our own place")


class ProposalState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for answers")
    OBJECTIONS = "objections", _("Objection to solve")
    ADOPTED = "adopted", _("Adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


LIVE_STATES = (ProposalState.OPEN, ProposalState.OBJECTIONS)
ENDED_STATES = (ProposalState.ADOPTED, ProposalState.WITHDRAWN, ProposalState.EXPIRED)


class ResponseKind(TextChoices):
    """Objections block a proposal, concerns do not. Saying nothing is none of these."""

    NO_OBJECTION = "no_objection", _("No objection")
    CONCERN = "concern", _("Concern")
    OBJECTION = "objection", _("Objection")


class ObjectionState(TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Met by a new text")
    INVALID = "invalid", _("Found not valid")
    WITHDRAWN = "withdrawn", _("Taken back by the objector")


class DecisionMethod(TextChoices):
    CONSENT = "consent", _("Consent")
    MAJORITY = "majority", _("Majority of votes")
    MANDATE = "mandate", _("One person with a mandate")
    ADVICE = "advice", _("After asking advice")


class DecidingGroup(TextChoices):
    MEMBERS = "members", _("All members")
    LOCAL_GROUP = "local_group", _("The local group")
    BOARD = "board", _("The board")
    DOMAIN_LEADER = "domain_leader", _("The domain leader")
    COORDINATORS = "coordinators", _("The coordinators")
    TREASURER = "treasurer", _("The treasurer")
