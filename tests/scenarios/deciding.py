"""How they decide: what they see, what they write down together, and rounds of consent."""

from tests.scenarios.founding import HOME
from tests.scenarios.person import Person

SEEN = {
    "Imke Derksen": ("Jonge boeren zoeken vaste afnemers", "De winkel in het dorp gaat dicht"),
    "Wilma Peters": ("Veel fruit blijft hangen", "Diesel voor één kist is duur"),
    "Theo Kersten": ("Scholen willen streeketen", "Vrijwilligers worden ouder"),
}
FACTORS = {
    "perspective": {
        "Waarom werken we, en waarom organiseren we dat samen?": "Omdat eten van dichtbij anders niet op tafel komt.",
        "Waarde": "Eerlijke prijs",
    },
    "culture": {
        "Waarde": "Nabijheid",
        "Wat we mensen zien doen": "Wij bellen als iets niet lukt.",
        "En als dat niet gebeurt?": "Dan bellen wij.",
    },
    "vision": {
        "Wat geloven we?": "Wie eet en wie maakt, horen bij elkaar.",
        "Hoe is het als we er zijn?": "Elke week eten uit de buurt op duizend tafels.",
        "In welk jaar?": "2032",
        "Richting": "Van land naar bord",
    },
    "ambition": {
        "Voor wie doen we dit het eerst?": "Huishoudens in Lent",
        "Doel": "Meer kisten",
        "Wat tellen we?": "Kisten",
        "Eenheid": "per week",
        "Nu": "40",
        "Streefgetal": "120",
        "Vóór": "2027-12-31",
        "Wie waakt erover?": "Imke",
    },
    "governance": {},
}
AREAS = ("Bijdragen", "Partners toelaten", "Omgangsafspraken", "Begroting", "Lokale groepen")


def look_around(people: list[Person]) -> None:
    """Everybody writes down a chance and a threat, and weighs what another saw."""
    for person in people:
        for kind, words in zip(("Kans", "Bedreiging"), SEEN[person.name], strict=True):
            person.goes_to(f"{HOME}context/new/").ticks(kind)
            person.writes({"Wat zie je, in één zin?": words}).presses("Opslaan")
    people[0].goes_to(f"{HOME}context/").sees(SEEN["Theo Kersten"][0])


def write_a_factor(writer: Person, factor: str) -> None:
    writer.goes_to(f"{HOME}factors/{factor}/").presses("Begin met schrijven")
    writer.goes_to(f"{HOME}factors/{factor}/edit/").writes(FACTORS[factor])
    if factor == "governance":
        write_areas(writer)
    writer.presses("Concept opslaan")


def write_areas(writer: Person) -> None:
    for number, area in enumerate(AREAS, start=1):
        if number > 1:
            writer.presses("Nog een toevoegen: Besluitgebied")
        row = writer.page.get_by_role("group", name=f"Besluitgebied {number}", exact=True)
        writer.writes({"Waarover?": area}, inside=row)


def propose_a_factor(writer: Person, factor: str, title: str) -> str:
    """Returns the address of the proposal."""
    writer.goes_to(f"{HOME}factors/{factor}/").presses("Leg het voor aan de leden")
    return ask_the_members(writer, title)


def ask_the_members(writer: Person, title: str) -> str:
    writer.writes(
        {
            "Titel": title,
            "Waarom is dit nodig?": "Zonder dit kunnen we niet verder.",
            "Wat besluiten we?": f"{title}.",
        }
    )
    writer.presses("Vraag het nu aan de leden").sees(title)
    return writer.page.url


def answer(person: Person, proposal: str, kind: str = "Geen bezwaar", argument: str = "") -> None:
    person.goes_to(proposal).ticks(kind)
    if argument:
        person.writes({"Jouw argument": argument})
    person.presses("Geef mijn antwoord")


def adopt(writer: Person, people: list[Person], proposal: str, number: str) -> None:
    """Everybody answers; the round needs no more days then."""
    for person in people:
        answer(person, proposal)
    writer.goes_to(proposal).presses("Vaststellen").sees("Besloten: B-", number)


def meet_the_objection(writer: Person, objector: Person, proposal: str) -> None:
    """An objection holds the decision up until a new text meets it."""
    answer(objector, proposal, "Bezwaar", "Over de smaak van winterpeen staat er niets in.")
    writer.goes_to(proposal).sees("winterpeen").presses("Geef het een nieuwe tekst")
    writer.writes(
        {
            "De nieuwe tekst": "Ons perspectief, ook over winterpeen.",
            f"Hoe komt de nieuwe tekst tegemoet aan het bezwaar van {objector.name}?": "Winterpeen staat er nu in.",
        }
    )
    writer.presses("Vraag het iedereen opnieuw")
