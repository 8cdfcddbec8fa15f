"""The work of the bot; see the README for the map."""

import os

# PTB reads this when it meets a RetryAfter; without it, that error itself raises a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
