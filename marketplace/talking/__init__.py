"""Threads: two sides that talk about a listing or a deal."""
