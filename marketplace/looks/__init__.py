"""A coordinator's look at listings, where a community wants it."""
