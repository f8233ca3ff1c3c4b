"""How the fees arrive: the month is closed, invoices are numbered, read and paid.

Reckoned by hand: twenty packs at € 7,50 are € 150,00 with 9% VAT, so € 137,61 without. Of that 4% is € 5,50, half
for each side: € 2,75, with 21% VAT of € 0,58 is € 3,33. Two payers: € 6,66.
"""

import io
import re

from pypdf import PdfReader

from tests.scenarios.person import Person

DESK = "Bureau van de penningmeester"
NUMBER = re.compile(r"^F\d{4}-000[12]$")


def prove_the_payment_route(treasurer: Person) -> None:
    treasurer.opens(DESK, "Nu testen").sees("De betaalroute is getest en werkt.")


def close_the_month(treasurer: Person) -> None:
    """The work is done by the worker; the page shows how far it is, and then where the invoices are."""
    treasurer.opens(DESK).sees("Floor van Haren 1 € 2,75", "De Boomgaard 1 € 2,75")
    treasurer.presses(treasurer.page.get_by_role("button", name="afsluiten").inner_text().strip())
    treasurer.page.get_by_role("progressbar", name="Voortgang").wait_for()
    treasurer.sees("De maand is afgesloten", "100 %")
    treasurer.presses(treasurer.page.get_by_role("link", name="facturen").last.inner_text().strip())
    assert len(set(treasurer.page.get_by_role("link", name=NUMBER).all_inner_texts())) == 2
    treasurer.sees("Floor van Haren", "De Boomgaard")
    see_totals(treasurer, paid="€ 0,00", left="€ 6,66")
    treasurer.sees("Alles is gefactureerd.")


def see_totals(treasurer: Person, *, paid: str, left: str) -> None:
    treasurer.opens(DESK).sees("Gefactureerd € 6,66", f"Betaald {paid}", f"Staat nog open {left}")


def pay_the_invoice(payer: Person, name: str) -> None:
    """Read it, take the PDF, pay it at the practice bank."""
    link = payer.opens_account("Mijn facturen").page.get_by_role("main").get_by_role("link", name=NUMBER)
    number = link.inner_text()
    payer.presses(number).sees(name, "Totaal zonder btw € 2,75", "Btw 21% € 0,58", "Te betalen € 3,33")
    words = read_the_pdf(payer)
    assert all(word in words for word in (number, name, "2,75", "0,58", "3,33")), words
    payer.presses("Nu betalen").sees(number, "€ 3,33").presses("Betaal").sees("Betaald op")


def read_the_pdf(payer: Person) -> str:
    with payer.page.expect_download() as download:
        payer.page.get_by_role("link", name="PDF").first.click()
    pages = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    return "\n".join(page.extract_text() for page in pages)
