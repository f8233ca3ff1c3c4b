"""From what somebody types to the listings that say it, in whatever words."""
