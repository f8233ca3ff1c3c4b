"""The wall between communities: row-level security under a role that owns nothing (docs/decisions/0001)."""
