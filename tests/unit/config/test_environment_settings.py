import pytest

from bot.app import Sources
from bot.errors import ConfigError
from bot.feeds.catalogue import Catalogue
from config.settings import Settings, unknown, variable

TOKEN = "7654321:AAsecretsecretsecretsecretsecretsec"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)


@pytest.fixture
def environment(monkeypatch):
    def set_variables(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"BRIEFING_{name}", value)

    return set_variables


def test_everything_has_a_default():
    settings = Settings.load()

    assert settings.token == ""
    assert settings.broadcast_rate == 28
    assert settings.operators == ()
    assert settings.allowed_chats is None


def test_every_setting_is_described():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_shipped_files_are_the_defaults():
    settings = Settings.load()

    assert settings.feeds_file.is_file()
    assert settings.topics_file.is_file()


def test_default_database_is_an_absolute_path_in_the_data_directory(environment, tmp_path):
    environment(DATA_DIR="things")

    assert Settings.load().database == f"sqlite+aiosqlite:///{tmp_path}/things/briefings.sqlite"


def test_named_database_wins(environment):
    environment(DATABASE_URL="postgresql+psycopg://me@db/briefings")

    assert Settings.load().database == "postgresql+psycopg://me@db/briefings"


def test_chat_ids_are_separated_by_commas_or_spaces(environment):
    environment(OPERATORS="1, -100200 3", ALLOWED_CHATS="7")

    settings = Settings.load()

    assert settings.operators == (1, -100200, 3)
    assert settings.allowed_chats == (7,)


def test_log_level_is_taken_in_any_case(environment):
    environment(LOG_LEVEL="debug")

    assert Settings.load().log_level == "DEBUG"


def test_slash_after_the_api_address_does_no_harm(environment):
    environment(TELEGRAM_API_URL="http://127.0.0.1:8081/")

    assert Settings.load().telegram_api_url == "http://127.0.0.1:8081"


def test_empty_variables_count_as_unset(environment):
    environment(TELEGRAM_TOKEN="", METRICS_PORT="")

    assert Settings.load().metrics_port is None


def test_env_file_is_read(tmp_path):
    (tmp_path / ".env").write_text("BRIEFING_BROADCAST_RATE=5\nOTHER=1\n")

    assert Settings.load().broadcast_rate == 5


def test_token_may_come_from_a_file(environment, tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    environment(TELEGRAM_TOKEN_FILE=str(tmp_path / "token"))

    assert Settings.load().token == TOKEN


def test_missing_token_file_is_one_sentence(environment):
    environment(TELEGRAM_TOKEN_FILE="nowhere")

    with pytest.raises(ConfigError, match="BRIEFING_TELEGRAM_TOKEN_FILE cannot be read: nowhere"):
        _ = Settings.load().token


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_LEVEL", "loud", "should be 'DEBUG', 'INFO'"),
        ("LOG_FORMAT", "xml", "should be 'text' or 'json'"),
        ("BROADCAST_RATE", "fast", "should be a number"),
        ("BROADCAST_RATE", "0", "should be greater than 0"),
        ("OPERATORS", "1,me", "should be a whole number"),
        ("TELEGRAM_API_URL", "api.telegram.org", "is not in the expected form"),
        ("DATABASE_URL", "mysql://x", "is not in the expected form"),
        ("WEBHOOK_URL", "http://plain", "is not in the expected form"),
        ("WEBHOOK_SECRET", "not allowed!", "may only hold"),
        ("METRICS_PORT", "70000", "should be less than or equal to 65535"),
    ],
)
def test_wrong_setting_is_one_sentence_that_names_it(environment, name, value, said):
    environment(**{name: value})

    with pytest.raises(ConfigError) as caught:
        Settings.load()

    sentence = str(caught.value)
    assert sentence.startswith(f"BRIEFING_{name} is wrong: it {said}")
    assert "\n" not in sentence


def test_no_error_shows_a_secret(environment):
    environment(TELEGRAM_TOKEN=TOKEN, WEBHOOK_SECRET="päss-wörd", LOG_LEVEL="x")

    with pytest.raises(ConfigError) as caught:
        Settings.load()

    assert caught.value.__cause__ is None
    assert "päss" not in str(caught.value)
    assert TOKEN not in repr(Settings.load(log_level="INFO", webhook_secret=None))


def test_misspelt_variables_are_named():
    environment = {"BRIEFING_OPERATOR": "1", "BRIEFING_OPERATORS": "1", "HOME": "/"}

    assert unknown(environment) == ["BRIEFING_OPERATOR"]


URL = "postgresql+psycopg://bot:p%40ss-word@host/name"


def test_settings_shown_or_copied_hide_their_secrets(environment):
    environment(TELEGRAM_TOKEN=TOKEN, DATABASE_URL=URL, WEBHOOK_SECRET="only-telegram-knows")
    settings = Settings.load()
    sources = Sources(Catalogue(()), settings.database)

    for shown in (repr(settings), str(settings), repr(settings.model_copy()), repr(sources)):
        assert [secret for secret in (TOKEN, "p%40ss", "only-telegram") if secret in shown] == []


def test_all_secrets_are_known_in_every_form_they_are_written_in(environment):
    environment(TELEGRAM_TOKEN=TOKEN, DATABASE_URL=URL, WEBHOOK_SECRET="only-telegram-knows")

    assert {TOKEN, TOKEN[8:], "only-telegram-knows", "p%40ss-word", "p@ss-word"} <= set(
        Settings.load().secrets
    )


@pytest.mark.parametrize("name", ["DATABASE_URL", "WEBHOOK_SECRET", "WEBHOOK_URL"])
def test_a_wrong_secret_is_not_shown_in_its_complaint(environment, name):
    environment(**{name: "mysql://bot:p%40ss word@host/name"})

    with pytest.raises(ConfigError) as complaint:
        Settings.load()

    assert "p%40ss" not in str(complaint.value)
    assert complaint.value.__cause__ is None


def test_nothing_listens_for_the_network_by_default():
    settings = Settings.load()

    assert (settings.metrics_host, settings.webhook_host) == ("127.0.0.1", "127.0.0.1")
