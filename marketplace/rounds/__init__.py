"""Matching rounds: what is open, planned as a whole for a coordinator."""
