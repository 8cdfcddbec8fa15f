"""What an operator may set: environment variables or a ``.env`` file, all with one prefix."""

import os
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError

PREFIX = "BRIEFING_"

_HERE = Path(__file__).parent


class Settings(BaseSettings):
    """All settings, read once by the composition root; nobody else sees them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # .env may serve other programs too; `doctor` names what looks misspelt
        frozen=True,
        hide_input_in_errors=True,  # an error must never show a secret
    )

    telegram_token: SecretStr | None = Field(
        None, description="The token that @BotFather gave for this bot."
    )
    telegram_token_file: Path | None = Field(
        None, description="A file that holds the token, in place of the variable."
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^/\s]+$",
        description="Scheme and host of the Bot API; `/bot<token>/<method>` is appended.",
    )
    database_url: str = Field(
        "",
        repr=False,  # it may hold a password
        pattern=r"^($|sqlite\+aiosqlite://|postgresql\+psycopg://)",
        description="Database; by default SQLite in the data directory. "
        "For several processes: `postgresql+psycopg://user:password@host/name`.",
    )
    feeds_file: Path = Field(
        _HERE / "feeds.toml", description="The feeds to read; by default the shipped list."
    )
    topics_file: Path = Field(
        _HERE / "topics.toml", description="The topics to recognise; by default the shipped list."
    )
    data_dir: Path = Field(
        Path("data"), description="Where the bot keeps its database, heartbeat and chat log."
    )
    operators: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Chat ids that may see internals and get notices, separated by commas."
    )
    allowed_chats: Annotated[tuple[int, ...] | None, NoDecode] = Field(
        None, description="The only chat ids that are served, separated by commas; by default all."
    )
    webhook_url: str = Field(
        "",
        pattern=r"^($|https://\S+$)",
        description="Public https address for updates; without one the bot asks Telegram.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        description="What Telegram must send along to the webhook: "
        "1 to 256 characters of A-Z a-z 0-9 _ -.",
    )
    webhook_host: str = Field(
        "127.0.0.1",
        pattern=r"^[0-9A-Za-z.:-]+$",
        description="Local address on which the webhook listens, behind what speaks TLS; "
        "in a container `0.0.0.0`.",
    )
    webhook_port: int = Field(
        8080, ge=1, le=65535, description="Local port on which the webhook listens."
    )
    contact: str = Field(
        "", description="An address by which publishers can reach you, told to their servers."
    )
    broadcast_rate: float = Field(
        28.0, gt=0, le=1000, description="Messages a second over all chats and processes."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much to log: DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Log lines as `text`, or as one JSON object each (`json`)."
    )
    metrics_host: str = Field(
        "127.0.0.1",
        pattern=r"^[0-9A-Za-z.:-]+$",
        description="Local address of /metrics and /health, which ask for no password; "
        "in a container `0.0.0.0`.",
    )
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port for /metrics and /health; without one, none."
    )

    @field_validator("operators", "allowed_chats", mode="before")
    @classmethod
    def _chat_ids(cls, value: object) -> object:
        """Take "1, -2" for two ids."""
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        """Take "debug" for DEBUG."""
        return value.upper() if isinstance(value, str) else value

    @field_validator("telegram_api_url", mode="before")
    @classmethod
    def _without_slash(cls, value: object) -> object:
        """Take an address with a slash at its end."""
        return value.rstrip("/") if isinstance(value, str) else value

    @field_validator("webhook_secret")
    @classmethod
    def _allowed_secret(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what setWebhook would refuse."""
        text = value.get_secret_value() if value else ""
        if value and not (text.isascii() and text.replace("-", "a").replace("_", "a").isalnum()):
            message = "may only hold A-Z a-z 0-9 _ -"
            raise ValueError(message)
        return value

    @property
    def database(self) -> str:
        """The database's address, the default spelt out."""
        return self.database_url or self.sqlite("briefings.sqlite")

    def sqlite(self, name: str) -> str:
        """Give the address of an SQLite file in the data directory."""
        return f"sqlite+aiosqlite:///{(self.data_dir / name).absolute()}"

    @property
    def token(self) -> str:
        """The bot's token, wherever it is kept; empty when none is set.

        Raises:
            ConfigError: when the token's file cannot be read.
        """
        if self.telegram_token:
            return self.telegram_token.get_secret_value().strip()
        if not self.telegram_token_file:
            return ""
        try:
            return self.telegram_token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as exc:
            message = f"{PREFIX}TELEGRAM_TOKEN_FILE cannot be read: {self.telegram_token_file}"
            raise ConfigError(message) from exc

    @property
    def secrets(self) -> tuple[str, ...]:
        """Whatever must never be shown, in every form in which it may be written."""
        token, hook = self.token, self.webhook_secret
        written = urlsplit(self.database_url).netloc.rpartition("@")[0].partition(":")[2]
        return (
            *(token, token.partition(":")[2], quote(token, safe="")),
            hook.get_secret_value() if hook else "",
            *(written, unquote(written)),
        )

    @classmethod
    def load(cls, **values: object) -> Self:
        """Read the environment; *values* win over it.

        Raises:
            ConfigError: one sentence that names the first wrong setting.
        """
        try:
            return cls(**values)  # type: ignore[arg-type]  # pydantic checks them
        except ValidationError as exc:
            raise ConfigError(_sentence(exc)) from None  # the cause would show the values


def variable(field: str) -> str:
    """Give the environment variable of a field of Settings."""
    return PREFIX + field.upper()


def unknown(environment: dict[str, str] | None = None) -> list[str]:
    """Name the variables with our prefix that no setting reads, misspelt ones for example."""
    known = {variable(field) for field in Settings.model_fields}
    names = os.environ if environment is None else environment
    return sorted(name for name in names if name.startswith(PREFIX) and name not in known)


#: What pydantic says in a programmer's words.
_OURS = {
    "string_pattern_mismatch": "is not in the expected form",
    "float_parsing": "should be a number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "path_type": "should be the name of a file",
}


def _sentence(exc: ValidationError) -> str:
    error = exc.errors(include_url=False, include_context=False, include_input=False)[0]
    field = str(error["loc"][0]) if error["loc"] else "settings"
    meant = Settings.model_fields[field].description if field in Settings.model_fields else ""
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    reason = _OURS.get(error["type"], reason)
    return f"{variable(field)} is wrong: it {_verb(reason)}. {meant}".strip()


def _verb(reason: str) -> str:
    known = ("should", "may", "is")
    return reason if reason.startswith(known) else f"says: {reason}"
