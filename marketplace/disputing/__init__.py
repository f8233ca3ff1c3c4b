"""Disputes: who sees one, who judges one, and what happened in it."""
