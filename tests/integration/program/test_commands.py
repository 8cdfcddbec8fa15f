import io
import json
import logging
import sys

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.doctor import CHECKS
from bot.models import Reading
from config.settings import Settings, variable

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<link>https://t.example.org/</link><description>d</description></channel></rss>"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    """No setting but a data directory, and the log as it was."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.setenv("BRIEFING_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the program in this process; gives its exit code, output and errors."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["briefing-bot", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--help"], ["run", "chat", "poll", "extract", "doctor", "health", "feeds", "db"]),
        (["run", "--help"], ["--roles"]),
        (["chat", "-h"], ["--feeds", "--feed"]),
        (["poll", "--help"], ["--feed"]),
        (["extract", "--help"], ["--publisher", "--country", "--date", "--title", "--explain"]),
        (["feeds", "--help"], ["check"]),
        (["db", "--help"], ["upgrade"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_help_names_what_there_is(arguments, shown):
    result = CliRunner().invoke(cli.app, arguments, env={"COLUMNS": "120", "NO_COLOR": "1"})

    assert result.exit_code == 0
    assert [word for word in shown if word not in result.output] == []


def test_run_without_a_token_says_what_to_do(command):
    code, out, err = command("run")

    assert code == 2
    assert out == ""
    assert err.startswith("briefing-bot: no token: get one from @BotFather")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "arguments"),
    [
        ("LOG_LEVEL", "loud", ["doctor"]),
        ("FEEDS_FILE", "nowhere.toml", ["poll"]),
        ("TOPICS_FILE", "nowhere.toml", ["poll"]),
        ("DATABASE_URL", "sqlite+aiosqlite:////proc/none/x", ["db", "upgrade"]),
        ("DATA_DIR", "/proc/none", ["poll"]),
        ("TELEGRAM_TOKEN_FILE", "nowhere", ["run"]),
    ],
)
def test_wrong_setting_ends_with_one_sentence(command, monkeypatch, name, value, arguments):
    monkeypatch.setenv(f"BRIEFING_{name}", value)

    code, out, err = command(*arguments)

    assert code == 2
    assert out == ""
    assert err.startswith("briefing-bot: ")
    assert err.count("\n") == 1


def test_unknown_role_is_named(command):
    code, _, err = command("run", "--roles", "poll,cook")

    assert code == 2
    assert "--roles takes poll, brief, deliver, chat" in err
    assert "'poll,cook'" in err


def test_two_kinds_of_feeds_exclude_each_other(command):
    code, _, err = command("chat", "--feeds", "a.toml", "--feed", "b.xml")

    assert code == 2
    assert "exclude each other" in err


def test_unknown_feed_is_named(command):
    code, _, err = command("poll", "--feed", "atlantis")

    assert code == 2
    assert "no feed 'atlantis'" in err


def test_unexpected_failure_is_logged_without_the_token(command, monkeypatch):
    token = "7654321:AAsecretsecretsecretsecretsecretsec"

    def fail(settings):
        raise RuntimeError(f"about {token}")

    monkeypatch.setattr("bot.errands.upgrade", fail)

    code, _, err = command("db", "upgrade")

    assert code == 1
    assert "CRITICAL bot: the program failed" in err
    assert token not in err


def test_interrupt_is_no_traceback(command, monkeypatch):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.errands.upgrade", interrupt)

    code, _, err = command("db", "upgrade")

    assert code == 130
    assert "Traceback" not in err


def test_database_is_upgraded(command, tmp_path):
    code, out, _ = command("db", "upgrade")

    assert code == 0
    assert out.startswith("The database is at revision 0")
    assert (tmp_path / "data" / "briefings.sqlite").exists()


def test_health_is_red_before_the_first_start(command):
    code, out, _ = command("health")

    assert code == 1
    assert "has not run here yet" in out


def test_doctor_checks_everything_without_a_network(command):
    code, out, _ = command("doctor")

    assert code == 0
    subjects = [line.split()[1] for line in out.splitlines()]
    assert subjects == list(CHECKS)
    assert "note  token     none" in out


def test_doctor_names_faults(command, monkeypatch, tmp_path):
    (tmp_path / "feeds.toml").write_text("[[feed]]\nid = 'x'\n")
    monkeypatch.setenv("BRIEFING_FEEDS_FILE", "feeds.toml")
    monkeypatch.setenv("BRIEFING_OPERATOR", "1")
    monkeypatch.setenv("BRIEFING_TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("BRIEFING_TELEGRAM_API_URL", "http://127.0.0.1:9")

    code, out, _ = command("doctor")

    assert code == 1
    assert "fault feeds" in out
    assert "BRIEFING_OPERATOR; perhaps misspelt" in out
    assert "fault token     Telegram cannot be reached" in out


def feeds_file(tmp_path, **feeds):
    tables = []
    for name, content in feeds.items():
        (tmp_path / f"{name}.xml").write_text(content)
        tables.append(
            f'[[feed]]\nid = "{name}"\npublisher = "P"\ncountry = "GB"\nlanguage = "en"\n'
            f'url = "file:{name}.xml"\nfull_text = "feed"\nmin_interval_s = 0\n'
        )
    (tmp_path / "feeds.toml").write_text("\n".join(tables))
    return str(tmp_path / "feeds.toml")


def test_poll_tells_what_happened_to_each_feed(command, monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEFING_FEEDS_FILE", feeds_file(tmp_path, empty=FEED, wall="<html>"))

    code, out, _ = command("poll")

    assert code == 0
    assert "empty" in out
    assert "not a feed" in out
    assert "0 releases briefed" in out


def test_second_poll_finds_nothing_due(command, monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEFING_FEEDS_FILE", feeds_file(tmp_path, empty=FEED))
    command("poll")

    _, out, _ = command("poll")

    assert "no feed is due" in out


def test_named_feed_is_polled_whether_due_or_not(command, monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEFING_FEEDS_FILE", feeds_file(tmp_path, one=FEED, two=FEED))
    command("poll")

    _, out, _ = command("poll", "--feed", "two")

    assert "two" in out
    assert "one" not in out


def test_feeds_check_shows_a_table_and_fails_for_a_bad_feed(command, monkeypatch, tmp_path):
    monkeypatch.setenv("BRIEFING_FEEDS_FILE", feeds_file(tmp_path, wall="<html></html>"))

    code, out, _ = command("feeds", "check")

    assert code == 1
    assert "not a feed" in out
    assert "Look for the feed's address" in out


@pytest.fixture
def readings(monkeypatch):
    """Let nothing be read by the model; documents pass through."""

    def read(articles, *, topics_file, processes):
        return ((article, Reading(headline=article.title)) for article in articles)

    monkeypatch.setattr("bot.nlp.stream.readings", read)


def test_extract_writes_one_line_for_each_document(command, readings, tmp_path):
    row = {"title": "T", "text": "Words.", "date": "2026-03-17"}
    rows = [{"id": str(number), **row} for number in range(3)]
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, rows)))

    code, out, err = command("extract", "docs.jsonl")

    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["0", "1", "2"]
    assert err == ""


def test_extract_reads_plain_text_from_standard_input(command, readings, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Café today.".encode())))

    code, out, _ = command("extract", "-", "--title", "Coffee", "--date", "2026-03-17")

    assert code == 0
    assert json.loads(out)["headline"] == "Coffee"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.txt"], "nowhere.txt cannot be read"),
        (["bad.jsonl"], "bad.jsonl, line 1"),
        (["empty.txt"], "there is nothing to read: empty.txt is empty"),
        (["empty.txt", "empty.txt"], "empty.txt, empty.txt are empty"),
        (["program.bin"], "program.bin is no text"),
        (["good.txt", "--country", "Xland"], "--country: I know no country 'Xland'"),
        (["good.txt", "--date", "17.1.2023"], "--date: '17.1.2023' is no date; write it as 2023-"),
    ],
)
def test_bad_document_ends_with_one_sentence(command, readings, tmp_path, arguments, said):
    (tmp_path / "bad.jsonl").write_text('{"text": ')
    (tmp_path / "good.txt").write_text("Words.")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "program.bin").write_bytes(bytes(range(256)))

    code, _, err = command("extract", *arguments)

    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_missing_day_of_publication_is_said_once(command, readings, tmp_path):
    rows = [{"id": str(number), "text": "Words."} for number in range(3)]
    (tmp_path / "docs.jsonl").write_text("\n".join(map(json.dumps, rows)))

    code, out, err = command("extract", "docs.jsonl")

    assert code == 0
    assert out.count("\n") == 3
    assert err.count("without a day of publication") == 1


def test_missing_feeds_file_is_blamed_on_the_option_that_named_it(command):
    code, _, err = command("chat", "--feeds", "nowhere.toml")

    assert code == 2
    assert err == "briefing-bot: --feeds: there is no file nowhere.toml\n"


def test_reader_who_leaves_early_is_no_error_report(command, monkeypatch):
    def leave(request):
        raise BrokenPipeError

    monkeypatch.setattr("bot.extracting.extract", leave)
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    code, _, err = command("extract", "x")

    assert code == 1
    assert err == ""
