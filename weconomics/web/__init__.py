"""What every page shares: doors, forms, headers, language, health, the search over everything."""
