"""Quotes on one request: compared side by side, and awarded in parts."""
