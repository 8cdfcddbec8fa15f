import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from bot import doctor, heartbeat
from bot.doctor import Finding, Level, machine
from bot.storage.alone import alone_on
from bot.storage.database import connect, writing
from bot.storage.migrate import upgrade
from bot.storage.pace import take_slots
from config.settings import Settings
from tests.fakes import answers
from tests.fakes.bot_api import TOKEN, FakeBotApi


@pytest.fixture
async def api():
    async with FakeBotApi() as fake:
        yield fake


@pytest.fixture
def settings(api, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Settings.load(
        telegram_token=TOKEN, telegram_api_url=api.url, data_dir=tmp_path / "data", database_url=""
    )


async def findings(settings):
    return {finding.subject: finding async for finding in doctor.examine(settings)}


async def test_token_is_known_by_its_bot(settings):
    found = await findings(settings)

    assert found["token"].text == "belongs to @briefing_test_bot"
    levels = {finding.level for subject, finding in found.items() if subject != "parser"}
    assert levels == {Level.OK}


async def test_refused_token_is_a_fault_that_does_not_show_it(settings, api):
    api.token = "another"

    token = (await findings(settings))["token"]

    assert token.level is Level.FAULT
    assert "does not accept it" in token.text
    assert TOKEN not in token.text


async def test_telegram_out_of_order_is_a_fault(settings, api):
    api.failures["getMe"].append(answers.GATEWAY)

    assert "cannot be reached" in (await findings(settings))["token"].text


async def test_feeds_file_without_an_enabled_feed_is_a_fault(settings, tmp_path):
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nid = "x"\npublisher = "P"\ncountry = "GB"\nlanguage = "en"\n'
        'url = "https://x.example.org/feed"\nenabled = false\n'
    )
    mine = settings.model_copy(update={"feeds_file": tmp_path / "feeds.toml"})

    feeds = (await findings(mine))["feeds"]

    assert feeds.level is Level.FAULT
    assert "enables no feed" in feeds.text


async def test_folder_that_cannot_be_made_is_a_fault(settings):
    mine = settings.model_copy(update={"data_dir": settings.feeds_file / "below-a-file"})

    found = await findings(mine)

    assert found["data"].level is Level.FAULT
    assert found["database"].level is Level.FAULT


async def test_unreachable_database_server_is_a_fault_in_one_line(settings):
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none"
    mine = settings.model_copy(update={"database_url": url})

    database = (await findings(mine))["database"]

    assert database.level is Level.FAULT
    assert "check BRIEFING_DATABASE_URL" in database.text
    assert "hidden" not in database.text
    assert "\n" not in database.text


async def test_older_database_is_a_fault_with_its_remedy_and_stays_as_it_is(settings):
    settings.data_dir.mkdir()
    file = settings.data_dir / "briefings.sqlite"
    sqlite3.connect(file).close()

    database = (await findings(settings))["database"]

    assert database.level is Level.FAULT
    assert "is at revision none" in database.text
    assert database.text.endswith("run `briefing-bot db upgrade`")
    with closing(sqlite3.connect(file)) as opened:
        assert opened.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


async def test_a_database_that_is_not_there_yet_is_not_made(settings):
    database = (await findings(settings))["database"]

    assert database == Finding("database", Level.OK, "sqlite; the first start will make its file")
    assert list(settings.data_dir.iterdir()) == []


async def test_a_database_that_a_bot_has_is_left_to_it(settings):
    with alone_on(settings.database):
        made = connect(settings.database)
        await upgrade(made.engine)
        async with writing(made.sessions) as session:
            await take_slots(session, 1, now=datetime.now(UTC), rate=1)
            database = (await findings(settings))["database"]
        await made.close()

    assert database.level is Level.OK
    assert database.text.startswith("sqlite at revision")


async def test_an_unreachable_server_has_no_time_to_compare(settings):
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:9/none"

    clock = (await findings(settings.model_copy(update={"database_url": url})))["clock"]

    assert clock.level is Level.FAULT
    assert "hidden" not in clock.text


@pytest.mark.parametrize(
    ("free", "level"), [(2**20, Level.FAULT), (2**29, Level.NOTE), (2**33, Level.OK)]
)
async def test_room_for_the_data_is_looked_at(settings, monkeypatch, free, level):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert (await findings(settings))["disk"].level is level


async def test_a_token_that_others_can_read_is_noted(settings, tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN)
    mine = settings.model_copy(update={"telegram_token": None, "telegram_token_file": file})
    file.chmod(0o644)
    assert (await findings(mine))["secrets"].text.endswith(f"chmod go-rwx {file}")

    file.chmod(0o600)

    assert (await findings(mine))["secrets"].level is Level.OK


@pytest.mark.parametrize(("version", "level"), [("expat_2.5.0", "note"), ("expat_2.6.1", "ok")])
async def test_an_old_xml_parser_is_noted(settings, monkeypatch, version, level):
    monkeypatch.setattr(machine, "EXPAT_VERSION", version)

    assert (await findings(settings))["parser"].level == level


async def test_a_bot_at_work_is_told_with_its_state(settings):
    settings.data_dir.mkdir()
    now = datetime.now(UTC)
    heartbeat.write(settings.data_dir, heartbeat.Heartbeat(now, now, listening=True))
    assert (await findings(settings))["running"].text == "a bot runs here; it is well"

    old = now - timedelta(hours=1)
    heartbeat.write(settings.data_dir, heartbeat.Heartbeat(old, old, listening=True))

    stopped = (await findings(settings))["running"]
    assert stopped.level is Level.NOTE
    assert "no sign of life for 36" in stopped.text


HOOK = {"webhook_url": "https://bot.example.org/in", "webhook_secret": SecretStr("s" * 20)}


@pytest.mark.parametrize(
    ("changes", "level", "said"),
    [
        ({"webhook_secret": SecretStr("s" * 20)}, "note", "nobody uses it"),
        (HOOK | {"webhook_secret": SecretStr("short")}, "note", "is short"),
        (HOOK | {"metrics_port": 8080}, "fault", "are the same"),
        (
            HOOK | {"webhook_secret": None, "database_url": "postgresql+psycopg://b@127.0.0.1:9/x"},
            "fault",
            "set BRIEFING_WEBHOOK_SECRET",
        ),
        (HOOK, "note", "knows of no webhook until `run` tells it"),
    ],
)
async def test_settings_of_the_webhook_that_cannot_be_right_are_told(
    settings, changes, level, said
):
    updates = (await findings(settings.model_copy(update=changes)))["updates"]

    assert updates.level == level
    assert said in updates.text


async def test_a_webhook_that_another_program_has_set_is_noted(settings, api):
    api.webhook = "https://elsewhere.example.org/secret-path"

    updates = (await findings(settings))["updates"]

    assert updates.level is Level.NOTE
    assert "Telegram brings updates to elsewhere.example.org" in updates.text
    assert "secret-path" not in updates.text


async def test_why_telegram_could_not_bring_updates_is_told(settings, api):
    api.webhook = HOOK["webhook_url"]
    api.webhook_trouble = {"last_error_message": "Connection refused", "last_error_date": 1}

    updates = (await findings(settings.model_copy(update=HOOK)))["updates"]

    assert updates.text.endswith("Telegram's last try failed: Connection refused")
