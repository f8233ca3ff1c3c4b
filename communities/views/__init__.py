"""Doors: they parse, find, act and answer."""
