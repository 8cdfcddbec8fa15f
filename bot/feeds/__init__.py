"""Feeds in: fetch, parse, and read the full text of releases."""
