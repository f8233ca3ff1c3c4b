"""How they decide: what they see, what they write down together, and rounds of consent."""

from datetime import date

from playwright.sync_api import expect

from tests.scenarios.person import PATIENCE_MS, Person

SEEN = {
    "Imke Derksen": ("Jonge boeren zoeken vaste afnemers", "De winkel in het dorp gaat dicht"),
    "Wilma Peters": ("Veel fruit blijft hangen", "Diesel voor één kist is duur"),
    "Theo Kersten": ("Scholen willen streeketen", "Vrijwilligers worden ouder"),
}
FACTORS = {
    "Perspectief": {
        "Waarom werken we, en waarom organiseren we dat samen?": "Omdat eten van dichtbij anders niet op tafel komt.",
        "Waarde": "Eerlijke prijs",
    },
    "Cultuur": {
        "Waarde": "Nabijheid",
        "Wat we mensen zien doen": "Wij bellen als iets niet lukt.",
        "En als dat niet gebeurt?": "Dan bellen wij.",
    },
    "Visie": {
        "Wat geloven we?": "Wie eet en wie maakt, horen bij elkaar.",
        "Hoe is het als we er zijn?": "Elke week eten uit de buurt op duizend tafels.",
        "In welk jaar?": str(date.today().year + 6),  # noqa: DTZ011  # any day of the year will do
        "Richting": "Van land naar bord",
    },
    "Ambitie": {
        "Voor wie doen we dit het eerst?": "Huishoudens in Lent",
        "Doel": "Meer kisten",
        "Wat tellen we?": "Kisten",
        "Eenheid": "per week",
        "Nu": "40",
        "Streefgetal": "120",
        "Vóór": f"{date.today().year + 1}-12-31",  # noqa: DTZ011
        "Wie waakt erover?": "Imke",
    },
    "Besturing (governance)": {},
}
AREAS = ("Bijdragen", "Partners toelaten", "Omgangsafspraken", "Begroting", "Lokale groepen")


def look_around(people: list[Person]) -> None:
    """Everybody writes down a chance and a threat, and weighs what another saw."""
    for person in people:
        for kind, words in zip(("Kans", "Bedreiging"), SEEN[person.name], strict=True):
            person.opens("Kansen en bedreigingen", "Voeg toe wat jij ziet").ticks(kind)
            person.writes({"Wat zie je, in één zin?": words}).presses("Opslaan")
    for person, other in zip(people, [*people[1:], people[0]], strict=True):
        weigh(person, SEEN[other.name][0])


def weigh(person: Person, item: str) -> None:
    """Two numbers from 1 to 5; what the others think appears after one's own answer."""
    card = person.opens("Kansen en bedreigingen").page.get_by_role("article").filter(has_text=item)
    for question in ("Hoe belangrijk is het?", "Hoe waarschijnlijk is het?"):
        card.get_by_role("group", name=question).get_by_label("4", exact=True).check(force=True)
    card.get_by_role("button", name="Bewaar mijn weging").click()
    expect(card).to_contain_text("We zien dit hetzelfde", timeout=PATIENCE_MS)


def stand_at(person: Person, reached: tuple[str, ...], ahead: tuple[str, ...] = ()) -> None:
    """What the community may do by now, and what is still closed, with a way to mend it."""
    person.opens("Gereedheid")
    for step in reached:
        expect(person.page.get_by_role("region", name=step)).to_contain_text("Bereikt")
    for step in ahead:
        expect(person.page.get_by_role("region", name=step)).not_to_contain_text("Bereikt")
        assert person.page.get_by_role("region", name=step).get_by_role("link").count()


def find_offers_closed(person: Person, step: str) -> None:
    """What comes with a later step says so before anybody types."""
    person.opens("Aanbod en vraag", "Ik bied iets aan").sees(f"Dit gaat open bij de stap “{step}”")


def write_a_factor(writer: Person, factor: str) -> None:
    writer.opens("Wat ons verbindt", factor, "Begin met schrijven").writes(FACTORS[factor])
    if not FACTORS[factor]:
        write_areas(writer)
    writer.presses("Concept opslaan")


def write_areas(writer: Person) -> None:
    for number, area in enumerate(AREAS, start=1):
        if number > 1:
            writer.presses("Nog een toevoegen: Besluitgebied")
        row = writer.page.get_by_role("group", name=f"Besluitgebied {number}", exact=True)
        writer.writes({"Waarover?": area}, inside=row)


def propose_a_factor(writer: Person, factor: str, title: str) -> str:
    writer.opens("Wat ons verbindt", factor, "Leg het voor aan de leden")
    return ask_the_members(writer, title)


def ask_the_members(writer: Person, title: str) -> str:
    """Returns the title, by which everybody finds the proposal."""
    writer.writes(
        {
            "Titel": title,
            "Waarom is dit nodig?": "Zonder dit kunnen we niet verder.",
            "Wat besluiten we?": f"{title}.",
        }
    )
    writer.presses("Vraag het nu aan de leden").sees(title)
    return title


def answer(person: Person, address: str, kind: str = "Geen bezwaar", argument: str = "") -> None:
    """By the link that the writer sent around."""
    person.goes_to(address).ticks(kind)
    if argument:
        person.writes({"Jouw argument": argument})
    person.presses("Geef mijn antwoord")


def adopt(writer: Person, people: list[Person], proposal: str, number: str) -> None:
    """Everybody answers; the round needs no more days then."""
    address = writer.opens("Besluiten", proposal).page.url
    for person in people:
        answer(person, address)
    writer.goes_to(address).presses("Vaststellen").sees("Besloten: B-", number)


def meet_the_objection(writer: Person, objector: Person, proposal: str) -> None:
    """An objection holds the decision up until a new text meets it."""
    answer(objector, writer.page.url, "Bezwaar", "Over de smaak van winterpeen staat er niets in.")
    writer.opens("Besluiten", proposal).sees("winterpeen").presses("Geef het een nieuwe tekst")
    writer.writes(
        {
            "De nieuwe tekst": "Ons perspectief, ook over winterpeen.",
            f"Hoe komt de nieuwe tekst tegemoet aan het bezwaar van {objector.name}?": "Winterpeen staat er nu in.",
        }
    )
    writer.presses("Vraag het iedereen opnieuw")
