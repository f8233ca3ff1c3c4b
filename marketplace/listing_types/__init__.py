"""The types of listings that a community knows: which sides, units and prices each has, and how long it lives."""
