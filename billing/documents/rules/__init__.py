"""The business rules of EN 16931, Peppol BIS Billing 3.0 and NLCIUS that our documents can meet.

They run before a document is handed out, without the official validators, which need XSLT. The tests run those of
EN 16931 beside them. What we never write (allowances, prepaid amounts, other currencies) has no rule here.
"""

from billing.documents.rules import core, dutch, totals, vat
from billing.documents.rules.reading import Broken, Document, all_rules, broken_in

__all__ = ["Broken", "all_rules", "broken_rules", "core", "dutch", "totals", "vat"]


def broken_rules(xml: bytes) -> list[Broken]:
    """The rules that this document breaks, by their official codes; none means that it can be sent."""
    return list(broken_in(Document(xml)))
