"""Group orders: many take of one offer together, or nobody does."""
