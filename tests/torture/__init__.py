"""Tries to break the promise: an alert owed is sent, hardly ever twice, never to a wrong chat."""
