"""Where this app shows itself to the others."""
