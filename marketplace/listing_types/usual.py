"""What a new community begins with: one type for each kind."""

from dataclasses import dataclass

from marketplace.enums import Kind, PriceType, Side, Unit

BOTH = (Side.OFFER, Side.REQUEST)
ANY_PRICE = tuple(PriceType)
FOR_MONEY = (PriceType.FIXED, PriceType.PER_UNIT, PriceType.FROM_TO, PriceType.NEGOTIABLE)
WITHOUT_MONEY = (PriceType.FREE, PriceType.BARTER, PriceType.COMMONS)


@dataclass(frozen=True, slots=True)
class UsualType:
    kind: Kind
    name_nl: str
    name_en: str
    icon: str
    units: tuple[Unit, ...]
    price_types: tuple[PriceType, ...] = ANY_PRICE
    asks_availability: bool = False


USUAL = (
    UsualType(
        Kind.SERVICE, "Dienst", "Service", "wrench",
        (Unit.HOUR, Unit.PART_OF_DAY, Unit.DAY, Unit.TIME, Unit.PERSON, Unit.PIECE),
    ),
    UsualType(Kind.GOOD, "Spullen of producten", "Goods", "shopping-basket", (Unit.PIECE, Unit.KG, Unit.LITRE, Unit.M2)),
    UsualType(Kind.LOAN, "Te leen", "To borrow", "hammer", (Unit.PIECE, Unit.DAY, Unit.WEEK), WITHOUT_MONEY, True),
    UsualType(Kind.RENTAL, "Te huur", "To rent", "bike", (Unit.DAY, Unit.HOUR, Unit.PART_OF_DAY, Unit.WEEK), FOR_MONEY, True),
    UsualType(
        Kind.SPACE, "Ruimte", "Space", "door-open", (Unit.PART_OF_DAY, Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.M2, Unit.PIECE),
        asks_availability=True,
    ),
    UsualType(
        Kind.KNOWLEDGE, "Kennis en les", "Knowledge", "graduation-cap",
        (Unit.HOUR, Unit.PART_OF_DAY, Unit.TIME, Unit.PERSON, Unit.PIECE),
    ),
    UsualType(Kind.TRANSPORT, "Vervoer", "Transport", "truck", (Unit.TIME, Unit.KM, Unit.HOUR, Unit.PIECE)),
)  # fmt: skip
SIDES = BOTH
