"""Asking for a look at a listing, and answering it."""
