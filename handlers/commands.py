"""The one table of commands: /help, the README's test and Telegram's own menu come from it."""

from dataclasses import dataclass

from telegram import Bot, BotCommand


@dataclass(frozen=True, slots=True)
class Command:
    """One command as people see it; *usage* says what may follow it."""

    name: str
    description: str
    usage: str = ""


COMMANDS = (
    Command("latest", "recent visits, newest first, then pledges and all releases", "[n] [topic]"),
    Command("topic", "what is new on a topic, country or person; alone: what is followed", "words"),
    Command("topics", "all topics that can be followed"),
    Command("subscribe", "alerts for every new release, or only for some topics", "[topics]"),
    Command("unsubscribe", "no more alerts, or none on some topics", "[topics]"),
    Command("status", "the feeds that are read, how fresh they are, and the settings here"),
    Command("privacy", "exactly what is stored about this chat"),
    Command("forget", "erase everything about this chat"),
    Command("help", "the commands and some examples"),
    Command("start", "what this bot does"),
)


async def set_commands(bot: Bot) -> None:
    """Put the commands into the menu that Telegram shows beside the input field."""
    await bot.set_my_commands(
        [BotCommand(command.name, command.description) for command in COMMANDS]
    )
