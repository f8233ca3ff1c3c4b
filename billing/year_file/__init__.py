"""A year of a community for its accountant: journal, documents, VAT, decisions, and sums that tie them to the ledger."""

from billing.year_file.making import make_year_file
from billing.year_file.sums import Year

__all__ = ["Year", "make_year_file"]
