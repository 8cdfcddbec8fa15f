"""What an operator changes: settings, feeds and topics. Only the composition root imports it."""
