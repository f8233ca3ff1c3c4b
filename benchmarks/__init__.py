"""How many pages a second, and how far that is from what the database alone would do."""
