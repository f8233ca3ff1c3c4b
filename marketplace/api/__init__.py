"""The API of offers, requests, matches and deals."""
