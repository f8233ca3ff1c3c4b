"""From nobody to somebody: an account, a code by e-mail, a passkey, and the way back in."""

import re

from playwright.sync_api import Page, expect

from tests.browser import PHONE, Open, log_in
from tests.looking import RULES, violations
from tests.ui.site import Site

WORDS = "een-zin-van-vier-woorden"
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def make_account(page: Page, site: Site, email: str) -> None:
    """Through the page and the letter, as a person does."""
    page.goto("/accounts/signup/")
    page.get_by_label("Naam").fill("Nieuwe Buur")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(WORDS)
    press(page, "Maak mijn account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mailbox")
    page.get_by_label("Code").fill(site.newest_code(email))
    press(page, "Bevestigen")
    expect(page.locator("summary", has=page.get_by_text("NB"))).to_be_visible()


def test_a_new_person_makes_an_account_and_proves_the_address(site: Site, open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    make_account(page, site, "nieuwe.buur@voorbeeld.example")
    page.goto("/account/")
    expect(page.get_by_label("Naam", exact=True)).to_have_value("Nieuwe Buur")


def test_a_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(open_page: Open) -> None:
    page = open_page("/accounts/signup/", viewport=PHONE)
    page.get_by_label("Naam").fill("Nieuwe Buur")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.get_by_label("Wachtwoord").fill("kort")
    press(page, "Maak mijn account")
    expect(page.get_by_text("Dit is geen geldig e-mailadres.")).to_be_visible()
    expect(page.get_by_label("Naam")).to_have_value("Nieuwe Buur")
    expect(page.get_by_label("E-mailadres")).to_have_attribute("aria-invalid", "true")
    assert violations(page, RULES) == []


def test_a_wrong_password_is_refused_in_words(open_page: Open) -> None:
    page = open_page("/accounts/login/", viewport=PHONE)
    page.get_by_label("E-mailadres").fill("wilma.peters@oogstkring.example")
    page.get_by_label("Wachtwoord").fill("niet-mijn-wachtwoord")
    press(page, "Inloggen")
    expect(page.get_by_role("alert").first).to_contain_text("horen niet bij elkaar")


def test_login_goes_on_to_the_page_that_was_asked(open_page: Open) -> None:
    page = open_page("/c/oogstkring/deals/", viewport=PHONE)
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("E-mailadres").fill("floor.vanharen@oogstkring.example")
    page.get_by_label("Wachtwoord").fill("samen-organiseren")
    press(page, "Inloggen")
    expect(page).to_have_url(re.compile("/c/oogstkring/deals/$"))


def test_a_passkey_is_made_and_logs_in_alone(site: Site, open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    make_account(page, site, "sleutel@voorbeeld.example")
    add_virtual_key(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Wachtwoord").fill(WORDS)  # a key is added by who proves once more to be there
    press(page, "Bevestigen")
    page.get_by_label("Naam van de sleutel").fill("Mijn telefoon")
    press(page, "Voeg dit apparaat toe")
    expect(page.get_by_text("De sleutel is toegevoegd.")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Mijn telefoon")).to_be_visible()
    page.goto("/accounts/logout/")
    press(page, "Uitloggen")
    page.goto("/accounts/login/")
    press(page, "Inloggen met een passkey")
    expect(page.locator("summary", has=page.get_by_text("NB"))).to_be_visible()


def test_a_device_without_a_key_says_so(open_page: Open) -> None:
    page = open_page("/accounts/login/", viewport=PHONE)
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no key')) }")
    press(page, "Inloggen met een passkey")
    expect(page.get_by_role("alert")).to_contain_text("Je apparaat gaf geen sleutel")


def test_a_forgotten_password_is_chosen_anew(site: Site, open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    email = "vergeten@voorbeeld.example"
    make_account(page, site, email)
    page.context.clear_cookies()
    page.goto("/accounts/password/reset/")
    page.get_by_label("E-mailadres").fill(email)
    press(page, "Stuur mij een link")
    link = re.search(r"http\S+/reset/key/\S+", site.letters_to(email)[-1].get_content())
    assert link is not None
    page.goto(link.group())
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(f"{WORDS}-meer")
    page.get_by_label("Nieuw wachtwoord (bevestigen)").fill(f"{WORDS}-meer")
    press(page, "Wachtwoord wijzigen")
    page.context.clear_cookies()
    log_in(page, email, f"{WORDS}-meer")
    expect(page.locator("summary", has=page.get_by_text("NB"))).to_be_visible()


def add_virtual_key(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
