import pytest

from bot import doctor
from bot.doctor import Level
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
    assert {finding.level for finding in found.values()} == {Level.OK}


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


async def test_older_database_is_a_fault_with_its_remedy(settings, monkeypatch):
    async def stay(engine):
        return None

    monkeypatch.setattr(doctor, "upgrade", stay)

    database = (await findings(settings))["database"]

    assert database.text == "sqlite is at revision none: run `briefing-bot db upgrade`"
