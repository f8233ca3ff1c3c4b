"""The seven factors: the question each answers and what its content holds."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from governance.enums import DecidingGroup, DecisionMethod, Factor
from governance.factors.schema import Field, Kind, Label, Rows, Schema

EARLIEST_HORIZON, LATEST_HORIZON = 2024, 2100


@dataclass(frozen=True)
class About:
    """How a factor is introduced on pages."""

    question: Label
    explanation: Label
    icon: str


ABOUT: dict[Factor, About] = {
    Factor.PERSPECTIVE: About(
        _("Why, and in what times?"),
        _("The analysis we share: why we work and organise, what we see around us, what we value."),
        "telescope",
    ),
    Factor.VISION: About(
        _("Where are we going?"),
        _("What we believe, where we want to arrive, and what we leave to others."),
        "compass",
    ),
    Factor.AMBITION: About(
        _("Which next step, how fast?"),
        _("For whom we do it, and goals that can be measured."),
        "target",
    ),
    Factor.COORDINATION: About(
        _("How do demand and supply meet?"),
        _("The strategy that links what is needed to what is offered."),
        "waypoints",
    ),
    Factor.GOVERNANCE: About(
        _("Who decides what?"),
        _("Which decisions there are, who takes them and how."),
        "scale",
    ),
    Factor.STRUCTURE: About(
        _("With which people and means?"),
        _("What people bring, what we have, and what connects it."),
        "blocks",
    ),
    Factor.CULTURE: About(
        _("How do we treat each other?"),
        _("Values in visible behaviour, and what happens if it goes wrong."),
        "heart-handshake",
    ),
}

PERSPECTIVE: Schema = (
    Field(
        "why",
        _("Why do we work, and why do we organise that together?"),
        Kind.TEXT,
        required=True,
        help=_("Some sentences that a neighbour understands."),
    ),
    Rows(
        "values",
        _("What matters to us"),
        _("Value"),
        (
            Field("value", _("Value"), required=True),
            Field("meaning", _("What it means to us"), Kind.TEXT),
        ),
        help=_("The most important first."),
        at_least=1,
        at_most=10,
    ),
    Rows(
        "theory",
        _("What we build on"),
        _("Source"),
        (
            Field("title", _("Theory, model or example"), required=True),
            Field("url", _("Web address"), Kind.LINK),
        ),
        at_most=15,
    ),
)

VISION: Schema = (
    Field("belief", _("What do we believe?"), Kind.TEXT, required=True),
    Field("destination", _("What is it like when we have arrived?"), Kind.TEXT, required=True),
    Field(
        "horizon_year",
        _("In which year?"),
        Kind.NUMBER,
        required=True,
        help=_("At most ten years ahead works best."),
        at_least=EARLIEST_HORIZON,
        at_most=LATEST_HORIZON,
    ),
    Rows(
        "course_lines",
        _("Course lines"),
        _("Course line"),
        (
            Field("title", _("Direction"), required=True),
            Field("description", _("What we do there"), Kind.TEXT),
        ),
        help=_("Three to seven directions in which we work."),
        at_least=1,
        at_most=7,
    ),
    Rows(
        "non_goals",
        _("What we do not do"),
        _("Not ours"),
        (Field("text", _("What we leave to others"), required=True),),
        at_most=10,
    ),
)

AMBITION: Schema = (
    Field("target_group", _("For whom do we do this first?"), Kind.TEXT, required=True),
    Field("target_size", _("How many people or households is that, roughly?"), Kind.NUMBER, at_least=1),
    Field("target_place", _("Where?")),
    Rows(
        "goals",
        _("Goals"),
        _("Goal"),
        (
            Field("title", _("Goal"), required=True),
            Field("metric", _("What do we count?")),
            Field(
                "measure",
                _("Measured by itself"),
                Kind.METRIC,
                help=_("Choose a figure that is kept here anyway, and it stands beside the goal."),
            ),
            Field("unit", _("Unit"), help=_("For example: per month, households, %")),
            Field("baseline", _("Now"), Kind.DECIMAL),
            Field("target", _("Target"), Kind.DECIMAL),
            Field("deadline", _("Before"), Kind.DATE),
            Field("owner", _("Who watches over it?"), help=_("A role or a name")),
        ),
        help=_("A goal is SMART when all of its fields are filled in."),
        at_least=1,
        at_most=12,
    ),
)

COORDINATION: Schema = (
    Field("strategy", _("How do we bring demand and supply together?"), Kind.TEXT, required=True),
    Rows(
        "principles",
        _("Principles of matching"),
        _("Principle"),
        (
            Field("principle", _("Principle"), required=True),
            Field("why", _("Why"), Kind.TEXT),
        ),
        help=_("For example: nearby first, new providers get a chance too."),
        at_least=1,
        at_most=10,
    ),
)

GOVERNANCE: Schema = (
    Rows(
        "decision_areas",
        _("Decision areas"),
        _("Decision area"),
        (
            Field("area", _("About what?"), required=True),
            Field(
                "who",
                _("Who decides?"),
                Kind.CHOICE,
                required=True,
                choices=tuple(DecidingGroup.choices),
                default=DecidingGroup.MEMBERS.value,
            ),
            Field(
                "method",
                _("How?"),
                Kind.CHOICE,
                required=True,
                choices=tuple(DecisionMethod.choices),
                default=DecisionMethod.CONSENT.value,
            ),
            Field("quorum", _("Quorum (%)"), Kind.NUMBER, at_least=1, at_most=100),
        ),
        help=_("For example: contributions, admitting partners, community agreements, budget, local groups."),
        at_least=1,
    ),
    Field(
        "quorum_percent",
        _("Consent decisions: which part must answer? (%)"),
        Kind.NUMBER,
        required=True,
        help=_("Saying nothing is not consent: only answers count."),
        at_least=10,
        at_most=100,
        default=50,
    ),
    Field(
        "minimum_people",
        _("Consent decisions: how many people at least?"),
        Kind.NUMBER,
        required=True,
        at_least=2,
        at_most=1000,
        default=3,
    ),
    Field(
        "minimum_days",
        _("Consent decisions: how many days at least?"),
        Kind.NUMBER,
        required=True,
        help=_("Sooner is only possible when everybody has answered without an objection."),
        at_least=1,
        at_most=60,
        default=5,
    ),
)

STRUCTURE: Schema = (
    Rows(
        "people",
        _("People"),
        _("Person or group"),
        (
            Field("who", _("Who"), required=True, help=_("A role, a group or a name")),
            Field("brings", _("Brings"), help=_("Hours, skills, knowledge")),
            Field("goal", _("For which goal")),
        ),
        at_least=1,
    ),
    Rows(
        "means",
        _("Means"),
        _("Means"),
        (
            Field("name", _("What"), required=True, help=_("Space, tools, vehicle, budget, software")),
            Field("amount", _("How much")),
            Field("goal", _("For which goal")),
        ),
    ),
    Rows(
        "connectors",
        _("Connectors"),
        _("Connector"),
        (
            Field("name", _("What connects"), required=True, help=_("Payment, e-mail, map, meeting place")),
            Field("supplier", _("Who takes care of it")),
        ),
    ),
)

CULTURE: Schema = (
    Rows(
        "agreements",
        _("Community agreements"),
        _("Agreement"),
        (
            Field("value", _("Value"), required=True),
            Field("behaviour", _("What we see people do"), Kind.TEXT, required=True),
            Field("if_not", _("And if not?"), Kind.TEXT, required=True),
        ),
        help=_("A value becomes an agreement when everybody can see whether it is kept."),
        at_least=1,
        at_most=15,
    ),
)

SCHEMAS: dict[Factor, Schema] = {
    Factor.PERSPECTIVE: PERSPECTIVE,
    Factor.VISION: VISION,
    Factor.AMBITION: AMBITION,
    Factor.COORDINATION: COORDINATION,
    Factor.GOVERNANCE: GOVERNANCE,
    Factor.STRUCTURE: STRUCTURE,
    Factor.CULTURE: CULTURE,
}
