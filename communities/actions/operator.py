"""The legal person behind the community: filled in by its leaders, verified by the network leader."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from communities import queries, rules
from communities.errors import OperatorIncomplete
from communities.models import OperatorOfRecord
from communities.numbers import clean_creditor_id, clean_iban, clean_kvk, clean_vat_id
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

FIELDS = frozenset(
    {
        "legal_name",
        "legal_form",
        "kvk",
        "vat_id",
        "vat_status",
        "iban",
        "creditor_id",
        "street",
        "postcode",
        "city",
        "country",
        "email",
        "terms_version",
        "processing_agreement_signed_on",
    }
)


@transaction.atomic
def change_operator(*, by: Actor, **fields: Any) -> OperatorOfRecord:
    """Fill in or change the operator. What changed must be verified again.

    Raises NotAllowed, WrongKvk, WrongVatId, VatIdRequired, WrongIban, WrongCreditorId.
    """
    if not rules.may_lead(by=by):
        raise NotAllowed
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not for this verb: {sorted(unknown)}")
    operator = _lock_operator()
    before = {name: getattr(operator, name) for name in FIELDS}
    for name, value in {**before, **fields}.items():
        setattr(operator, name, value)
    _clean_numbers(operator)
    if before != {name: getattr(operator, name) for name in FIELDS}:
        operator.verified_at = None
    operator.save()
    return operator


@transaction.atomic
def verify_operator(*, by: Actor) -> OperatorOfRecord:
    """The network leader has checked the papers. Raises NotAllowed, OperatorIncomplete with what is missing."""
    if not rules.may_verify_operator(by=by):
        raise NotAllowed
    operator = _lock_operator()
    if missing := queries.missing_of_operator(operator):
        sentence = gettext("Still missing: %(fields)s.") % {"fields": ", ".join(map(str, missing))}
        raise OperatorIncomplete(sentence)
    operator.verified_at = operator.verified_at or timezone.now()
    operator.save(update_fields=["verified_at"])
    return operator


def _lock_operator() -> OperatorOfRecord:
    """Locks the community first: there may be no operator to lock yet, and there must never be two."""
    queries.lock_community()
    return OperatorOfRecord.objects.select_for_update(of=("self",)).first() or OperatorOfRecord()


def _clean_numbers(operator: OperatorOfRecord) -> None:
    operator.kvk = clean_kvk(operator.kvk, required=False)
    operator.vat_id = clean_vat_id(operator.vat_id, vat_status=operator.vat_status, country=operator.country)
    operator.iban = clean_iban(operator.iban)
    operator.creditor_id = clean_creditor_id(operator.creditor_id)
