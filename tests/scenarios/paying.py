"""How the fees arrive: the month is closed, invoices are numbered, read and paid."""

import re

from tests.scenarios.founding import HOME
from tests.scenarios.person import Person


def prove_the_payment_route(treasurer: Person) -> None:
    treasurer.goes_to(f"{HOME}desk/").presses("Nu testen").sees("De betaalroute is getest en werkt.")


def close_the_month(treasurer: Person) -> None:
    """The work is done by the worker; the page shows how far it is, and then where the invoices are."""
    treasurer.goes_to(f"{HOME}desk/")
    treasurer.presses(treasurer.page.get_by_role("button", name="afsluiten").inner_text().strip())
    treasurer.page.get_by_role("link", name="facturen").last.wait_for()
    treasurer.sees("De maand is afgesloten")


def pay_the_invoice(payer: Person, amount: str) -> None:
    """Read it, take the PDF, pay it at the practice bank."""
    payer.goes_to(f"{HOME}invoices/").page.get_by_role("main").get_by_role(
        "link", name=re.compile(r"F\d{4}-\d{4}")
    ).click()
    payer.sees(amount)
    with payer.page.expect_download() as download:
        payer.page.get_by_role("link", name="PDF").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    payer.presses("Nu betalen").sees(amount).presses("Betaal").sees("Betaald")
