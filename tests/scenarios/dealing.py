"""How a partner comes in, and how demand and supply meet: request, offer, match, deal, delivery."""

from tests.scenarios.deciding import adopt, ask_the_members
from tests.scenarios.person import Person
from tests.scenarios.quarrels import nl

REQUEST = {
    "In één regel": "Twintig pakken appelsap voor het straatfeest",
    "Vertel meer": "Voor zaterdag, liefst van hoogstamfruit.",
    "Categorie": "Sap en fruit",
    "Hoeveelheid": "20",
    "Eenheid": "stuk",
}
OFFER = {
    "In één regel": "Appelsap van hoogstamfruit, pak van 3 liter",
    "Vertel meer": "Geperst in de buurt.",
    "Categorie": "Sap en fruit",
    "Bedrag, met btw": "7,50",
    "Hoeveelheid": "100",
    "Eenheid": "stuk",
    "Btw in de prijs": nl("Reduced rate, 9%"),
}


def open_a_category(coordinator: Person, name: str) -> None:
    coordinator.opens("Categorieën").writes({"Naam in het Nederlands": name}).ticks("Fruit")
    coordinator.presses("Open deze categorie").sees(name)


def admit_a_partner(
    name: str, colleague: Person, leader: Person, coordinator: Person, members: list[Person], number: str
) -> None:
    """They apply, the leader checks the papers, the local group advises, the members decide."""
    colleague.opens("Partners", "Meedoen met een organisatie").writes(
        {
            "Naam": name,
            "Rechtsvorm": "Stichting",
            "KvK-nummer": "00000014",
            "Btw-id": "NL000000048B01",
            "Straat en nummer": "Boomgaard 1",
            "Postcode": "6663 AA",
            "Plaats": "Lent",
            "E-mailadres voor facturen": "post@boomgaard.example",
            "Lokale groep": "Lent",
            "Waarom willen jullie meedoen?": "Wij persen sap in de buurt.",
        }
    ).presses("Verstuur de aanmelding")
    leader.opens("Partners", name).writes({"Wat heb je gecontroleerd?": "Ingeschreven, mag tekenen."})
    leader.presses("De papieren kloppen")
    coordinator.opens("Partners", name).ticks("Positief")
    coordinator.writes({"Redenen": "Bekend en gewaardeerd in Lent."}).presses("Geef dit advies")
    coordinator.presses("Leg het voor aan de leden")
    adopt(coordinator, members, ask_the_members(coordinator, f"{name} wordt partner"), number)
    colleague.opens("Partners", name).sees("Actief", number)


def put_a_revenue_model_in_force(treasurer: Person, members: list[Person], number: str) -> None:
    """Both pay: 4% of the price, half each."""
    treasurer.opens("Bijdragen", "Schrijf een verdienmodel").writes(
        {"Naam": "Samen delen", "Uitleg voor leden": "Ieder betaalt de helft van vier procent."}
    )
    treasurer.page.get_by_role("button", name="Regel toevoegen").click()
    treasurer.writes(
        {
            "Hoe het heet": "Bijdrage per afspraak",
            "Wie betaalt": "Gedeeld door beiden",
            "Hoe het wordt berekend": "Percentage van de prijs",
            "Percentage van de prijs": "4",
        }
    ).presses("Concept opslaan")
    treasurer.presses("Leg het voor aan de community")
    proposal = ask_the_members(treasurer, "We delen de kosten")
    adopt(treasurer, members, proposal, number)


def place(person: Person, side: str, listing: dict[str, str], price: str, owner: str = "") -> None:
    """What is asked follows from whose it is and from the kind of price, so these come first."""
    person.opens("Aanbod en vraag", side).writes({"Namens": owner} if owner else {})
    person.ticks("Spullen of producten", price).writes({**listing, "Lokale groep": "Lent"})
    person.presses("Publiceren").sees(listing["In één regel"])


def propose(requester: Person) -> None:
    """From the suggestion with its reasons; what each side pays stands there before it is sent."""
    requester.opens("Voor jou").sees(OFFER["In één regel"], "zelfde categorie", "zelfde lokale groep")
    requester.presses("Stel een afspraak voor").writes({"Hoeveelheid": "20"})
    requester.sees("De vrager betaalt € 153,33", "De aanbieder houdt over € 146,67", "Prijs € 150,00")
    requester.presses("Verstuur het voorstel")


def agree_and_deliver(requester: Person, provider: Person) -> None:
    """Both see their own side of it; the fees arise when the requester says that it is well."""
    provider.opens("Mijn afspraken", OFFER["In één regel"])
    provider.sees("jij houdt € 146,67 over").presses("Akkoord").presses("Het is geleverd")
    requester.opens("Mijn afspraken", OFFER["In één regel"])
    requester.sees("jij betaalt € 153,33").presses("Het is goed").sees("Bevestigd")
