"""The main job of the product as one story, from an empty database to a paid invoice, through pages alone.

Only two things happen outside a browser: whoever runs the installation opens the network leader by its command, and the
clock is moved to the next month, when the month of the deal can be closed.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.scenarios.dealing import (
    OFFER,
    REQUEST,
    admit_a_partner,
    agree_and_deliver,
    open_a_category,
    place,
    propose,
    put_a_revenue_model_in_force,
)
from tests.scenarios.deciding import (
    FACTORS,
    adopt,
    find_offers_closed,
    look_around,
    meet_the_objection,
    propose_a_factor,
    stand_at,
    write_a_factor,
)
from tests.scenarios.founding import (
    accept_the_invitation,
    found_the_community,
    give_roles,
    open_a_local_group,
    verify_the_operator,
)
from tests.scenarios.paying import close_the_month, pay_the_invoice, prove_the_payment_route, see_totals
from tests.scenarios.person import Person
from tests.scenarios.product import Product, running_product

NAMES = ("Hanneke Vos", "Imke Derksen", "Wilma Peters", "Theo Kersten", "Floor van Haren", "Sander Korst")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product")) as started:
        yield started


def test_from_founding_to_a_paid_invoice(browser: Browser, product: Product) -> None:
    people = [Person(browser, product, name) for name in NAMES]
    hanneke, imke, wilma, theo, floor, sander = people
    founders, members = [imke, wilma, theo], people[1:]
    found_the_community(product, hanneke, members)
    for person in founders:
        accept_the_invitation(person)
    look_around(founders)
    find_offers_closed(imke, "Coördineren")
    agree_on_the_factors(imke, founders, objector=theo)
    open_a_local_group(imke, "Lent")
    give_roles(imke, {"Wilma Peters": "Penningmeester", "Theo Kersten": "Coördinator"}, group="Lent")
    verify_the_operator(imke, hanneke)
    for person in (floor, sander):
        accept_the_invitation(person)
    open_a_category(theo, "Sap en fruit")
    stand_at(imke, reached=("Verkennen", "Verbinden"), ahead=("Coördineren", "Handelen"))
    put_a_revenue_model_in_force(wilma, members, "-006")
    admit_a_partner("De Boomgaard", sander, imke, theo, members, "-007")
    place(sander, "Ik bied iets aan", OFFER, "Prijs per eenheid", owner="De Boomgaard")
    place(floor, "Ik zoek iets", REQUEST, "In overleg")
    propose(floor)
    floor.sees("Dit gaat open bij de stap “Handelen”")  # nobody tried yet whether a payment comes in
    prove_the_payment_route(wilma)
    stand_at(imke, reached=("Verkennen", "Verbinden", "Coördineren", "Handelen"))
    propose(floor)
    agree_and_deliver(floor, sander)
    product.travel(days=31)
    for person in (wilma, floor, sander):
        person.logs_in()
    close_the_month(wilma)
    pay_the_invoice(floor, "Floor van Haren")
    see_totals(wilma, paid="€ 3,33", left="€ 3,33")
    pay_the_invoice(sander, "De Boomgaard")
    see_totals(wilma, paid="€ 6,66", left="€ 0,00")
    assert [person.complaints for person in people] == [[]] * len(people)


def agree_on_the_factors(writer: Person, founders: list[Person], objector: Person) -> None:
    """Five of the seven are asked for before people trade; each becomes a numbered decision."""
    for number, factor in enumerate(FACTORS, start=1):
        write_a_factor(writer, factor)
        proposal = propose_a_factor(writer, factor, f"Ons {factor}")
        if number == 1:
            meet_the_objection(writer, objector, proposal)
        adopt(writer, founders, proposal, f"-{number:03}")
    writer.opens("Besluitenlijst").sees("-001", "-005", "1 bezwaar")
