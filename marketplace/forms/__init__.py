"""Doors of paper: what people type about offers, requests and deals."""

from marketplace.forms.categories import CategoryForm
from marketplace.forms.deals import CounterForm, DeliveryForm, ProposalForm, ReasonForm
from marketplace.forms.fields import QuantityField, date_input
from marketplace.forms.finding import SavedSearchForm, SearchForm, SynonymForm, search_form
from marketplace.forms.listings import ImportForm, ListingForm, initial_of
from marketplace.forms.talking import MessageForm

__all__ = [
    "CategoryForm",
    "CounterForm",
    "DeliveryForm",
    "ImportForm",
    "ListingForm",
    "MessageForm",
    "ProposalForm",
    "QuantityField",
    "ReasonForm",
    "SavedSearchForm",
    "SearchForm",
    "SynonymForm",
    "date_input",
    "initial_of",
    "search_form",
]
