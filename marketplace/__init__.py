"""Demand and supply meet here: offers, requests, matches and deals, many to many."""
