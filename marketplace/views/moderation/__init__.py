"""Moderation: reporting, deciding, appealing, and the page on which everybody sees how it goes."""
