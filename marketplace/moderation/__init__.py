"""Moderation: what a notice can be about, which rules there are, who may decide, and what came of it."""
