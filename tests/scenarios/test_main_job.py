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
    agree_on_the_match,
    open_a_category,
    place,
    put_a_revenue_model_in_force,
)
from tests.scenarios.deciding import (
    FACTORS,
    adopt,
    look_around,
    meet_the_objection,
    propose_a_factor,
    write_a_factor,
)
from tests.scenarios.founding import (
    accept_the_invitation,
    found_the_community,
    give_roles,
    open_a_local_group,
    verify_the_operator,
)
from tests.scenarios.paying import close_the_month, pay_the_invoice, prove_the_payment_route
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
    founders = [imke, wilma, theo]
    found_the_community(product, hanneke, people[1:])
    for person in founders:
        accept_the_invitation(person)
    look_around(founders)
    for number, factor in enumerate(FACTORS, start=1):
        write_a_factor(imke, factor)
        proposal = propose_a_factor(imke, factor, f"Ons {factor}")
        if number == 1:
            meet_the_objection(imke, theo, proposal)
        adopt(imke, founders, proposal, f"-{number:03}")
    open_a_local_group(imke, "Lent")
    give_roles(imke, {"Wilma Peters": "Penningmeester", "Theo Kersten": "Coördinator"}, group="Lent")
    verify_the_operator(imke, hanneke)
    for person in (floor, sander):
        accept_the_invitation(person)
    everybody = [*founders, floor, sander]
    open_a_category(theo, "Sap en fruit")
    put_a_revenue_model_in_force(wilma, everybody, "-006")
    admit_a_partner("De Boomgaard", sander, imke, theo, everybody)
    prove_the_payment_route(wilma)
    hanneke.goes_to("/c/oogstkring/readiness/").sees("Handelen")
    place(sander, "offer", OFFER, owner="De Boomgaard")
    place(floor, "request", REQUEST)
    agree_on_the_match(floor, sander)
    product.travel(days=31)
    for person in (wilma, floor, sander):
        person.logs_in()
    close_the_month(wilma)
    # € 150,00 with 9% VAT is € 137,61; 4% of it is € 5,50, half each: € 2,75, and with 21% VAT € 3,33.
    wilma.goes_to("/c/oogstkring/desk/invoices/").sees("-0001", "-0002", "Floor van Haren", "De Boomgaard")
    pay_the_invoice(floor, "€ 3,33")
    wilma.goes_to("/c/oogstkring/desk/").sees(
        "Gefactureerd € 6,66", "Betaald € 3,33", "Staat nog open € 3,33"
    )
