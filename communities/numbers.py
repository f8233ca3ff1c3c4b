"""Numbers that the law gives to organisations: cleaned, checked, refused with a sentence."""

from stdnum import iban as iban_number
from stdnum.eu import at_02
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.nl import btw

from communities.enums import VatStatus
from communities.errors import VatIdRequired, WrongCreditorId, WrongIban, WrongKvk, WrongVatId


def clean_kvk(text: str, *, required: bool = True) -> str:
    """Eight digits, without spaces or dots. There is no check digit. Raises WrongKvk."""
    digits = text.replace(" ", "").replace(".", "")
    if not digits and not required:
        return ""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise WrongKvk(data={"field": "kvk"})
    return digits


def clean_vat_id(text: str, *, vat_status: str, country: str = "NL") -> str:
    """A btw-id, or another country's number with its country letters. Raises WrongVatId, VatIdRequired."""
    if not text.strip():
        if vat_status == VatStatus.LIABLE:
            raise VatIdRequired(data={"field": "vat_id"})
        return ""
    try:
        compact = text.replace(" ", "").replace(".", "").upper()
        is_dutch = compact.startswith("NL") or country == "NL"
        return (
            "NL" + str(btw.validate(compact)).removeprefix("NL")
            if is_dutch
            else str(eu_vat.validate(compact))
        )
    except ValidationError as error:
        raise WrongVatId(data={"field": "vat_id"}) from error


def clean_iban(text: str) -> str:
    """Raises WrongIban; nothing stays nothing."""
    if not text.strip():
        return ""
    try:
        return str(iban_number.validate(text))
    except ValidationError as error:
        raise WrongIban(data={"field": "iban"}) from error


def clean_creditor_id(text: str) -> str:
    """The creditor identifier for SEPA direct debit (AT-02). Raises WrongCreditorId; nothing stays nothing."""
    if not text.strip():
        return ""
    try:
        return str(at_02.validate(text))
    except ValidationError as error:
        raise WrongCreditorId(data={"field": "creditor_id"}) from error
