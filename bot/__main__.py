"""``python -m bot`` is ``briefing-bot``."""

if __name__ == "__main__":
    # Worker processes import this module again, and have no use for the command line.
    from bot.cli import main

    main()
