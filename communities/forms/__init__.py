"""Forms: they read and check what was typed; the verbs decide."""
