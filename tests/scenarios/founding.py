"""How the community begins: a network leader, a domain, a name, and the people who accept."""

from tests.scenarios.person import PASSWORD, Person
from tests.scenarios.product import Product


def found_the_community(product: Product, leader: Person, invited: list[Person]) -> None:
    """In three steps; the first of the invited is asked to lead the domain."""
    product.manage(
        "add_network_leader", "Stichting Samenkring", "--person", leader.name, "--email", leader.email
    )
    choose_a_password(leader)
    leader.goes_to("/").presses("Een community oprichten").writes(
        {
            "Naam van het nieuwe domein": "Korte keten",
            "Webadres van het nieuwe domein": "korte-keten",
            "Doel": "Eten van dichtbij gewoon maken.",
            "Doelgroep": "Eters en makers rond Nijmegen",
        }
    )
    leader.presses("Verder").writes(
        {
            "Naam van de community": "Oogstkring",
            "Webadres": "oogstkring",
            "In één zin": "Kort van land naar bord",
        }
    )
    leader.presses("Verder").writes(
        {
            "E-mailadres van de domeinleider": invited[0].email,
            "Nodig de mensen uit met wie je begint": "\n".join(person.email for person in invited[1:]),
        }
    )
    leader.presses("Richt de community op").sees("Oogstkring")


def choose_a_password(person: Person) -> None:
    person.goes_to("/accounts/login/").presses("Wachtwoord vergeten?")
    person.writes({"E-mailadres": person.email}).submits()
    person.goes_to(person.link_in("/accounts/password/reset/key/"))
    for field in person.page.get_by_role("main").locator("input[type=password]").all():
        field.fill(PASSWORD)
    person.submits().logs_in()


def accept_the_invitation(person: Person) -> None:
    """From the letter to a new account, whose address is proven by a code, to membership."""
    person.goes_to(person.link_in("/invitation")).presses("Account maken")
    person.writes({"E-mailadres": person.email, "Naam": person.name, "Wachtwoord": PASSWORD})
    person.presses("Maak mijn account")
    person.page.get_by_role("main").get_by_role("textbox").first.fill(person.code())
    person.submits().presses("Aannemen en lid worden").sees("Oogstkring")


def give_roles(leader: Person, roles: dict[str, str], group: str = "") -> None:
    """Each of these people gets a role on their page."""
    for name, role in roles.items():
        leader.opens("Leden", name)
        chosen = {"Rol": role} | (
            {"Lokale groep (voor een coördinator)": group} if role == "Coördinator" else {}
        )
        leader.writes(chosen).presses("Geef deze rol").sees(role)


def open_a_local_group(leader: Person, name: str) -> None:
    leader.opens("Lokale groepen", "Een lokale groep openen")
    leader.writes({"Naam": name, "Plaats": name, "Breedtegraad": "51.87", "Lengtegraad": "5.87"}).presses(
        "Opslaan"
    )


def verify_the_operator(writer: Person, network_leader: Person) -> None:
    """Who contracts and invoices; the network leader looks at the papers."""
    writer.opens("Exploitant").writes(
        {
            "Officiële naam": "Coöperatie Oogstkring U.A.",
            "Rechtsvorm": "Coöperatie",
            "KvK-nummer": "00000003",
            "Btw-id": "NL000000036B01",
            "Bankrekening (IBAN)": "NL25WECO0000000003",
            "Straat en nummer": "Dorpsstraat 3",
            "Postcode": "6663 AB",
            "Plaats": "Lent",
            "E-mailadres": "post@oogstkring.example",
            "Versie van de voorwaarden": "2026-1",
            "Verwerkersovereenkomst getekend op": "2026-01-05",
        }
    ).presses("Opslaan")
    network_leader.opens("Exploitant", "Ik heb de papieren gecontroleerd: goedkeuren")
