"""The work: feeds in, facts out, alerts sent."""
